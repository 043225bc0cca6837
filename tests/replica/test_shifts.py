"""Swaps, attendance, self-handover and what lapses, at one workstation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from seatapp.central.messages import SubjectRow
from seatapp.domain.alarms import on_duty
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.roster import absent
from seatapp.domain.tables import load_workflow
from seatapp.errors import StepRefused
from seatapp.local import handover_content
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty

FIRST, SECOND = Person("u1001", "陈思远"), Person("u1002", "林晓禾")
LEADER, OTHER = Person("u1007", "马文清"), Person("u1008", "高明岚")
WORKFLOW = load_workflow()


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[ReplicaDuty]:
    """A workstation with a roster for tomorrow and the day after."""
    made = ReplicaDuty(tmp_path / "seat", WORKFLOW)
    rows: dict[str, dict[str, Any]] = {
        "shift/early": {"name": "早班", "starts": 480, "ends": 960},
        f"roster/{code(1)}": {"people": ["u1001@acceptor"]},
        f"roster/{code(2)}": {"people": ["u1002@acceptor"]},
        **{f"person/{one.id}": {"name": one.name} for one in (FIRST, SECOND, LEADER, OTHER)},
    }
    made.receive("ref", [SubjectRow("reference", key, 5, row) for key, row in rows.items()])
    yield made
    made.close()


def code(days: int) -> str:
    return f"{(datetime.now(CITY_TIME) + timedelta(days=days)).date().isoformat()}.early"


def take(seat: ReplicaDuty, step: str, subject: str, subject_id: str | None, **values: Any) -> str:
    if subject_id is None:
        values["area"] = seat.book.area(seat.posts)
    return seat.desk.perform(step, subject, subject_id, values).subject_id


def on_day(seat: ReplicaDuty, days: int) -> list[str]:
    return [turn.person for turn in seat.book.roster().turns if turn.code == code(days)]


def test_a_swap_changes_the_roster_when_colleague_and_leader_have_agreed(
    seat: ReplicaDuty,
) -> None:
    with pytest.raises(StepRefused, match="本人"):
        take(seat, "ask_swap", "swap", None, given=code(1), colleague="u1001")
    swap = take(seat, "ask_swap", "swap", None, given=code(1), taken=code(2), colleague="u1002")
    with pytest.raises(StepRefused, match="写明的同事"):
        take(seat, "agree_swap", "swap", swap)
    assert [state["id"] for state in seat.book.open_swaps()] == [swap]
    seat.sit(SECOND, "acceptor", "shift_leader")
    take(seat, "agree_swap", "swap", swap)
    with pytest.raises(StepRefused, match="同一人"):
        take(seat, "approve_swap", "swap", swap)
    assert (on_day(seat, 1), on_day(seat, 2)) == (["u1001"], ["u1002"])
    seat.sit(LEADER, "shift_leader")
    take(seat, "approve_swap", "swap", swap)
    assert (on_day(seat, 1), on_day(seat, 2)) == (["u1002"], ["u1001"])
    assert not seat.book.open_swaps()
    tomorrow = datetime.now(CITY_TIME).replace(hour=9, minute=0) + timedelta(days=1)
    at, references = int(tomorrow.timestamp()), seat.replica.references()
    assert not absent(SECOND.id, at, references), "rules go by it as well"
    assert absent(FIRST.id, at, references)


def test_a_leader_puts_somebody_in_for_a_colleague_who_cannot_come(seat: ReplicaDuty) -> None:
    tomorrow = datetime.now(CITY_TIME).replace(hour=9, minute=0) + timedelta(days=1)
    at, references = int(tomorrow.timestamp()), seat.replica.references()
    covers = {"given": code(1), "absent": "u1001", "colleague": "u1002", "reason": "临时病假"}
    with pytest.raises(StepRefused, match="岗位"):
        take(seat, "cover_turn", "swap", None, **covers)
    seat.sit(LEADER, "shift_leader")
    with pytest.raises(StepRefused, match="本人"):
        take(seat, "cover_turn", "swap", None, **covers | {"absent": LEADER.id})
    take(seat, "cover_turn", "swap", None, **covers)
    [turn] = [one for one in seat.book.roster().turns if one.code == code(1)]
    assert (turn.person, turn.instead_of) == ("u1002", "u1001")
    assert absent("u1001", at, references)
    assert on_duty(seat.book.roster(), "u1002", at), "deadlines ring for who is there"
    again = covers | {"absent": "u1002", "colleague": "u1001", "reason": "还是来了"}
    take(seat, "cover_turn", "swap", None, **again)
    assert on_day(seat, 1) == ["u1001"]


def test_attendance_tells_who_sits_where_and_who_is_away(seat: ReplicaDuty) -> None:
    def standing() -> list[tuple[str, str, str, bool]]:
        stays = seat.book.stays(seat.now - 3600, seat.now + 3600)
        return [(stay.person, stay.seat_code, stay.stage, stay.left_at is None) for stay in stays]

    stay = take(seat, "arrive", "attendance", None, seat_code="A01")
    take(seat, "lock_seat", "attendance", stay)
    assert standing() == [("u1001", "A01", "away", True)]
    seat.sit(SECOND, "acceptor")
    with pytest.raises(StepRefused, match="原来的经办人"):
        take(seat, "unlock_seat", "attendance", stay)
    seat.sit(FIRST, "acceptor")
    take(seat, "unlock_seat", "attendance", stay)
    assert standing() == [("u1001", "A01", "present", True)]
    take(seat, "leave_seat", "attendance", stay)
    assert standing() == [("u1001", "A01", "gone", False)]


def drafted(seat: ReplicaDuty, post: str = "acceptor") -> str:
    return take(seat, "draft_handover", "handover", None, duty_post=post)


def signed(seat: ReplicaDuty) -> str:
    handover = drafted(seat)
    values = seat.handover_content("acceptor").values({})
    return seat.desk.perform("sign_out", "handover", handover, values).subject_id


def test_who_is_the_whole_night_shift_takes_over_from_themselves_and_it_shows(
    seat: ReplicaDuty,
) -> None:
    handover = signed(seat)
    with pytest.raises(StepRefused, match="同一人"):
        take(seat, "sign_in", "handover", handover)
    take(seat, "sign_in_alone", "handover", handover)
    view = seat.book.handover(handover)
    assert view is not None
    assert (view.state["stage"], view.state["alone"]) == ("signed_in", "yes")
    assert {one.state["stage"] for one in view.items} <= {"taken"}
    with pytest.raises(StepRefused):
        take(
            seat, "sign_out", "handover", handover, border_at=1, counts=["a=1/0"], content_hash="x"
        )


def test_an_emergency_is_handed_over_whatever_the_rule_names(seat: ReplicaDuty) -> None:
    rows: dict[str, dict[str, Any]] = {
        "handover_rule/acceptor": {"version": "1", "parts": ["to_accept:due"]},
        "limit/emergency_phone": {"normal": 30, "basis": "natural"},
    }
    seat.receive("ref", [SubjectRow("reference", key, 6, row) for key, row in rows.items()])
    emergency = take(
        seat,
        "begin_emergency",
        "emergency",
        None,
        level="larger",
        title="学府路燃气泄漏",
        occurred_at=seat.now - 600,
        address="文昌街道学府路5号",
        source="市民来电",
    )
    handover = signed(seat)
    seat.sit(SECOND, "acceptor")
    view = seat.book.handover(handover)
    assert view is not None
    [handed] = [one for one in view.items if one.item.queue == "emergencies"]
    assert (handed.item.subject_id, handed.item.title) == (emergency, "学府路燃气泄漏")
    assert handed.item.due_at is not None, "when the next report is due"
    take(seat, "take_item", "handover_item", str(handed.state["id"]))
    assert seat.reader.queue_counts(["emergencies"], SECOND.id, seat.now)["emergencies"].total == 1


def test_what_was_signed_cannot_be_another_content(seat: ReplicaDuty) -> None:
    handover = drafted(seat)
    values = seat.handover_content("acceptor").values({}, "夜间注意。")
    with pytest.raises(StepRefused, match="摘要不符"):
        seat.desk.perform("sign_out", "handover", handover, {**values, "remarks": "没有事。"})
    seat.sit(SECOND, "acceptor")
    with pytest.raises(StepRefused, match="原来的经办人"):
        seat.desk.perform("sign_out", "handover", handover, values)


def test_an_unfinished_handover_is_closed_by_somebody_on_neither_side(seat: ReplicaDuty) -> None:
    handover = signed(seat)
    seat.sit(FIRST, "acceptor", "shift_leader")
    with pytest.raises(StepRefused, match="同一人"):
        take(seat, "lapse", "handover", handover, reason="接班人没有来。")
    seat.sit(LEADER, "shift_leader")
    take(seat, "lapse", "handover", handover, reason="接班人没有来，已另行安排。")
    view = seat.book.handover(handover)
    assert view is not None
    assert view.state["stage"] == "lapsed"
    assert {one.state["stage"] for one in view.items} <= {"dropped"}


def test_the_log_keeps_additions_ends_and_readers(seat: ReplicaDuty) -> None:
    fault = take(seat, "report_fault", "log_note", None, fault_kind="phone", words="三号机无声")
    take(seat, "amend_note", "log_note", fault, addendum="已报修")
    assert [(line.stage, line.kind) for line in seat.book.open_notes()] == [("fault", "phone")]
    take(seat, "end_fault", "log_note", fault, result="换了耳麦")
    (line,) = seat.book.search("耳麦")
    assert (line.stage, line.result, [words for _who, _at, words in line.addenda]) == (
        "ended",
        "换了耳麦",
        ["已报修"],
    )
    assert line.words == "三号机无声"
    assert line.occurred_at == line.written_at, "where nobody said when"
    assert line.ended_at is not None
    assert line.ended_at >= line.written_at
    seat.sit(LEADER, "shift_leader")
    notice = take(seat, "post_notice", "log_note", None, words="晚上演练")
    for person in (FIRST, SECOND, FIRST):
        seat.sit(person, "acceptor")
        take(seat, "read_notice", "log_note", notice)
    (line,) = seat.book.open_notes()
    assert [who for who, _at in line.readers] == ["u1001", "u1002"]
    assert seat.book.search("没有这句话") == []


def test_a_handover_lists_no_more_than_can_be_signed(
    seat: ReplicaDuty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover_content, "MOST_ITEMS", 2)
    for number in range(3):
        take(seat, "report_fault", "log_note", None, fault_kind="phone", words=f"{number} 号机无声")
    content = seat.handover_content("acceptor")
    assert len(content.items) == 2
    assert content.left_out > 0


def test_drafting_a_handover_adds_nothing_to_what_it_hands_over(seat: ReplicaDuty) -> None:
    before = seat.handover_content("acceptor").items
    take(seat, "draft_handover", "handover", None, duty_post="acceptor")
    assert seat.reader.unsent_count() == 1
    assert seat.handover_content("acceptor").items == before
    take(seat, "report_fault", "log_note", None, fault_kind="phone", words="三号机无声")
    assert any("1 步" in one.title for one in seat.handover_content("acceptor").items)


def test_a_handover_waits_for_those_who_take_it_over(seat: ReplicaDuty) -> None:
    handover = take(seat, "draft_handover", "handover", None, duty_post="acceptor")
    assert seat.book.waiting(["acceptor"]) == [], "it is not signed yet"
    content = seat.handover_content("acceptor")
    seat.desk.perform("sign_out", "handover", handover, content.values({}))
    assert seat.book.waiting(["acceptor"]) == [], "not for the one who goes"
    seat.sit(SECOND, "acceptor")
    assert [state["id"] for state in seat.book.waiting(["acceptor"])] == [handover]
    assert seat.book.waiting(["dispatcher"]) == []
