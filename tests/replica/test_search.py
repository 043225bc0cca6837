"""Narrowing, sorting, counting and searching on a real file, against a plain look at every row."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import cycle

import pytest
from sqlalchemy import text

from seatapp.central.messages import Cursor, Page, Pages, SubjectRow
from seatapp.domain.tables import load_workflow
from seatapp.local.changes import Changes
from seatapp.local.queue_asked import SEARCHED, SORTS, Asked
from seatapp.local.views import QueueCount, QueueRow
from seatapp.local.words import bare, question, word_pairs
from tests.helpers.seat import Seat

WORKFLOW = load_workflow()
GRID = "999001001001001"


def _rows(seat: Seat, asked: Asked, queue: str = "all_open", person: str = "u1") -> list[QueueRow]:
    reader = seat.replica.reader
    return reader.queue_rows(queue, reader.queue_ids(queue, person, seat.clock.at, asked))


def _cases(seat: Seat, asked: Asked, queue: str = "all_open") -> list[str]:
    return [row.case_id for row in _rows(seat, asked, queue)]


def test_pairs_stand_for_all_that_is_written() -> None:
    assert word_pairs(1, "文昌 街A", None).split() == ["open", "文昌", "昌街", "街a", "a"]
    assert bare(" A B\u3000c\n") == "abc"
    assert question(["文昌街"], only_open=True) == '"文昌" AND "昌街" AND open'
    assert question(['道"'], only_open=False) == '"道"""'
    assert question(["路"], only_open=False) == '"路" *'


def test_every_part_of_a_text_is_found_and_nothing_else(seat: Seat) -> None:
    texts = ("东湖区文昌街道 12 号", "文昌阁前街", "道路破损 ABC", 'a"b*c', "路", "昌文街")
    cases = {seat.report(address=words): bare(words) for words in texts}
    held = {case: _texts(seat, case) for case in cases}
    parts = {
        said[a : a + n] for said in cases.values() for a in range(len(said)) for n in (1, 2, 3, 5)
    }
    for part in sorted(parts):
        expected = {case for case, said in held.items() if any(part in text for text in said)}
        assert set(_cases(seat, Asked(words=part))) == expected, part


def _texts(seat: Seat, case: str) -> list[str]:
    state = seat.state(case)
    return [bare(str(state[name])) for name in SEARCHED if state.get(name)]


def test_a_number_that_people_were_told_finds_its_case_too(seat: Seat) -> None:
    told, other = seat.report(), seat.report()
    seat.take("u1", "urgent_dispatch", other, unit="clean", danger="井盖缺失")
    seat.push_all()
    number = str(seat.state(other)["case_number"])
    state = {**seat.state(told), "case_number": "99900120261122500001", "told_number": number}
    row = SubjectRow("case", told, 99, state)
    page = Page("area:999001", [row], [], Cursor(99, told), 0)
    seat.replica.absorb(Pages(1, float(seat.clock.at), ["area:999001"], [page]))
    for typed in (number, number[-6:]):
        assert set(seat.replica.reader.find_case(typed)) == {told, other}


def test_the_index_follows_every_change(seat: Seat) -> None:
    case = seat.report(address="东湖路 5 号")
    seat.take("u1", "ask_supplement", case, missing="照片")
    seat.take("u1", "supplement", case, address="西湖路 9 号")
    assert seat.replica.reader.find_case("东湖路") == []
    assert seat.replica.reader.find_case("西湖 路9") == [case]
    seat.take("u1", "decline", case, reason="不属范围", rule_cited="第1条")
    assert seat.replica.reader.find_case("西湖路") == [case]


def test_open_cases_are_found_before_ended_ones(seat: Seat) -> None:
    waiting = seat.report(address="东湖路 5 号")
    ended = seat.report(address="东湖路 6 号")
    seat.take("u1", "decline", ended, reason="不属范围", rule_cited="第1条")
    assert seat.replica.reader.find_case("东湖路") == [waiting, ended]


def test_a_search_shows_why(seat: Seat) -> None:
    case = seat.report(
        description="小区东门外路灯不亮已经三天，晚上出行不便", address="西湖路 9 号"
    )
    (found,) = seat.replica.reader.search("路灯", "u1", 10)
    assert (found.case_id, found.where) == (case, "description")
    assert found.around == "小区东门外路灯不亮已经三天，晚上出行不…"
    (by_number,) = seat.replica.reader.search("A01-261122-0001", "u1", 10)
    assert by_number.where == "acceptance_number"
    assert seat.replica.reader.search("路灯", "nobody", 10) == []


