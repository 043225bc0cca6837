"""To-do lists, search and the panel of a case, as screens read them."""

from __future__ import annotations

import pytest

from seatapp.central.messages import Cursor, HeldPost, Page, Pages, SubjectRow
from seatapp.domain.entries import Value
from seatapp.domain.tables import load_workflow
from seatapp.local.queue_asked import Asked
from seatapp.local.views import QueueCount, QueueRow
from tests.helpers.rules import NOON, OTHER_PHOTO
from tests.helpers.seat import Seat

WORKFLOW = load_workflow()
ALL = Asked()
GRID = "999001001001001"
CALL: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "photos_before": None,
    "caller_phone": "19900001234",
}


def _queue(seat: Seat, queue: str, person: str = "u1", asked: Asked = ALL) -> list[QueueRow]:
    reader = seat.replica.reader
    keys = reader.queue_ids(queue, person, seat.clock.at, asked)
    rows = reader.queue_rows(queue, list(keys))
    assert [row.key for row in rows] == list(keys)
    return rows


def _cases(seat: Seat, queue: str, person: str = "u1") -> list[str]:
    return [row.case_id for row in _queue(seat, queue, person)]


def _where(seat: Seat, case: str) -> set[str]:
    everywhere = {"all_open", "soon_late", "recently_closed", "followed"}
    everywhere |= {"due_this_shift", "due_next_shift"}
    return {q for q in WORKFLOW.queues if q not in everywhere and case in _cases(seat, q)}


def test_a_grid_case_goes_through_the_queues_of_its_road(seat: Seat) -> None:
    case = seat.report()
    road: list[tuple[str, str, dict[str, Value], set[str]]] = [
        ("u1", "ask_supplement", {"missing": "照片"}, {"to_supplement"}),
        ("u1", "supplement", {}, {"to_accept"}),
        ("u1", "order_verification", {"collector": "c01", "question": "属实？"}, {"verifying"}),
        ("u1", "verification_true", {}, {"to_accept"}),
        ("u1", "prefile", {"class_code": "0110-1", "grid_code": GRID}, {"to_file"}),
        ("u2", "file", {}, {"to_dispatch"}),
        ("u1", "dispatch", {"unit": "clean", "rule_cited": "第3条"}, {"handling", "to_receipt"}),
        ("u1", "receipt", {}, {"handling"}),
        ("u1", "respond", {"response": "已清运", "photos_after": [OTHER_PHOTO]}, {"to_review"}),
        ("u1", "submit_inspection", {}, {"to_issue_inspection"}),
        ("u1", "issue_inspection", {"collector": "c01"}, {"inspecting"}),
        ("u1", "inspection_fail", {"note": "还有"}, {"failed_inspection"}),
        ("u1", "reinspect", {"reason": "再看"}, {"to_issue_inspection"}),
        ("u1", "issue_inspection", {"collector": "c01"}, {"inspecting"}),
        ("u1", "inspection_pass", {"photos_after": [OTHER_PHOTO]}, {"to_pass_on"}),
        ("u1", "pass_on", {}, {"to_close"}),
        ("u2", "close", {}, set()),
    ]
    assert _where(seat, case) == {"to_accept"}
    for person, step, values, queues in road:
        seat.take(person, step, case, **values)
        assert _where(seat, case) == queues, step
    assert _cases(seat, "all_open") == []
    assert _cases(seat, "recently_closed") == [case]
    seat.clock.pass_by(days=31)
    assert _cases(seat, "recently_closed") == []


