"""Owed calls at the centre: one taker, one open duty for a case, none that vanishes."""

from __future__ import annotations

import threading

import pytest

from seatapp.domain.entries import Value
from seatapp.domain.references import State
from tests.fixtures.centre import Centre
from tests.helpers.owed import PHONED, callbacks, missed, sent, taking
from tests.helpers.seat_line import SeatLine, codes, row_of

FIRST, SECOND, LEADER, DISPATCHER, MONITOR = "u1001", "u1002", "u1007", "u1012", "u1016"
SENT_ON: dict[str, Value] = {"nature": "help", "matter_code": "M08", "urgency": "normal"}


@pytest.fixture
def lines(centre: Centre) -> tuple[SeatLine, SeatLine]:
    return SeatLine(centre, FIRST), SeatLine(centre, SECOND)


def race(lines: tuple[SeatLine, SeatLine], duty: State) -> list[str]:
    """Both take the same duty at the same moment; what each is told."""
    start = threading.Barrier(2)
    told: dict[str, str] = {}

    def run(line: SeatLine) -> None:
        letter = line.letter(taking(line, duty))
        start.wait()
        told[line.person] = codes(line.hand_in([letter]))[0]

    threads = [threading.Thread(target=run, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told.values())


def races(lines: tuple[SeatLine, SeatLine], amount: int) -> None:
    for duty in missed(lines[0], amount):
        assert race(lines, duty) == ["applied", "stale"]


def test_one_of_two_takers_wins_and_the_other_is_told(lines: tuple[SeatLine, SeatLine]) -> None:
    races(lines, 50)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_one_of_two_takers_wins_a_thousand_times(lines: tuple[SeatLine, SeatLine]) -> None:
    races(lines, 1000)


def test_a_missed_call_is_owed_until_somebody_was_reached(centre: Centre) -> None:
    line = SeatLine(centre, FIRST)
    [duty] = missed(line, 1, caller_key="199****12345ab")
    assert (duty["stage"], duty["callback_kind"], duty.get("owner")) == ("owed", "missed", None)
    for _ in range(4):
        tried = line.entry("try_callback", {"result": "no_answer"}, duty, subject="callback")
        [duty] = sent(line, tried)
    given_up = line.entry("give_up_callback", {"note": "打不通"}, duty, subject="callback")
    assert codes(line.send(given_up)) == ["missed_stays"]
    told = line.entry("tell_caller", {"note": "已接通，咨询办证地点。"}, duty, subject="callback")
    assert sent(line, told)[0]["stage"] == "done"


def test_a_missed_call_without_a_number_is_settled_by_whoever_reads_it(centre: Centre) -> None:
    line = SeatLine(centre, FIRST)
    [duty] = missed(line, 1, caller_phone="anonymous")
    why = {"note": "话务系统没有记下号码。"}
    given_up = line.entry("give_up_callback", why, duty, subject="callback")
    [settled] = sent(line, given_up)
    assert (settled["stage"], settled["settled_by"]) == ("unreachable", FIRST)


def test_a_case_has_one_open_duty_at_a_time(centre: Centre) -> None:
    line = SeatLine(centre, FIRST)
    [case] = sent(line, line.entry("report", PHONED))
    soon: dict[str, Value] = {"promised_at": 1_900_000_000}
    later: dict[str, Value] = {"promised_at": 1_900_003_600}
    rows = sent(
        line,
        line.entry("promise_callback", soon, case),
        line.entry("promise_callback", later, case),
    )
    [duty] = callbacks(rows)
    assert (duty["callback_kind"], duty["planned_at"]) == ("promise", 1_900_003_600)
    declined: dict[str, Value] = {"reason": "不属本市职责", "rule_cited": "受理规则第3条"}
    rows = sent(line, line.entry("decline", declined, case))
    assert callbacks(rows) == []


def test_news_for_the_caller_is_a_duty_where_the_rule_says_so(centre: Centre) -> None:
    line = SeatLine(centre, FIRST)
    [case] = sent(line, line.entry("report", PHONED))
    values: dict[str, Value] = {"reason": "不属本市职责", "rule_cited": "受理规则第3条"}
    [duty] = callbacks(sent(line, line.entry("decline", values, case)))
    assert (duty["callback_kind"], duty["news"], duty["owner"]) == ("progress", "declined", FIRST)
    [case] = sent(line, line.entry("report", PHONED))
    told = {**values, "caller_told": True}
    assert callbacks(sent(line, line.entry("decline", told, case))) == []


def test_what_was_raised_in_public_is_answered_there(centre: Centre) -> None:
    line = SeatLine(centre, MONITOR)
    values: dict[str, Value] = {**PHONED, "source": "social", "link": "https://example.org/1"}
    del values["caller_phone"]
    [case] = sent(line, line.entry("report", values, post="monitor"))
    answer: dict[str, Value] = {"answer": "已说明。", "nature": "consult"}
    [duty] = callbacks(sent(line, line.entry("answer", answer, case, post="monitor")))
    assert (duty["callback_kind"], duty["owner"]) == ("source", MONITOR)
    shown: dict[str, Value] = {"note": "已在原帖回复。", "photos": ["a" * 64]}
    replied = line.entry("tell_caller", shown, duty, subject="callback", post="monitor")
    assert sent(line, replied)[0]["stage"] == "done"


def test_an_unreachable_caller_needs_enough_tries_in_different_half_days(centre: Centre) -> None:
    line = SeatLine(centre, FIRST)
    [case] = sent(line, line.entry("report", PHONED))
    promise = line.entry("promise_callback", {"promised_at": 1_900_000_000}, case)
    [duty] = callbacks(sent(line, promise))
    for _ in range(3):
        tried = line.entry("try_callback", {"result": "no_answer"}, duty, subject="callback")
        [duty] = sent(line, tried)
    assert (duty["tries"], duty["half_days"]) == (3, 1)
    over = line.entry("give_up_callback", {"note": "打不通"}, duty, subject="callback")
    assert codes(line.send(over)) == ["tries_owed"]
    wrong = line.entry("try_callback", {"result": "wrong_number"}, duty, subject="callback")
    [duty] = sent(line, wrong)
    over = line.entry("give_up_callback", {"note": "空号"}, duty, subject="callback")
    assert row_of(line.send(over), str(duty["id"]))["stage"] == "unreachable"


def test_what_is_not_solved_goes_to_the_leader_in_the_callers_words(centre: Centre) -> None:
    line, leader = SeatLine(centre, FIRST), SeatLine(centre, LEADER)
    dispatcher, supervisor = SeatLine(centre, DISPATCHER), SeatLine(centre, "u1015")
    [case] = sent(line, line.entry("report", PHONED))
    road: tuple[tuple[SeatLine, str, str, dict[str, Value]], ...] = (
        (
            line,
            "acceptor",
            "send_on",
            {"nature": "help", "matter_code": "M08", "urgency": "normal"},
        ),
        (dispatcher, "dispatcher", "dispatch", {"unit": "401", "rule_cited": "职责清单"}),
        (dispatcher, "dispatcher", "respond", {"response": "已修。"}),
        (supervisor, "supervisor", "check_answer", {"demand_met": True, "caller_told": True}),
        (leader, "shift_leader", "close", {}),
    )
    for who, post, step, values in road:
        rows = sent(who, who.entry(step, values, case, post=post))
        case = next(row for row in rows if row["subject"] == "case")
    [duty] = callbacks(rows)
    verdict: dict[str, Value] = {"satisfaction": "dissatisfied", "solved": False}
    silent = line.entry("finish_callback", verdict, duty, subject="callback")
    assert codes(line.send(silent)) == ["words_missing"]
    quoted = {**verdict, "words": "灯只亮了一晚又灭了。"}
    rows = sent(line, line.entry("finish_callback", quoted, duty, subject="callback"))
    [request] = [row for row in rows if row["subject"] == "request"]
    assert (request["request_kind"], request["reason"]) == ("reopen", quoted["words"])
    grant = leader.entry(
        "grant_reopen", {"opinion": "同意重办。"}, request, subject="request", post="shift_leader"
    )
    rows = sent(leader, grant)
    case = next(row for row in rows if row["subject"] == "case")
    assert (case["stage"], case["reworks"]) == ("handling", 1)
    closed = next(row for row in rows if row["subject"] == "case")
    early = line.entry("request_reopen", {"reason": "还是不亮。"}, closed)
    assert codes(line.send(early)) == ["wrong_stage"], "it is being done again"
