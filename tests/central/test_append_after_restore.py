"""A restored centre is brought what it lost, and holds what builds on it until then."""

from __future__ import annotations

from seatapp.ids import new_id
from tests.fixtures.centre import Centre, Wire
from tests.helpers.seat_line import (
    SeatLine,
    codes,
    grid_report,
    row_of,
)


def begin_epoch(owner: Wire) -> int:
    """The epoch that begins now, with 30 days to bring back what is lost."""
    row = owner.execute("SELECT core.begin_epoch(30)").fetchone()
    assert row is not None
    return int(row[0])


def test_what_a_restore_lost_is_waited_for_and_then_judged_in_order(centre: Centre) -> None:
    """One seat brings what builds on an entry that another one has not brought back yet."""
    lost, builds = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    report = lost.entry("report", grid_report())
    state = {"id": report.subject_id, "root": report.root, "fresh": report.id}
    asked = builds.entry("ask_supplement", {"missing": "照片"}, state)
    given = builds.entry("supplement", {"address": "人民路"}, state, parent=asked.id)
    noted = builds.entry("note", {"note": "说明"}, state, parent=given.id)
    letters = [builds.letter(entry) for entry in (asked, given, noted)]
    owner = centre.superuser()
    epoch = begin_epoch(owner)
    for _ in range(2):
        answer = builds.gateway.append(builds.seat, epoch, letters)
        assert [v.verdict for v in answer.verdicts] == ["held"] * 3
    own = builds.letter(builds.entry("report", grid_report()))
    assert codes(builds.gateway.append(builds.seat, epoch, [own])) == ["applied"]
    assert codes(lost.gateway.append(lost.seat, epoch, [lost.letter(report)])) == ["applied"]
    answer = builds.gateway.append(builds.seat, epoch, [*letters, own])
    assert [(v.verdict, v.code) for v in answer.verdicts] == [("repeated", None)] * 4
    assert row_of(answer, report.subject_id)["fresh"] == given.id
    assert owner.execute("SELECT count(*) FROM core.waiting").fetchone() == (0,)


def test_what_nobody_brings_back_in_time_is_refused(centre: Centre) -> None:
    line = SeatLine(centre, "u1001")
    gone = {"id": new_id(), "root": "", "fresh": new_id()}
    letter = line.letter(line.entry("note", {"note": "说明"}, {**gone, "root": gone["id"]}))
    owner = centre.superuser()
    epoch = begin_epoch(owner)
    assert codes(line.gateway.append(line.seat, epoch, [letter])) == ["held"]
    owner.execute("UPDATE core.centre SET reoffer_until = now()")
    answer = line.gateway.append(line.seat, epoch, [letter])
    assert codes(answer) == ["unknown_subject"]
    assert owner.execute("SELECT count(*) FROM core.waiting").fetchone() == (0,)
