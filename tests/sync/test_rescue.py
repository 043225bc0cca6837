"""A file that is damaged or gone: what was not sent is saved, what is left is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.app.outbox import save_outbox
from seatapp.config import Folders
from seatapp.domain.entries import entry_of
from seatapp.errors import LocalFileError
from seatapp.local.database import FILE
from seatapp.local.rescue import put_aside, rescued
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, entries, note, report

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
PAGE = 4096
NOTES = 40


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


def damaged_after_a_shift(hall: Hall, file: Path) -> bytes:
    """Notes that were not sent, and some pages of the file spoilt; the file as it is now."""
    duty = hall.sit(ACCEPTOR)
    case = report(duty)
    duty.round()
    for number in range(NOTES):
        note(duty, case, f"第 {number} 次来电。")
    duty.sign_out()
    whole = file.read_bytes()
    damaged = bytearray(whole)
    for page in range(len(whole) // PAGE - 3, len(whole) // PAGE, 2):
        damaged[page * PAGE + 99] ^= 1
    file.write_bytes(damaged)
    return bytes(damaged)


def notes_taken(centre: Centre) -> int:
    """How many notes the centre has."""
    return sum(step == "note" for step, verdict in entries(centre) if verdict == "applied")


def test_what_was_not_sent_survives_a_damaged_file(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    damaged = damaged_after_a_shift(hall, tmp_path / "A" / "seat" / FILE)
    told, kept = hall.rebuild(ACCEPTOR)
    assert (kept / FILE).read_bytes() == damaged
    assert len(told.letters) + told.unreadable >= NOTES
    duty = hall.sit(ACCEPTOR)
    duty.round()
    assert duty.status().unsent == 0
    assert notes_taken(centre) == sum(entry_of(x.body).step == "note" for x in told.letters)


def test_a_damaged_file_gives_up_its_outbox_without_the_centre(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    file = tmp_path / "A" / "seat" / FILE
    damaged = damaged_after_a_shift(hall, file)
    nowhere = replace(centre.profile, port=1)
    away = Application(Folders(tmp_path / "A"), nowhere)
    saved, unreadable = save_outbox(away, ACCEPTOR, demo_password(ACCEPTOR), tmp_path)
    assert saved.entries > 0
    assert saved.entries + unreadable >= NOTES
    assert file.read_bytes() == damaged
    other = hall.sit(COLLEAGUE, "B")
    assert other.packets.take_in(saved.path).new == saved.entries
    other.round()
    assert notes_taken(centre) == saved.entries


def test_nothing_is_saved_of_nothing(tmp_path: Path) -> None:
    assert rescued(tmp_path, bytes(32)).letters == []
    assert list(put_aside(tmp_path, "now").iterdir()) == []
