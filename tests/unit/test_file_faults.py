"""Why a file did not work is said in the language of the window, not in that of the system."""

from __future__ import annotations

import errno
import tomllib
from pathlib import Path

import pytest

from seatapp.file_faults import line_at_fault, why_not


def test_what_the_system_says_is_said_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        (tmp_path / "none").read_bytes()
    with pytest.raises(IsADirectoryError) as folder:
        tmp_path.read_bytes()
    with pytest.raises(OSError, match=f"Errno {errno.ENAMETOOLONG}") as long:
        (tmp_path / ("名" * 200)).write_bytes(b"")
    assert why_not(missing.value) == "文件或文件夹不存在"
    assert why_not(folder.value) == "这是文件夹"
    assert why_not(long.value) == "名称太长"
    assert why_not(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"


def test_a_file_that_another_program_holds_on_windows_is_no_question_of_rights() -> None:
    held = PermissionError(errno.EACCES, "Permission denied")
    assert why_not(held) == "没有权限"
    held.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    assert why_not(held) == "正被别的程序占用"


def test_what_is_rare_keeps_the_words_of_the_system() -> None:
    assert why_not(OSError(errno.ENOLCK, "No locks available")) == "No locks available"
    assert why_not(OSError("whatever")) == "whatever"


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb =\nc = 2\n", 2), ('a = 1\nb = "', 2), ("=", 1)]
)
def test_the_line_of_a_fault_in_toml(text: str, line: int) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert line_at_fault(caught.value, text) == line
