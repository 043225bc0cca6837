"""The desk: what is offered, what is refused and why, what is filled in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from seatapp.central.messages import Cursor, Page, Pages, SubjectRow
from seatapp.desk import Desk
from seatapp.domain.entries import Value, entry_of
from seatapp.domain.guards import external_case_id
from seatapp.domain.judge import Member
from seatapp.domain.tables import load_workflow
from seatapp.errors import StepRefused
from tests.helpers.rules import NOON, everyone, report_values
from tests.helpers.seat import COURIER, Seat

WORKFLOW = load_workflow()
GRID = "999001001001001"


def _offered(seat: Seat, person: str, case: str) -> list[str]:
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    offered = seat.desk(person).offered("case", detail.state, detail.children)
    return [step.step for step in offered]


def _desk_of(seat: Seat, *posts: tuple[str, str]) -> Desk:
    desk = Desk(WORKFLOW, seat.replica, seat.clock)
    desk.take_seat(Member("u9", True, posts), COURIER, "A01")
    return desk


def _refusal(desk: Desk, step: str, case: str | None, **values: Value) -> StepRefused:
    with pytest.raises(StepRefused) as caught:
        desk.perform(step, "case", case, values)
    return caught.value


def test_a_report_gets_a_number_that_counts_up_by_the_day(seat: Seat) -> None:
    numbers = [str(seat.state(seat.report())["acceptance_number"]) for _ in range(2)]
    seat.clock.pass_by(days=1)
    numbers.append(str(seat.state(seat.report())["acceptance_number"]))
    assert numbers == ["A01-261122-0001", "A01-261122-0002", "A01-261123-0001"]


def test_a_refused_report_uses_up_no_number(seat: Seat) -> None:
    desk = seat.desk()
    _refusal(desk, "report", None, case_kind="grid")
    assert seat.state(seat.report())["acceptance_number"] == "A01-261122-0001"


def test_the_area_follows_from_the_grid_cell(seat: Seat) -> None:
    values = report_values(acceptance_number=None, area=None, grid_code=GRID)
    taken = seat.desk().perform("report", "case", None, values)
    assert seat.state(taken.subject_id)["area"] == "999001"
    assert taken.number == "A01-261122-0001"


def test_a_case_of_another_system_stands_under_its_own_identifier(seat: Seat) -> None:
    case = seat.report(source_system="old", external_id="77")
    assert case == external_case_id("old", "77")
    refused = _refusal(
        seat.desk(), "report", None, **report_values(source_system="old", external_id="77")
    )
    assert refused.code == "exists"


def test_texts_are_cleaned_and_nothing_empty_is_kept(seat: Seat) -> None:
    case = seat.report(
        description=" 第一行\r\n第二行\x00 ", address="东湖路\n5 号", datum="", doubts=[" "]
    )
    (out,) = seat.replica.unsent()
    values = entry_of(out.body).values
    assert values["description"] == "第一行\n第二行"
    assert values["address"] == "东湖路 5 号"
    assert not {"datum", "doubts"} & values.keys()
    assert seat.state(case)["address"] == "东湖路 5 号"


def test_none_clears_a_fact_and_is_not_written_where_there_is_none(seat: Seat) -> None:
    case = seat.report(address="东湖路 5 号")
    seat.desk().perform("ask_supplement", "case", case, {"missing": "地址不对"})
    seat.desk().perform("supplement", "case", case, {"address": None, "datum": None})
    values = entry_of(seat.replica.unsent()[-1].body).values
    assert values == {"address": None}
    assert "address" not in seat.state(case)


def test_a_refusal_names_the_field_in_words(seat: Seat) -> None:
    case = seat.report()
    refused = _refusal(seat.desk(), "decline", case, reason="不属于城管")
    assert (refused.code, refused.field) == ("missing_field", "rule_cited")
    assert refused.sentence == "“依据”没有填。请补填后重新办理。"
    assert [item.standing for item in seat.replica.reader.story(case)] == ["pending"]


def test_a_refusal_names_the_stage_and_the_step_in_words(seat: Seat) -> None:
    case = seat.report()
    refused = _refusal(seat.desk(), "close", case)
    assert refused.code == "wrong_stage"
    assert refused.sentence.startswith("现在是“待受理”，不能办理“结案”。")


def test_the_post_is_the_first_that_fits_the_area(seat: Seat) -> None:
    case = seat.report(area="999002")
    desk = _desk_of(seat, ("dispatcher", "999"), ("shift_leader", "999001"), ("acceptor", "999002"))
    desk.perform("note", "case", case, {"note": "看过现场"})
    assert entry_of(seat.replica.unsent()[-1].body).post == "acceptor"


def test_posts_and_areas_that_are_not_held_are_refused(seat: Seat) -> None:
    case = seat.report()
    values = {"reason": "不属于城管", "rule_cited": "第1条"}
    assert _refusal(_desk_of(seat, ("dispatcher", "999")), "decline", case, **values).code == (
        "not_your_post"
    )
    elsewhere = _desk_of(seat, ("acceptor", "999002"), ("supervisor", "999001"))
    assert _refusal(elsewhere, "decline", case, **values).code == "outside_area"
    assert _refusal(_desk_of(seat), "decline", case, **values).code == "not_your_post"


def test_without_a_valid_key_nothing_is_signed(seat: Seat) -> None:
    seat.replica.save_draft("u1", "intake", {"description": "写了一半"})
    desk = seat.desk()
    seat.clock.at = COURIER.sign_until + 1
    refused = _refusal(desk, "report", None, **report_values())
    assert refused.code == "sign_in_again"
    assert "请联网重新登录" in refused.sentence
    assert seat.replica.reader.draft("u1", "intake") == {"description": "写了一半"}
    desk.take_seat(Member("u1", True, [("acceptor", "999")]), None, "A01")
    assert _refusal(desk, "report", None, **report_values()).code == "sign_in_again"
    assert _refusal(Desk(WORKFLOW, seat.replica), "report", None).code == "sign_in_again"


def test_a_clock_in_a_year_long_gone_signs_nothing(seat: Seat) -> None:
    key = replace(COURIER, sign_from=NOON - 7 * 86_400)
    desk = seat.desk()
    desk.take_seat(everyone("u1"), key, "A01")
    seat.clock.at = key.sign_from - 1
    refused = _refusal(desk, "report", None, **report_values())
    assert refused.code == "clock_set_back"
    assert "2026-11-15" in refused.sentence, "what the clock shows"
    seat.clock.at = key.sign_from
    desk.perform("report", "case", None, report_values(acceptance_number=None))


def test_unknown_steps_and_steps_of_the_system_are_refused(seat: Seat) -> None:
    case = seat.report()
    assert _refusal(seat.desk(), "fly", case).code == "unknown_step"
    with pytest.raises(StepRefused) as caught:
        seat.desk().perform("order", "verification", case, {"collector": "c01"})
    assert caught.value.code == "wrong_post_kind"


def test_a_draft_goes_away_with_its_step_only(seat: Seat) -> None:
    desk, reader = seat.desk(), seat.replica.reader
    reader.save_draft("u1", "intake", {"description": "路"})
    with pytest.raises(StepRefused):
        desk.perform("report", "case", None, {"case_kind": "grid"}, draft="intake")
    assert reader.draft("u1", "intake") == {"description": "路"}
    desk.perform("report", "case", None, report_values(), draft="intake")
    assert reader.draft("u1", "intake") is None


def test_looks_at_a_caller_end_with_the_ceiling_of_the_day(seat: Seat) -> None:
    setting = SubjectRow("reference", "setting/reveals_a_day", 2, {"value": 2})
    page = Page("ref", [setting], [], Cursor(2, setting.id), 0)
    seat.replica.absorb(Pages(1, 0.0, ["ref"], [page]))
    case = seat.report()
    for _ in range(2):
        seat.take("u1", "reveal", case, reason="回访来电人")
    assert _refusal(seat.desk(), "reveal", case, reason="回访来电人").code == "looks_used_up"
    seat.take("u2", "reveal", case, reason="核对诉求")
    seat.clock.pass_by(days=1)
    seat.take("u1", "reveal", case, reason="回访来电人")


def test_steps_are_offered_by_stage_kind_and_post(seat: Seat) -> None:
    case = seat.report()
    offered = _offered(seat, "u1", case)
    table = [step.name for step in WORKFLOW.steps_from("case", "reported", "grid")]
    assert offered == [name for name in table if name != "promise_callback"], "nobody waits"
    assert "answer" not in offered
    dispatcher = _desk_of(seat, ("dispatcher", "999"))
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    names = [step.step for step in dispatcher.offered("case", detail.state, detail.children)]
    assert names == ["urgent_dispatch", "link", "note", "reveal", "add_photos"]
    assert dispatcher.offered("case", {**detail.state, "stage": "of_tomorrow"}, []) == []
    assert Desk(WORKFLOW, seat.replica).offered("case", detail.state, []) == []
    elsewhere = _desk_of(seat, ("dispatcher", "999002"))
    assert elsewhere.offered("case", detail.state, []) == []


def test_four_eyes_are_told_in_advance(seat: Seat) -> None:
    case = seat.report()
    seat.take("u1", "prefile", case, class_code="0110-1", grid_code=GRID)
    assert "file" not in _offered(seat, "u1", case)
    assert "file" in _offered(seat, "u2", case)
    assert _refusal(seat.desk("u1"), "file", case).code == "same_person"


def test_a_receipt_is_offered_while_one_is_owed(seat: Seat) -> None:
    case = seat.report()
    seat.take("u1", "urgent_dispatch", case, unit="clean", danger="井盖缺失")
    assert {"receipt", "urge"} <= set(_offered(seat, "u1", case))
    assert "ratify" not in _offered(seat, "u1", case)
    assert "ratify" in _offered(seat, "u2", case)
    seat.take("u1", "receipt", case)
    assert "receipt" not in _offered(seat, "u1", case)


def test_steps_of_a_callback_go_by_its_own_state(seat: Seat) -> None:
    case = seat.report(
        case_kind="hotline", source="hotline_12345", photos_before=None, caller_phone="19900001234"
    )
    seat.take("u1", "send_on", case, nature="help", matter_code="wage", urgency="normal")
    seat.take("u1", "dispatch", case, unit="labour", rule_cited="第2条")
    seat.take("u1", "respond", case, response="已发放工资")
    seat.take("u2", "check_answer", case, demand_met=True, caller_told=True)
    seat.take("u3", "close", case)
    detail = seat.replica.reader.case(case, "u1")
    assert detail is not None
    callback = next(child for child in detail.children if child["subject"] == "callback")
    desk = seat.desk()
    before = [s.step for s in desk.offered("callback", callback, detail.children)]
    desk.perform("try_callback", "callback", str(callback["id"]), {"result": "no_answer"})
    after = seat.state(str(callback["id"]), "callback")
    assert after["tries"] == 1
    assert "give_up_callback" not in before
    assert "give_up_callback" in [s.step for s in desk.offered("callback", after, ())]


def test_two_people_at_once_get_different_numbers(seat: Seat) -> None:
    with ThreadPoolExecutor(4) as pool:
        cases = list(pool.map(lambda n: seat.report(f"u{n % 2 + 1}"), range(20)))
    numbers = {seat.state(case)["acceptance_number"] for case in cases}
    assert len(numbers) == 20
    assert [out.q for out in seat.replica.unsent()] == list(range(1, 21))


def test_a_reply_to_those_above_is_not_rung(seat: Seat) -> None:
    reply = {"id": "r", "subject": "callback", "stage": "owed", "area": "999001"}
    steps = {
        kind: {
            step.step
            for step in seat.desk("u1").offered(
                "callback", {**reply, "owner": "u1", "callback_kind": kind}, ()
            )
        }
        for kind in ("final", "upper")
    }
    rung = {"ring_callback", "try_callback"}
    assert rung <= steps["final"]
    assert not rung & steps["upper"]
    assert "tell_caller" in steps["upper"]
