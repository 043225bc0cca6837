"""A handover with the line down: on one computer, on two, and what the centre makes of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from seatapp.app import Duty
from seatapp.domain.entries import Value
from seatapp.domain.handover import content_hash
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import StepRefused
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, note, report, shut, stored

FIRST, SECOND, THIRD = "u1001", "u1002", "u1006"
LEADER, OTHER_LEADER, DISPATCHER, SUPERVISOR = "u1007", "u1008", "u1012", "u1015"
ORDER: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "caller_phone": "19900004321",
    "area": "999001",
    "urgency": "normal",
    "description": "工地夜里还在打桩。",
    "nature": "complaint",
    "matter_code": "M08",
}


ANSWERS = dict.fromkeys(("keys", "phones", "staff", "orders"), "无异常")


def do(duty: Duty, step: str, subject: str, subject_id: str | None, **values: Value) -> str:
    """Take a step; the identifier of its subject."""
    return duty.desk.perform(step, subject, subject_id, values).subject_id


def owe_a_callback(hall: Hall, seat: str) -> str:
    """A hotline order goes its whole road at one computer; its first taker owes a callback."""
    first = hall.sit(FIRST, seat)
    case = do(first, "report", "case", None, **ORDER)
    values = {name: ORDER[name] for name in ("nature", "matter_code", "urgency")}
    do(first, "send_on", "case", case, **values)
    first.sign_out()
    dispatcher = hall.sit(DISPATCHER, seat)
    do(dispatcher, "dispatch", "case", case, unit="302", rule_cited="由人社部门查处")
    do(dispatcher, "respond", "case", case, response="已责令停工。")
    dispatcher.sign_out()
    supervisor = hall.sit(SUPERVISOR, seat)
    do(supervisor, "check_answer", "case", case, demand_met=True, caller_told=True)
    supervisor.sign_out()
    leader = hall.sit(LEADER, seat)
    do(leader, "close", "case", case)
    leader.round()
    leader.sign_out()
    return case


def put_roster(centre: Centre, person: str, days: int) -> None:
    """The next duty of somebody begins so many days from now."""
    day = (datetime.now(CITY_TIME) + timedelta(days=days)).date()
    rows = [
        {"kind": "shift", "code": "early", "row": {"name": "早班", "starts": 480, "ends": 960}},
        {
            "kind": "roster",
            "code": f"{day.isoformat()}.early",
            "row": {"people": [f"{person}@acceptor"]},
        },
    ]
    centre.superuser().execute("SELECT core.write_references(%s)", (json.dumps(rows),))


def put_duty_soon(centre: Centre, person: str) -> None:
    """The next duty of somebody begins within two minutes."""
    begins = datetime.now(CITY_TIME) + timedelta(minutes=2)
    minute = begins.hour * 60 + begins.minute
    shift = {"name": "早班", "starts": minute, "ends": (minute + 60) % 1440}
    turn = {"people": [f"{person}@acceptor"]}
    rows = [
        {"kind": "shift", "code": "soon", "row": shift},
        {"kind": "roster", "code": f"{begins.date().isoformat()}.soon", "row": turn},
    ]
    centre.superuser().execute("SELECT core.write_references(%s)", (json.dumps(rows),))


def sign_out_shift(duty: Duty) -> str:
    """Draft and sign what an acceptor hands over; the handover."""
    area = duty.book.area(duty.posts)
    handover = do(duty, "draft_handover", "handover", None, area=area, duty_post="acceptor")
    content = duty.handover_content("acceptor")
    with pytest.raises(StepRefused, match="必答"):
        do(duty, "sign_out", "handover", handover, **content.values({}))
    notes = {item.subject_id: "已电话联系过一次。" for item in content.items}
    do(
        duty,
        "sign_out",
        "handover",
        handover,
        **content.noted(notes).values(ANSWERS, "夜间注意积水点。"),
    )
    return handover


def number_of(duty: Duty, case_id: str) -> Value:
    """The acceptance number of a case, which begins with the workstation that gave it."""
    state = duty.reader.state("case", case_id)
    assert state is not None
    return state["acceptance_number"]


def callbacks_of(duty: Duty) -> list[str]:
    """Who the person in front owes a call."""
    return [row.case_id for row in duty.lookup.queue("my_callbacks")]


def meet(duty: Duty) -> None:
    """A round with the centre, after the line that was cut has been found dead."""
    duty.round()
    duty.round()
    assert duty.status().online


def test_a_shift_changes_on_two_computers_while_the_line_is_down(
    centre: Centre, hall: Hall, tmp_path: Path
) -> None:
    hall.sit(SECOND, "A").sign_out()
    carrier = hall.sit(THIRD, "B")
    owed = owe_a_callback(hall, "A")
    put_roster(centre, FIRST, days=10)
    first = hall.sit(FIRST, "A")
    carrier.round()
    with shut(centre):
        opened = report(first, photos_before=[])
        handover = sign_out_shift(first)
        view = first.book.handover(handover)
        assert view is not None
        assert {one.item.root for one in view.items} >= {owed, opened}
        unsent = next(one.item for one in view.items if one.item.subject_id == "unsent")
        seat_code = str(number_of(first, opened)).split("-")[0]
        assert unsent.title.startswith(f"席位 {seat_code} 有 "), "it is read at other workstations"
        signed = view.state["content_hash"]
        packet = first.packets.export(tmp_path).path
        first.sign_out()

        second = hall.sit(SECOND, "A")
        assert callbacks_of(second) == []
        with pytest.raises(StepRefused, match="逐项"):
            do(second, "sign_in", "handover", handover)
        take_over(second, handover)
        assert callbacks_of(second) == [owed]
        note(second, opened, "接班后已派人查看。")

        carrier.packets.take_in(packet)
        standing = carrier.book.handover(handover)
        assert standing is not None
        assert (standing.state["stage"], standing.state["content_hash"]) == ("signed_out", signed)
        assert standing.pending
        note(carrier, opened, "从另一席位补充。")
    for duty in (carrier, second, carrier):
        meet(duty)
        assert duty.reader.refusals() == []
    assert callbacks_of(second) == [owed]
    for duty in (second, carrier):
        for subject, subject_id in (("handover", handover), ("case", opened), ("case", owed)):
            assert duty.reader.state(subject, subject_id) == stored(centre, subject, subject_id)
    state = stored(centre, "handover", handover)
    assert state["content_hash"] == signed == content_hash("acceptor", state)
    assert (state["signed_out_by"], state["signed_in_by"]) == (FIRST, SECOND)
    authors = centre.superuser().execute(
        "SELECT author, array_agg(step ORDER BY n) FROM core.entry WHERE cause IS NULL"
        " AND root = ANY (%s::uuid[]) GROUP BY author ORDER BY author",
        ([handover, opened],),
    )
    assert authors.fetchall() == [
        (FIRST, ["report", "draft_handover", "sign_out"]),
        (SECOND, ["take_rest", "sign_in", "note"]),
        (THIRD, ["note"]),
    ]


def test_a_call_that_its_owner_is_back_for_stays_whatever_a_workstation_says(
    centre: Centre, hall: Hall
) -> None:
    owe_a_callback(hall, "A")
    put_duty_soon(centre, FIRST)
    first = hall.sit(FIRST, "A")
    (owed,) = first.lookup.queue("my_callbacks")
    area = first.book.area(first.posts)
    handover = do(first, "draft_handover", "handover", None, area=area, duty_post="acceptor")
    content = first.handover_content("acceptor")
    assert owed.subject_id in {item.subject_id for item in content.items}
    assert not any(item.moves for item in content.items)
    claimed = {**content.values(ANSWERS), "callbacks": [owed.subject_id]}
    claimed["content_hash"] = content_hash("acceptor", claimed)
    do(first, "sign_out", "handover", handover, **claimed)
    first.round()
    first.sign_out()
    second = hall.sit(SECOND, "B")
    take_over(second, handover)
    second.round()
    assert second.reader.refusals() == []
    owner = "SELECT owner FROM core.callback WHERE id = %s"
    assert centre.superuser().execute(owner, (owed.subject_id,)).fetchall() == [(FIRST,)]
    assert callbacks_of(second) == []


def take_over(duty: Duty, handover: str) -> None:
    """Take everything and sign."""
    do(duty, "take_rest", "handover", handover)
    state = duty.reader.state("handover", handover)
    assert state is not None
    do(duty, "sign_in", "handover", handover, callbacks=state.get("callbacks"))


def test_a_disputed_item_is_ruled_by_somebody_on_neither_side(centre: Centre, hall: Hall) -> None:
    leader = hall.sit(LEADER)
    area = leader.book.area(leader.posts)
    handover = do(leader, "draft_handover", "handover", None, area=area, duty_post="shift_leader")
    do(leader, "report_fault", "log_note", None, area=area, fault_kind="phone", words="三号机无声")
    content = leader.handover_content("shift_leader")
    do(leader, "sign_out", "handover", handover, **content.values(ANSWERS))
    leader.sign_out()
    taker = hall.sit(OTHER_LEADER)
    view = taker.book.handover(handover)
    assert view is not None
    (item,) = [one for one in view.items if one.item.queue == "faults"]
    do(taker, "dispute_item", "handover_item", item.id, reason="交班前没有报修。")
    do(taker, "take_rest", "handover", handover)
    with pytest.raises(StepRefused, match="有异议"):
        do(taker, "sign_in", "handover", handover)
    do(taker, "sign_in_disputed", "handover", handover)
    with pytest.raises(StepRefused, match="同一人"):
        do(taker, "rule_item", "handover_item", item.id, ruling="交班方", ruled_for="outgoing")
    taker.round()
    taker.sign_out()
    manager = hall.sit("u1018")
    do(manager, "rule_item", "handover_item", item.id, ruling="应报修。", ruled_for="incoming")
    do(manager, "settle_disputes", "handover", handover)
    do(manager, "add_to_handover", "handover", handover, addendum="已通知维护单位。")
    manager.round()
    assert manager.reader.refusals() == []
    view = manager.book.handover(handover)
    assert view is not None
    assert (view.state["stage"], view.pending) == ("ruled", False)
    assert [(who, words) for who, _at, words in view.addenda] == [("u1018", "已通知维护单位。")]
