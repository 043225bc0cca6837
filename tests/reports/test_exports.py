"""The way out: a number for each file, whole or absent, and a line in the log of the seat."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from seatapp.errors import InputFileError, LocalFileError
from seatapp.reports.exports import Exports
from seatapp.reports.paper import Paper
from seatapp.reports.saving import file_name
from tests.helpers.rules import NOON
from tests.helpers.seat import Seat
from tests.reports.documents import foot_of
from tests.reports.test_filling import template


@pytest.fixture
def exports(seat: Seat, tmp_path: Path) -> Exports:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "plain.docx").write_bytes(template())
    made = Exports(seat.replica, tmp_path / "own", seat.clock)
    made.take_seat("u1", "甲", "A01")
    return made


def plain(said: str = "好") -> Paper:
    return Paper("letter", "试件", "plain", {"said": said})


def test_a_paper_is_on_the_disk_under_its_number_and_in_the_log(
    exports: Exports, seat: Seat, tmp_path: Path
) -> None:
    path = tmp_path / "out" / "试件.docx"
    done = exports.save_paper(plain(), path)
    content = path.read_bytes()
    assert done.number == "A01-261122-E001"
    assert "A01-261122-E001　导出人 甲　2026-11-22 12:00" in foot_of(content)
    (logged,) = seat.replica.reader.exports()
    assert (logged.number, logged.kind, logged.title, logged.person) == (
        *(done.number, "letter", "试件", "u1"),
    )
    assert (logged.begun_at, logged.finished_at, logged.file_name) == (NOON, NOON, "试件.docx")
    assert logged.sha256 == done.sha256 == hashlib.sha256(content).hexdigest()


def test_no_number_is_given_twice_and_what_failed_stays_unfinished(
    exports: Exports, seat: Seat, tmp_path: Path
) -> None:
    first = exports.save_paper(plain(), tmp_path / "1.docx")
    with pytest.raises(InputFileError):
        exports.save_paper(Paper("letter", "坏件", "plain", {}), tmp_path / "2.docx")
    third = exports.save_paper(plain(), tmp_path / "3.docx")
    assert [first.number[-3:], third.number[-3:]] == ["001", "003"]
    assert not (tmp_path / "2.docx").exists()
    log = {line.number[-3:]: line for line in seat.replica.reader.exports()}
    assert log["002"].finished_at is None
    assert log["002"].title == "坏件"


def test_a_file_that_cannot_be_written_leaves_the_earlier_one(
    exports: Exports, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("a file where a folder is wanted")
    with pytest.raises(LocalFileError):
        exports.save_paper(plain(), tmp_path / "taken" / "1.docx")
    assert (tmp_path / "taken").read_text() == "a file where a folder is wanted"
    assert not list(tmp_path.glob(".new-*"))


def test_a_file_held_by_another_program_is_told_by_name(
    exports: Exports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "open.docx"
    path.write_bytes(b"as it was")

    def held(_source: str, _target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("seatapp.secrets.durable.os.replace", held)
    with pytest.raises(LocalFileError) as told:
        exports.save_paper(plain(), path)
    assert told.value.code == "file_in_use"
    assert path.read_bytes() == b"as it was"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("东湖区 7/8 月台账：<草稿>", "东湖区 7_8 月台账：_草稿_"),
        ("CON", "_CON"),
        ("com1.old", "_com1.old"),
        ("结尾有点. . ", "结尾有点"),
        ("\u202egpj.督办函", "gpj.督办函"),
        ("长" * 300, "长" * 80),
        ("???", "___"),
        (" ", "导出"),
    ],
)
def test_names_that_every_computer_takes(title: str, name: str) -> None:
    assert file_name(title, ".docx") == name + ".docx"