def test_an_urgent_dispatch_waits_to_be_ratified(seat: Seat) -> None:
    case = seat.report()
    seat.take("u1", "urgent_dispatch", case, unit="clean", danger="井盖缺失")
    (row,) = _queue(seat, "to_ratify")
    assert (row.case_id, row.due_at) == (case, None), "no limit is set, and none for its class"
    limit = {"normal": 120, "urgent": 60, "basis": "natural"}
    rows = [SubjectRow("reference", "limit/ratify", 2, limit)]
    page = Page("ref", rows, [], Cursor(2, rows[-1].id), 0)
    seat.replica.absorb(Pages(1, float(seat.clock.at), ["ref"], [page]))
    (row,) = _queue(seat, "to_ratify")
    assert row.due_at == seat.clock.at + 120 * 60
    seat.take("u2", "ratify", case)
    assert _cases(seat, "to_ratify") == []


def test_a_callback_waits_for_the_one_who_took_the_call(seat: Seat) -> None:
    seat.sit("u2")
    seat.sit("u1")
    case = seat.report(**CALL)
    seat.take("u1", "send_on", case, nature="help", matter_code="wage", urgency="normal")
    seat.take("u1", "dispatch", case, unit="labour", rule_cited="第2条")
    seat.take("u1", "respond", case, response="已发放")
    seat.take("u2", "check_answer", case, demand_met=True, caller_told=True)
    seat.take("u3", "close", case)
    (row,) = _queue(seat, "my_callbacks")
    assert (row.subject, row.case_id, row.stage) == ("callback", case, "owed")
    assert row.subject_id != case
    assert row.person == "甲"
    assert row.title == "办结回访 · 欠薪"
    assert row.number == "A01-261122-0001"
    assert _queue(seat, "my_callbacks", "u2") == []


def test_the_most_urgent_come_first_and_those_without_limit_last(seat: Seat) -> None:
    late = seat.report()
    seat.clock.pass_by(minutes=1)
    urgent = seat.report(urgency="urgent")
    paused = seat.filed()
    seat.take("u1", "dispatch", paused, unit="clean", rule_cited="第3条")
    filed = seat.filed()
    assert _cases(seat, "all_open") == [urgent, late, filed, paused]
    twins = [seat.report(), seat.report()]
    assert _cases(seat, "to_accept")[-2:] == twins


def test_counts_tell_all_and_those_past_their_time(seat: Seat) -> None:
    seat.report()
    seat.clock.pass_by(minutes=20)
    seat.report()
    seat.clock.pass_by(minutes=11)
    counts = seat.replica.reader.queue_counts(WORKFLOW.queues, "u1", seat.clock.at)
    assert counts["to_accept"] == QueueCount(2, 1)
    assert counts["soon_late"] == QueueCount(2, 1)
    assert counts["to_file"] == QueueCount(0, 0)
    assert set(counts) == set(WORKFLOW.queues)


def test_what_falls_due_in_this_shift_and_in_the_next_stands_in_lists(seat: Seat) -> None:
    hours = [("early", 480, 960), ("middle", 960, 1380), ("night", 1380, 480)]
    rows = [
        SubjectRow("reference", f"shift/{code}", 2, {"name": code, "starts": a, "ends": b})
        for code, a, b in hours
    ]
    page = Page("ref", rows, [], Cursor(2, rows[-1].id), 0)
    seat.replica.absorb(Pages(1, float(seat.clock.at), ["ref"], [page]))
    case = seat.filed()
    seat.take("u1", "dispatch", case, unit="clean", rule_cited="第3条")
    due = int(str(seat.state(case)["due_at"]))
    assert due == NOON + 4 * 3600, "at the border of early and middle shift"
    assert (_cases(seat, "due_this_shift"), _cases(seat, "due_next_shift")) == ([], [case])
    seat.clock.at = due
    assert (_cases(seat, "due_this_shift"), _cases(seat, "due_next_shift")) == ([case], [])
    seat.clock.at = due + 3600
    counts = seat.replica.reader.queue_counts(["due_this_shift"], "u1", seat.clock.at)
    assert counts["due_this_shift"] == QueueCount(1, 1), "what was let pass stays on the list"
    seat.clock.at = due + 8 * 3600
    assert _cases(seat, "due_this_shift") == []


