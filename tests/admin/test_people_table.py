"""The table of people as an office writes it; every fault is named before anybody is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.admin.people_table import people_table, read_people
from seatapp.central.messages import HeldPost
from seatapp.errors import InputFileError


def written(folder: Path, *lines: str) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_headings_and_posts_in_either_language(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "登录名,姓名,岗位,区域",
        "u1001,李某,受理员、派遣员,999000",
        "u1002,张某,shift_leader|supervisor,999001",
    )
    first, second = read_people(path)
    assert (first.login, first.name) == ("u1001", "李某")
    assert first.posts == [HeldPost("acceptor", "9990"), HeldPost("dispatcher", "9990")]
    assert second.posts == [HeldPost("shift_leader", "999001"), HeldPost("supervisor", "999001")]


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "login,name,posts,area",
        "1001,李某,acceptor,999000",
        "u1002,张某,boss,999000",
        "u1003,赵某,acceptor,9990",
        "u1004,,acceptor,999000",
        "u1005,孙某,,999000",
        "u1006,周某,acceptor,999000",
        "u1006,吴某,acceptor,999000",
    )
    table = people_table(path)
    assert [(fault.line, fault.column) for fault in table.faults] == [
        *((2, "login"), (3, "posts"), (4, "area"), (5, "name"), (6, "posts"), (8, "login")),
    ]
    assert [person.login for person in table.people] == ["u1006"]
    with pytest.raises(InputFileError, match="第 2 行 login"):
        read_people(path)


def test_a_fault_names_the_column_as_the_table_does_and_the_posts_there_are(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path, "登录名,姓名,岗位,区域", "u1001,李某,接线员,999000", "u1002,,受理员,999000"
    )
    post, name = people_table(path).faults
    assert (post.line, post.column, name.column) == (2, "岗位", "姓名")
    assert "接线员" in post.sentence
    assert "受理员、" in post.sentence
    assert "acceptor" not in post.sentence


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="posts"):
        people_table(written(tmp_path, "登录名,姓名,区域", "u1001,李某,999000"))
