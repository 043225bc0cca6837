"""Pages of the centre: rows with their cursor in one transaction, scopes, and what leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, literal, select

from seatapp.central.messages import Cursor, HeldPost, Page, Pages, StoryLine, SubjectRow
from seatapp.domain.references import State
from seatapp.local.changes import Changes
from seatapp.local.database import FILE
from seatapp.local.tables import LedgerRow, ReachRow, table_of
from seatapp.local.writing import Writing
from tests.helpers.made_centre import AREAS, MadeCentre
from tests.helpers.rules import NOON
from tests.helpers.seat import Seat, SeatMaker

SCOPES = ["ref", "person:u1", *(f"area:{area}" for area in AREAS)]


def _page(scope: str, rows: list[SubjectRow], n: int = 9, left: int = 0) -> Pages:
    return Pages(1, float(NOON), SCOPES, [Page(scope, rows, [], Cursor(n, "z"), left)])


def _gone(scope: str, *gone: tuple[str, str]) -> Pages:
    return Pages(1, float(NOON), SCOPES, [Page(scope, [], gone, Cursor(99, ""), 0)])


def _row(case: str, area: str = "999001", n: int = 5, **more: object) -> SubjectRow:
    state = {
        "subject": "case",
        "id": case,
        "root": case,
        "area": area,
        "stage": "reported",
        "fresh": "f",
        **more,
    }
    return SubjectRow("case", case, n, state)


def _line(entry: str, subject: str, subject_id: str, step: str) -> StoryLine:
    """A line of the history of the case c1, or of what hangs on it."""
    when = datetime.fromtimestamp(NOON, UTC).isoformat()
    return StoryLine(
        entry, subject, subject_id, "c1", step, "u1", "acceptor", when, NOON, NOON, 5, {}
    )


def _children(seat: Seat, case: str) -> Sequence[State]:
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    return detail.children


def test_pages_are_read_on_from_where_they_ended(new_seat: SeatMaker) -> None:
    author, looker = new_seat(), new_seat()
    cases = [author.report() for _ in range(7)]
    author.push_all()
    sizes = []
    while True:
        pages = looker.pull(size=3)
        sizes.append(sum(len(page.rows) for page in pages.pages if page.scope == "area:999001"))
        if all(page.left == 0 for page in pages.pages):
            break
    assert sizes == [3, 3, 1] + [0] * (len(sizes) - 3)
    assert {looker.state(case)["id"] for case in cases} == set(cases)
    assert looker.pull().pages[0].rows == []


def test_rows_and_cursor_come_together_or_not_at_all(seat: Seat) -> None:
    before = seat.replica.cursors()
    bad = SubjectRow("case", "c2", 6, {"subject": "case", "id": "c2", "root": "c2"})
    with pytest.raises(KeyError):
        seat.replica.absorb(_page("area:999001", [_row("c1"), bad]))
    assert seat.replica.cursors() == before
    assert seat.replica.reader.state("case", "c1") is None


def test_pending_entries_are_folded_on_top_of_what_comes(new_seat: SeatMaker) -> None:
    first, second = new_seat(), new_seat()
    case = first.report()
    first.push_all()
    second.pull()
    second.take("u2", "note", case, note="我的备注")
    first.take("u1", "urgent_dispatch", case, unit="clean", danger="井盖缺失")
    first.push_all()
    second.pull()
    state = second.state(case)
    assert state["stage"] == "handling"
    assert state["note"] == "我的备注"
    assert second.replica.reader.unsent_count() == 1


def test_a_pending_step_that_came_too_late_is_not_shown_as_done(new_seat: SeatMaker) -> None:
    first, second = new_seat(), new_seat()
    case = first.report()
    first.push_all()
    second.pull()
    second.take("u2", "ask_supplement", case, missing="照片")
    first.take("u1", "order_verification", case, collector="c01", question="属实？")
    first.take("u1", "cancel_verification", case, reason="不需要")
    first.push_all()
    second.pull()
    assert second.state(case) == first.state(case)
    detail = second.replica.reader.case(case, "u1")
    assert detail is not None
    assert detail.pending


def test_what_came_with_the_verdicts_is_not_written_again(new_seat: SeatMaker) -> None:
    author, looker = new_seat(), new_seat()
    case = author.report()
    author.take("u1", "note", case, note="一")
    author.push_all()
    told: list[Changes] = []
    author.replica.listen(told.append)
    author.pull()
    assert all((("case", case) not in changes.subjects) for changes in told)
    assert author.replica.digests(["area:999001"])["area:999001"][0] == 1
    looker.pull()
    assert looker.state(case) == author.state(case)
    assert [line.step for line in author.replica.reader.story(case)] == ["report", "note"]


def test_a_line_that_others_wrote_is_told_with_a_row_that_is_here(new_seat: SeatMaker) -> None:
    """The row came with the verdict on the later step; the page brings who was there before."""
    first, second = new_seat(), new_seat()
    case = first.report()
    first.push_all()
    second.pull()
    second.take("u2", "note", case, note="先")
    second.push_all()
    first.take("u1", "note", case, note="后")
    first.push_all()
    told: list[Changes] = []
    first.replica.listen(told.append)
    first.pull()
    assert any(("case", case) in changes.subjects for changes in told)
    said = [line.values.get("note") for line in first.replica.reader.story(case)]
    assert said == [None, "先", "后"]


def test_a_row_leaves_although_a_step_on_another_root_still_reaches_it(seat: Seat) -> None:
    call = {"subject": "call", "id": "k1", "root": "k1", "area": "999001", "stage": "answered"}
    seat.replica.absorb(_page("area:999001", [SubjectRow("call", "k1", 5, call)]))
    assert seat.replica.reader.state("call", "k1") is not None
    seat.report()

    def reach_out(writing: Writing) -> None:
        writing.connection.execute(
            insert(table_of(ReachRow)).from_select(
                ["entry_id", "root"], select(table_of(LedgerRow).c.id, literal("k1"))
            )
        )

    seat.replica.write(reach_out)
    seat.replica.absorb(_gone("area:999001", ("call", "k1")))
    assert seat.replica.reader.state("call", "k1") is None


def test_an_older_row_does_not_replace_a_newer_one(seat: Seat) -> None:
    seat.replica.absorb(_page("area:999001", [_row("c1", n=8, address="新")]))
    seat.replica.absorb(_page("area:999001", [_row("c1", n=7, address="旧")]))
    assert seat.state("c1")["address"] == "新"


def test_a_row_leaves_with_the_last_scope_that_holds_it(seat: Seat) -> None:
    seat.replica.absorb(_page("area:999001", [_row("c1"), _row("c2")]))
    seat.replica.absorb(_page("area:999002", [_row("c1", "999002", 6)]))
    seat.replica.absorb(_gone("area:999001", ("case", "c1")))
    assert seat.state("c1")["area"] == "999002"
    assert seat.replica.digests(["area:999001"])["area:999001"][0] == 1, "the other one stays"
    seat.replica.absorb(_gone("area:999002", ("case", "c1")))
    assert seat.replica.reader.state("case", "c1") is None


def test_a_child_that_leaves_is_gone_from_its_case_and_the_case_stays(seat: Seat) -> None:
    owed = {"subject": "callback", "id": "b1", "root": "c1", "area": "999001", "stage": "owed"}
    page = _page("area:999001", [_row("c1"), SubjectRow("callback", "b1", 6, owed)])
    lines = [_line("e1", "case", "c1", "report"), _line("e2", "callback", "b1", "owe")]
    seat.replica.absorb(replace(page, story=lines))
    assert [child["id"] for child in _children(seat, "c1")] == ["b1"]
    assert [line.step for line in seat.replica.reader.story("c1")] == ["report", "owe"]
    seat.replica.absorb(_gone("area:999001", ("callback", "b1")))
    assert _children(seat, "c1") == []
    assert [line.step for line in seat.replica.reader.story("c1")] == ["report"]


def test_only_what_is_to_be_read_anew_loses_its_place(seat: Seat) -> None:
    for area, row in zip(AREAS, (_row("c1"), _row("c2", "999002")), strict=True):
        seat.replica.absorb(_page(f"area:{area}", [row]))
    before = seat.replica.cursors()
    seat.replica.read_anew({"area:999001"}, NOON)
    assert seat.replica.cursors() == {**before, "area:999001": Cursor()}


def test_what_is_pending_stays_in_the_outbox_when_its_row_leaves(seat: Seat) -> None:
    seat.replica.absorb(_page("area:999001", [_row("c1", case_kind="grid")]))
    seat.take("u1", "note", "c1", note="还没发送")
    seat.replica.absorb(_gone("area:999001", ("case", "c1")))
    assert seat.replica.reader.state("case", "c1") is None
    assert seat.replica.reader.unsent_count() == 1


def test_contacts_are_for_the_person_of_their_scope(seat: Seat) -> None:
    contact = SubjectRow("contact", "c1", 6, {"caller_phone": "19900001234"})
    seat.replica.absorb(_page("area:999001", [_row("c1")]))
    seat.replica.absorb(_page("person:u1", [contact]))
    seat.sit("u2")
    reader = seat.replica.reader
    mine, theirs = reader.case("c1", "u1"), reader.case("c1", "u2")
    assert mine is not None
    assert mine.contact == {"caller_phone": "19900001234"}
    assert theirs is not None
    assert theirs.contact is None
    seat.replica.absorb(_gone("person:u1", ("contact", "c1")))
    after = reader.case("c1", "u1")
    assert after is not None
    assert after.contact is None


def test_rows_outside_the_granted_areas_are_not_shown(seat: Seat) -> None:
    seat.replica.absorb(_page("area:999001", [_row("c1")]))
    seat.replica.grant("u8", [], ["ref", "person:u8", "area:999002"])
    reader = seat.replica.reader
    assert reader.case("c1", "u8") is None
    assert reader.find_case("c1") == []
    assert not reader.queue_ids("all_open", "u8", NOON)
    assert reader.queue_counts(["all_open"], "u8", NOON)["all_open"].total == 0
    assert reader.case("c1", "nobody") is None


def test_who_comes_next_sees_nothing_of_what_was_pulled_before(seat: Seat) -> None:
    """Everything that screens and commands can ask, by somebody of another area at the same PC."""
    case = seat.report(description="东湖路井盖缺失")
    seat.push_all()
    seat.pull("u1")
    reader = seat.replica.reader
    reader.save_draft("u1", "intake", {"caller_phone": "19900001234"})
    number = str(seat.state(case)["acceptance_number"])
    assert reader.story(case)
    assert reader.find_case(number) == [case]
    seat.replica.grant("u8", [HeldPost("acceptor", "999002")], ["ref", "person:u8", "area:999002"])
    assert reader.story(case) == []
    assert reader.find_case(number) == []
    assert reader.find_case("井盖") == []
    assert reader.case(case, "u8") is None
    assert reader.draft("u8", "intake") is None
    for queue in seat.workflow.queues:
        assert not reader.queue_ids(queue, "u8", NOON), queue
    seat.replica.grant("u1", [HeldPost("acceptor", "999")], ["ref", "person:u1", "area:999001"])
    assert reader.story(case)


def test_scopes_follow_what_the_centre_says(seat: Seat) -> None:
    pages = Pages(1, float(NOON), ["ref", "person:u1", "area:999002"], [])
    seat.replica.absorb(_page("area:999001", [_row("c1")]))
    assert seat.replica.reader.case("c1", "u1") is not None
    seat.replica.absorb(pages)
    assert seat.replica.reader.case("c1", "u1") is None
    assert "area:999001" in seat.replica.cursors()


def test_references_are_read_anew_when_they_change(seat: Seat) -> None:
    references = seat.replica.references()
    assert references.get("unit", "clean") == {"name": "环卫公司"}
    renamed = SubjectRow("reference", "unit/clean", 20, {"name": "环卫集团"})
    calendar = SubjectRow("reference", "calendar/2026", 20, {"frames": [100, 200, 300, 500]})
    told: list[Changes] = []
    seat.replica.listen(told.append)
    seat.replica.absorb(_page("ref", [renamed, calendar], 20))
    assert references.get("unit", "clean") == {"name": "环卫集团"}
    known = references.calendar()
    assert known is not None
    assert known.counted(400) == 200
    assert seat.replica.reader.words("unit", "clean") == "环卫集团"
    assert told[0].references
    seat.replica.absorb(_gone("ref", ("reference", "unit/clean")))
    assert references.get("unit", "clean") is None
    assert ("labour", {"name": "人社局"}) in seat.replica.reader.references("unit")


def test_a_new_limit_moves_the_deadline_of_what_is_pending(seat: Seat) -> None:
    case = seat.report()
    assert seat.state(case)["due_at"] == NOON + 30 * 60
    longer = SubjectRow("reference", "limit/register", 20, {"normal": 45, "basis": "natural"})
    seat.replica.absorb(_page("ref", [longer], 20))
    assert seat.state(case)["due_at"] == NOON + 45 * 60


def test_rows_of_tomorrow_are_shown_as_far_as_they_are_known(seat: Seat) -> None:
    unknown = SubjectRow("appeal", "a1", 6, {"subject": "appeal", "id": "a1", "root": "c1"})
    row = _row("c1", stage="of_tomorrow", colour="red")
    seat.replica.absorb(_page("area:999001", [row, unknown]))
    assert seat.state("c1")["stage"] == "of_tomorrow"
    assert list(seat.replica.reader.queue_ids("all_open", "u1", NOON))


def test_scopes_that_nobody_uses_are_forgotten(seat: Seat) -> None:
    seat.replica.absorb(_page("area:999001", [_row("c1")]))
    later = replace(_page("area:999002", [_row("c2", "999002")]), server_time=NOON + 20 * 86_400.0)
    seat.replica.absorb(later)
    seat.replica.prune(NOON + 31 * 86_400)
    assert seat.replica.reader.state("case", "c1") is None
    assert seat.state("c2")
    assert seat.replica.reader.references("limit")
    assert seat.replica.cursors()["ref"] != Cursor(), "the lists are for everybody"


def test_the_same_pages_again_change_nothing(new_seat: SeatMaker, centre: MadeCentre) -> None:
    author, looker = new_seat(), new_seat()
    case = author.report()
    author.push_all()
    pages = centre.since(looker.replica.cursors(), "u1")
    for _ in range(2):
        looker.replica.absorb(pages)
    assert looker.state(case) == centre.world.states[case]
    assert len(looker.replica.reader.story(case)) == 1


def test_pages_that_bring_nothing_write_nothing(seat: Seat) -> None:
    seat.report()
    seat.push_all()
    seat.pull()
    seat.pull()
    log = seat.folder / f"{FILE}-wal"
    before = log.read_bytes()
    seat.pull()
    assert log.read_bytes() == before