def test_units_stand_beside_what_they_have_the_latest_first(seat: Seat) -> None:
    for unit, urged in (("clean", True), ("labour", False), ("labour", True)):
        case = seat.filed()
        seat.take("u1", "dispatch", case, unit=unit, rule_cited="第3条")
        if urged:
            seat.take("u1", "urge", case, note="请抓紧。")
    reader, due = seat.replica.reader, seat.clock.at + 4 * 3600
    loads = reader.unit_loads("handling", "u1", due - 60)
    assert [(one.unit, one.total, one.soon, one.late) for one in loads] == [
        ("labour", 2, 2, 0), ("clean", 1, 1, 0)
    ]  # fmt: skip
    late = reader.unit_loads("handling", "u1", due + 60)
    assert [(one.name, one.late, one.silent) for one in late] == [
        ("人社局", 2, 1), ("环卫公司", 1, 0)
    ]  # fmt: skip
    assert reader.unit_loads("to_dispatch", "u1", due) == []


def test_what_is_soon_late_goes_by_the_clock_and_the_count_by_the_list(seat: Seat) -> None:
    for clock, minutes in (("otherwise", 60), ("handle", 120), ("register", 10)):
        setting(seat, f"soon_due_minutes.{clock}", minutes)
    handled = seat.filed()
    seat.take("u1", "dispatch", handled, unit="clean", rule_cited="第3条")
    reported = seat.report()

    def soon() -> list[str]:
        found = _cases(seat, "soon_late")
        counts = seat.replica.reader.queue_counts(["soon_late"], "u1", seat.clock.at)
        assert counts["soon_late"].total == len(found)
        return found

    begun = seat.clock.at
    assert soon() == []
    seat.clock.at = begun + 20 * 60
    assert soon() == [], "ten minutes are left, which is not yet less"
    seat.clock.at += 1
    assert soon() == [reported]
    seat.clock.at = begun + 120 * 60
    assert soon() == [reported]
    seat.clock.at += 1
    assert soon() == [reported, handled]


def setting(seat: Seat, name: str, value: int) -> None:
    """Have the centre hand out a setting."""
    row = SubjectRow("reference", f"setting/{name}", 2, {"value": value})
    page = Page("ref", [row], [], Cursor(2, row.id), 0)
    seat.replica.absorb(Pages(1, float(seat.clock.at), ["ref"], [page]))


def test_a_queue_shows_the_areas_of_its_posts(seat: Seat) -> None:
    east, west = seat.filed(), seat.filed(area="999002")
    posts = [HeldPost("dispatcher", "999001"), HeldPost("acceptor", "999002")]
    seat.replica.grant("u7", posts, ["ref", "person:u7", "area:999001", "area:999002"])
    assert _cases(seat, "to_dispatch", "u7") == [east]
    assert sorted(_cases(seat, "all_open", "u7")) == sorted([east, west])
    assert _cases(seat, "to_close", "u7") == []


def test_while_a_collector_verifies_the_time_of_the_order_counts(seat: Seat) -> None:
    case = seat.report()
    seat.take("u1", "order_verification", case, collector="c01", question="属实？")
    (row,) = _queue(seat, "verifying")
    assert row.due_at is None
    assert row.paused
    assert row.person == "采集员一"
    seat.take("u1", "cancel_verification", case, reason="不需要")
    urgent = seat.report(urgency="urgent")
    seat.take("u1", "urgent_dispatch", urgent, unit="clean", danger="井盖缺失")
    (receipt,) = _queue(seat, "to_receipt")
    (handled,) = _queue(seat, "handling")
    assert receipt.due_at == NOON + 60 * 60
    assert handled.due_at is None


