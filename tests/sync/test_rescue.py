"""A file that is damaged or gone: what was not sent is saved, what is left is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.domain.entries import entry_of
from seatapp.errors import LocalFileError
from seatapp.local.database import FILE
from seatapp.local.rescue import put_aside, rescued
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, entries, note, report

ACCEPTOR = "u1001"
PAGE = 4096


def test_a_lost_file_is_never_made_anew_in_silence(hall: Hall, tmp_path: Path) -> None:
    duty = hall.sit(ACCEPTOR)
    report(duty)
    duty.round()
    duty.sign_out()
    (tmp_path / "A" / "seat" / FILE).unlink()
    with pytest.raises(LocalFileError, match="rebuild"):
        hall.sit(ACCEPTOR)
    for part in (tmp_path / "A" / "seat").glob("replica.*"):
        part.unlink()
    with pytest.raises(LocalFileError, match="rebuild"):
        hall.sit(ACCEPTOR)
    assert not (tmp_path / "A" / "seat" / FILE).exists()


def test_what_was_not_sent_survives_a_damaged_file(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    duty = hall.sit(ACCEPTOR)
    case = report(duty)
    duty.round()
    for number in range(40):
        note(duty, case, f"第 {number} 次来电。")
    duty.sign_out()
    file = tmp_path / "A" / "seat" / FILE
    whole = file.read_bytes()
    damaged = bytearray(whole)
    for page in range(len(whole) // PAGE - 3, len(whole) // PAGE, 2):
        damaged[page * PAGE + 99] ^= 1
    file.write_bytes(damaged)
    told, kept = hall.rebuild(ACCEPTOR)
    assert (kept / FILE).read_bytes() == bytes(damaged)
    assert len(told.letters) + told.unreadable >= 40
    duty = hall.sit(ACCEPTOR)
    duty.round()
    assert duty.status().unsent == 0
    taken = [step for step, verdict in entries(centre) if verdict == "applied"]
    assert taken.count("note") == len([x for x in told.letters if entry_of(x.body).step == "note"])


def test_nothing_is_saved_of_nothing(tmp_path: Path) -> None:
    assert rescued(tmp_path, bytes(32)).letters == []
    assert list(put_aside(tmp_path, "now").iterdir()) == []
