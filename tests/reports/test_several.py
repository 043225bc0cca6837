"""Many files into one folder: a fault is told with its file, and calling off leaves what stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.errors import LocalFileError
from seatapp.reports.exports import Exported
from seatapp.reports.several import Wanted, numbers_in_words, save_several
from seatapp.reports.watch import Watch


def made(path: Path, watch: Watch) -> Exported:
    """Write the file at once."""
    watch.step()
    path.write_text("纸")
    return Exported("E001", path, "")


def faulty(_path: Path, _watch: Watch) -> Exported:
    """Meet a full disk."""
    raise LocalFileError("磁盘已满。")


def test_a_fault_keeps_back_no_other_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    wanted = [
        Wanted("甲", ".docx", made),
        Wanted("乙", ".docx", faulty),
        Wanted("丙", ".xlsx", made),
    ]
    outcome = save_several(wanted, tmp_path, Watch(lambda done, total: told.append((done, total))))
    assert [one.path.name for one in outcome.saved] == ["甲.docx", "丙.xlsx"]
    assert [(one.title, str(fault)) for one, fault in outcome.faults] == [("乙", "磁盘已满。")]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_stands_remains_when_the_rest_is_called_off(tmp_path: Path) -> None:
    watch = Watch()

    def called_off(path: Path, inner: Watch) -> Exported:
        watch.call_off()
        return made(path, inner)

    wanted = [Wanted("甲", "", made), Wanted("乙", "", called_off), Wanted("丙", "", made)]
    outcome = save_several(wanted, tmp_path, watch)
    assert [one.path.name for one in outcome.saved] == ["甲"]
    assert [one.title for one in outcome.left] == ["乙", "丙"]
    assert [file.name for file in tmp_path.iterdir()] == ["甲"]


@pytest.mark.parametrize(
    ("serials", "words"),
    [
        ("001 002 003 004", "A01-261122-E001 至 A01-261122-E004"),
        ("099 100", "A01-261122-E099、A01-261122-E100"),
        ("001 002 004", "A01-261122-E001、A01-261122-E002、A01-261122-E004"),
        ("", ""),
    ],
)
def test_numbers_in_a_row_are_told_by_their_ends(serials: str, words: str) -> None:
    assert numbers_in_words([f"A01-261122-E{serial}" for serial in serials.split()]) == words