def test_a_row_tells_what_a_person_needs(seat: Seat) -> None:
    case = seat.filed(address="东湖路 5 号", doubts=["位置"])
    (row,) = _queue(seat, "to_dispatch")
    assert row.title == "暴露垃圾"
    assert (row.address, row.source, row.urgency) == ("东湖路 5 号", "collector", "normal")
    assert (row.person, row.since_at, row.pending, row.doubtful) == ("乙", NOON, True, True)
    assert not row.paused
    assert row.number == "A01-261122-0001"
    seat.push_all()
    (settled,) = _queue(seat, "to_dispatch")
    assert settled.key == row.key
    assert settled.number == seat.state(case)["case_number"]
    assert not settled.pending


def test_rows_that_vanished_are_left_out(seat: Seat) -> None:
    seat.report()
    (row,) = _queue(seat, "to_accept")
    rows = seat.replica.reader.queue_rows("to_accept", [999, row.key])
    assert [found.key for found in rows] == [row.key]


def test_a_queue_can_be_narrowed_by_words(seat: Seat) -> None:
    first = seat.report(address="东湖路 5 号")
    second = seat.report(description="路灯不亮 100%_")
    assert [row.case_id for row in _queue(seat, "to_accept", asked=Asked("东湖路"))] == [first]
    assert [row.case_id for row in _queue(seat, "to_accept", asked=Asked(" 100%_ "))] == [second]
    assert [row.case_id for row in _queue(seat, "to_accept", asked=Asked("0002"))] == [second]
    assert _queue(seat, "to_accept", asked=Asked("没有的词")) == []


@pytest.mark.parametrize("words", ["A01-261122-0002", "0002", "2-0002", "02", "路灯", " 西湖路 "])
def test_a_case_is_found_by_number_digits_and_words(seat: Seat, words: str) -> None:
    seat.report()
    case = seat.report(description="路灯不亮", address="西湖路 9 号")
    assert seat.replica.reader.find_case(words) == [case]


def test_a_case_is_found_by_the_number_of_the_centre(seat: Seat) -> None:
    case = seat.filed()
    seat.push_all()
    assert seat.replica.reader.find_case("9990012026112200001") == [case]
    assert seat.replica.reader.find_case("00001") == [case]
    assert seat.replica.reader.find_case("A01-261122-0001") == [case]


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "没有"])
def test_nothing_is_found_by_nothing(seat: Seat, words: str) -> None:
    seat.report()
    assert seat.replica.reader.find_case(words) == []


def test_the_panel_of_a_case_has_words_for_its_codes(seat: Seat) -> None:
    case = seat.filed()
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    assert detail.names["class", "0110-1"] == "暴露垃圾"
    assert detail.names["person", "u2"] == "乙"
    assert detail.names["area", "999001"] == "东湖区"
    assert detail.classed is not None
    assert detail.classed["limit_minutes"] == 240
    assert detail.contact is None
    assert detail.pending


def test_the_history_holds_nothing_personal(seat: Seat) -> None:
    case = seat.report(**CALL)
    for _ in range(2):
        (line,) = seat.replica.reader.story(case)
        assert line.values["source"] == "hotline_12345"
        assert "caller_phone" not in line.values
        assert (line.label, line.author_name, line.post) == ("登记", "甲", "acceptor")
        seat.push_all()


def test_queues_read_open_work_through_their_indexes(seat: Seat) -> None:
    """What a queue costs must not grow with history."""
    areas = '["999001"]'
    with seat.replica.reader._connect() as connection:
        for queue in WORKFLOW.queues:
            listed = seat.replica.reader._queues._statements[queue].listed.text
            shift = dict.fromkeys(("shift_begins", "shift_ends", "next_shift_ends"), NOON)
            soon = {"soon_most": 7200, "soon_otherwise": 3600, "soon_by_clock": '{"handle":7200}'}
            asked = {"areas": areas, "person": "u1", "now": NOON, "on_duty": "[]", **shift, **soon}
            used = {name: value for name, value in asked.items() if f":{name}" in listed}
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {listed}", used).fetchall()
            steps = [row[3] for row in plan]
            whole = [step for step in steps if step.startswith("SCAN") and "_row" in step]
            assert not [step for step in whole if "INDEX" not in step], (queue, steps)