def test_a_second_word_may_name_the_class_or_the_unit(seat: Seat) -> None:
    case = seat.report(address="西湖路 9 号")
    seat.report(address="西湖路 10 号")
    seat.take(
        "u1", "prefile", case, class_code="0110-1", grid_code=GRID, override_reason="现场已核实"
    )
    assert seat.replica.reader.find_case("西湖路 暴露") == [case]
    assert _cases(seat, Asked(words="暴露 西湖")) == [case]
    assert _cases(seat, Asked(title="暴露垃圾")) == [case]


def test_a_queue_is_narrowed_by_what_its_rows_hold(seat: Seat) -> None:
    east, west = seat.report(urgency="urgent"), seat.report(area="999002", source="video")
    assert _cases(seat, Asked(place="999002")) == [west]
    assert _cases(seat, Asked(urgency="urgent")) == [east]
    assert _cases(seat, Asked(source="video")) == [west]
    assert _cases(seat, Asked(kind="hotline")) == []
    assert _cases(seat, Asked(kind="grid", urgency="urgent", place="999001")) == [east]
    seat.take("u1", "urgent_dispatch", east, unit="clean", danger="井盖缺失")
    assert _cases(seat, Asked(unit="clean")) == [east]
    seat.take(
        "u1", "prefile", west, class_code="0110-1", grid_code=GRID, override_reason="现场已核实"
    )
    assert _cases(seat, Asked(place="999001001")) == [west]
    assert _cases(seat, Asked(place="999002001")) == []
    assert set(_cases(seat, Asked(handled="u1"))) == {east, west}
    assert _cases(seat, Asked(handled="u3")) == []


@pytest.mark.parametrize("descending", [False, True])
def test_a_sorted_queue_keeps_the_urgent_first_among_equals(seat: Seat, descending: bool) -> None:
    late = seat.report(address="甲")
    urgent = seat.report(address="甲", urgency="urgent")
    other = seat.report(address="乙")
    by_address = Asked(sort="address", descending=descending)
    equal, lone = [urgent, late], [other]
    assert _cases(seat, by_address) == (equal + lone if descending else lone + equal)
    by_urgency = _cases(seat, Asked(sort="urgency", descending=descending))
    assert by_urgency == ([urgent, late, other] if descending else [late, other, urgent])


def test_every_queue_can_be_sorted_and_narrowed(seat: Seat) -> None:
    seat.report()
    nowhere = Asked("没有的词", "x", "x", "x", "x", "x", "x", "x")
    for queue, sort in zip(WORKFLOW.queues, cycle(SORTS), strict=False):
        listed = _cases(seat, Asked(), queue)
        assert all(_cases(seat, Asked(sort=one), queue) == listed for one in SORTS)
        assert _cases(seat, replace(nowhere, sort=sort), queue) == []


def test_counts_of_the_tally_are_those_of_the_rows(seat: Seat) -> None:
    chance = random.Random(4)
    cases = [seat.report(urgency=chance.choice(["normal", "urgent"])) for _ in range(12)]
    for case in cases[:4]:
        seat.take(
            "u1", "prefile", case, class_code="0110-1", grid_code=GRID, override_reason="现场已核实"
        )
    for case in cases[4:6]:
        seat.take("u1", "decline", case, reason="不属范围", rule_cited="第1条")
    for case in cases[6:8]:
        seat.take("u1", "urgent_dispatch", case, unit="clean", danger="井盖缺失")
    for _round in range(4):
        seat.clock.pass_by(minutes=chance.randrange(5, 90))
        _compare_counts(seat)
    seat.push_all()
    seat.pull()
    _compare_counts(seat)
    with seat.replica.reader._connect() as connection:
        assert connection.execute(text("SELECT min(n) FROM case_tally")).scalar_one() > 0


def _compare_counts(seat: Seat) -> None:
    counts = seat.replica.reader.queue_counts(WORKFLOW.queues, "u1", seat.clock.at)
    for queue, count in counts.items():
        rows = _rows(seat, Asked(), queue)
        late = [row for row in rows if row.due_at is not None and row.due_at < seat.clock.at]
        assert count == QueueCount(len(rows), len(late)), queue


def test_a_person_keeps_an_eye_on_cases(seat: Seat) -> None:
    case, other = seat.report(), seat.report()
    reader = seat.replica.reader
    told: list[Changes] = []
    stop = seat.replica.listen(told.append)
    reader.follow("u1", case, True)
    stop()
    assert [changes.subjects for changes in told] == [{("case", case)}]
    assert _cases(seat, Asked(), "followed") == [case]
    detail, unfollowed = reader.case(case, "u1"), reader.case(other, "u1")
    assert detail is not None
    assert detail.followed
    assert unfollowed is not None
    assert not unfollowed.followed
    assert _rows(seat, Asked(), "followed", "u2") == []
    reader.follow("u1", case, False)
    assert _cases(seat, Asked(), "followed") == []
