"""A centre that was restored, a workstation that was: everything is there once in the end."""

from __future__ import annotations

import shutil
from pathlib import Path

from seatapp.app import Duty
from seatapp.central.messages import Answer
from seatapp.domain.entries import Value
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, back_up, entries, note, report, restore
from tests.helpers.seat_line import SeatLine, grid_report

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
APPLIED = "applied"
CALLED: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "caller_phone": "13800001234",
}
SENT_ON: dict[str, Value] = {"nature": "complaint", "matter_code": "M01", "urgency": "normal"}


def test_a_restored_centre_is_offered_what_it_lost_once(centre: Centre, hall: Hall) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    first = report(duty)
    duty.round()
    copy = back_up(centre)
    for each in (duty, other):
        each.round()
    second = report(duty)
    note(duty, first, "已电话告知。")
    for each in (duty, other):
        each.round()
    assert other.reader.state("case", second) is not None
    assert len(entries(centre)) == 3

    restore(centre, copy)
    duty.round()
    assert not duty.status().online
    for _time in range(2):
        duty.round()
        assert (duty.status().online, duty.status().unsent) == (True, 0)
    assert entries(centre) == [("report", APPLIED), ("report", APPLIED), ("note", APPLIED)]
    assert duty.status().refused == 0
    other.round()
    other.round()
    for case in (first, second):
        assert other.reader.state("case", case) == duty.reader.state("case", case)


def test_what_a_backup_held_back_is_offered_again_though_it_was_accepted_since(
    centre: Centre, hall: Hall
) -> None:
    """A backup is made while entries wait for what an earlier restore lost, and is needed too."""
    lost, builds = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    copy = back_up(centre)
    for _time in range(2):
        lost.round()
    case = report(lost)
    lost.round()
    for _time in range(2):
        builds.round()
    entry = note(builds, case, "已电话告知。")
    builds.round()

    restore(centre, copy)
    for _time in range(2):
        builds.round()
    copy = back_up(centre)
    assert builds.lookup.standing(entry).word != APPLIED, "it waits for the report"
    for duty in (lost, lost, builds, builds):
        duty.round()
    assert builds.lookup.standing(entry).word == APPLIED

    restore(centre, copy)
    second = report(builds)
    for duty in (builds, builds, lost, lost, builds, builds):
        duty.round()
    assert entries(centre) == [("report", APPLIED), ("report", APPLIED), ("note", APPLIED)]
    assert lost.reader.state("case", second) is not None


def test_a_new_epoch_without_a_loss_changes_nothing(centre: Centre, hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR)
    case = report(duty)
    entry = note(duty, case, "已电话告知。")
    duty.round()
    before = duty.reader.state("case", case)
    centre.superuser().execute("UPDATE core.centre SET epoch = epoch + 1")
    duty.round()
    assert duty.replica.epoch == 2
    assert (duty.status().unsent, duty.status().refused) == (0, 0)
    assert entries(centre) == [("report", APPLIED), ("note", APPLIED)]
    assert duty.lookup.standing(entry).word == APPLIED
    assert duty.reader.state("case", case) == before


def test_work_before_the_first_round_of_a_new_epoch_is_taken_too(
    centre: Centre, hall: Hall
) -> None:
    duty = hall.sit(ACCEPTOR)
    case = report(duty)
    duty.round()
    centre.superuser().execute("UPDATE core.centre SET epoch = epoch + 1")
    note(duty, case, "第二次来电。")
    duty.round()
    assert entries(centre) == [("report", APPLIED), ("note", APPLIED)]
    assert (duty.status().unsent, duty.replica.epoch) == (0, 2)


def test_a_workstation_from_an_old_image_gives_no_number_twice(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    duty = hall.sit(ACCEPTOR)
    first = report(duty)
    duty.round()
    duty.sign_out()
    shutil.copytree(tmp_path / "A", tmp_path / "image")
    duty = hall.sit(ACCEPTOR)
    lost = report(duty)
    duty.round()
    before = duty.replica.seat_id
    duty.sign_out()
    shutil.rmtree(tmp_path / "A")
    (tmp_path / "image").rename(tmp_path / "A")

    duty = hall.sit(ACCEPTOR, first_round=False)
    third = report(duty)
    duty.round()
    assert duty.replica.seat_id != before
    assert (duty.status().unsent, duty.status().refused) == (0, 0)
    assert entries(centre) == [("report", APPLIED)] * 3
    assert all(duty.reader.state("case", case) for case in (first, lost, third))
    note(duty, third, "继续办理。")
    duty.sign_out()
    duty = hall.sit(ACCEPTOR)
    duty.round()
    assert duty.status().unsent == 0
    assert entries(centre)[-1] == ("note", APPLIED)


def test_a_colleague_who_uses_up_the_numbers_of_a_workstation_costs_it_nothing(
    centre: Centre, hall: Hall
) -> None:
    duty = hall.sit(ACCEPTOR)
    waiting = [report(duty) for _time in range(2)]
    seat = duty.replica.seat_id
    intruder = SeatLine(centre, COLLEAGUE, seat)
    intruder.send(*(intruder.entry("report", grid_report()) for _time in range(3)))
    duty.round()
    assert duty.replica.seat_id != seat
    assert (duty.status().unsent, duty.status().refused) == (0, 0)
    of_centre = "SELECT author FROM core.entry WHERE subject_id = %s"
    for case in waiting:
        found = centre.superuser().execute(of_centre, (case,)).fetchall()
        assert found == [(ACCEPTOR,)]


def test_what_callers_were_told_stays_after_a_restore(centre: Centre, hall: Hall) -> None:
    """The seat that filed a case brings its number back, though another one files before it."""
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    copy = back_up(centre)
    for each in (duty, other):
        each.round()
    case = filed(duty)
    duty.round()
    told = duty.reader.state("case", case)
    assert told is not None
    restore(centre, copy)
    centre.superuser().execute("SELECT pg_sleep(1)")
    for _time in range(2):
        other.round()
    newer = filed(other)
    other.round()
    for _time in range(3):
        duty.round()
    assert (duty.status().unsent, duty.status().refused) == (0, 0)
    assert duty.reader.state("case", case) == told
    other.round()
    assert other.reader.state("case", case) == told
    number = (other.reader.state("case", newer) or {})["case_number"]
    assert str(number) > str(told["case_number"])


def test_what_a_restore_lost_can_be_carried_by_hand(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    """A workstation that learned of the restore and broke down: its packet brings all back."""
    duty, carrier = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    copy = back_up(centre)
    for each in (duty, carrier):
        each.round()
    case = filed(duty)
    duty.round()
    told = duty.reader.state("case", case)
    restore(centre, copy)
    epoch = centre.superuser().execute("SELECT epoch FROM core.centre").fetchone()
    assert epoch is not None
    duty.replica.settle(Answer("new_epoch", epoch[0], 0, 0))
    packet = duty.packets.export(tmp_path)
    assert packet.entries == 2
    duty.sign_out()
    carrier.packets.take_in(packet.path)
    for _time in range(2):
        carrier.round()
    assert (carrier.status().unsent, carrier.status().refused) == (0, 0)
    assert carrier.reader.state("case", case) == told


def filed(duty: Duty) -> str:
    """Register a caller's case and send it on, which gives it its number."""
    case = report(duty, **CALLED)
    duty.desk.perform("send_on", "case", case, SENT_ON)
    return case
