"""What `api.append` decides and gives out, in the order in which it is asked."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from seatapp.central.messages import Outgoing
from seatapp.domain.entries import Entry, Values, body_of, signature
from seatapp.errors import CentreUnreachable
from seatapp.ids import new_id
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import (
    SeatLine,
    codes,
    grid_report,
    phone_report,
    row_of,
)


def test_a_report_is_applied_and_comes_back_as_the_row_it_is(line: SeatLine) -> None:
    entry = line.entry("report", grid_report())
    answer = line.send(entry)
    assert codes(answer) == ["applied"]
    row = row_of(answer, entry.subject_id)
    assert (row["stage"], row["fresh"], row["reported_by"]) == ("reported", entry.id, "u1001")
    assert row["clock"] == "register"
    assert [item.id for item in answer.story] == [entry.id]
    assert answer.last_q == 1


def test_the_next_step_of_a_lonely_seat_is_accepted_in_the_same_call(line: SeatLine) -> None:
    report = line.entry("report", grid_report())
    seen = {"id": report.subject_id, "root": report.root, "fresh": report.id}
    asked = line.entry("ask_supplement", {"missing": "全景照片"}, seen)
    given = line.entry("supplement", {"address": "人民路"}, seen, parent=asked.id)
    answer = line.send(report, asked, given)
    assert codes(answer) == ["applied"] * 3
    assert row_of(answer, report.subject_id)["fresh"] == given.id
    assert len(answer.rows) == 1


IN_LINE = (
    "step_of",
    "receipt",
    "receipt_words",
    "guard_fault",
    "fits",
    "has_form",
    "sent_row",
    "sent_line",
    "truthy",
    "state_of",
)


def test_what_is_asked_of_every_entry_is_put_in_line(centre: Centre) -> None:
    """A call of one of these for each entry took a quarter of a large batch."""
    owner = centre.superuser()
    owner.execute(f"ALTER DATABASE {centre.database} SET track_functions = 'all'".encode())
    line = SeatLine(centre, "u1001")
    entry = line.entry("report", grid_report())
    state = row_of(line.send(entry), entry.subject_id)
    assert codes(line.send(line.entry("note", {"note": "已电话告知"}, state))) == ["applied"]
    line.gateway.close()
    counted = "SELECT funcname::text FROM pg_stat_user_functions WHERE schemaname = 'core'"
    while "judged" not in (called := {row[0] for row in owner.execute(counted.encode())}):
        owner.execute("SELECT pg_stat_clear_snapshot()")
    assert called & set(IN_LINE) == set()


def test_numbers_follow_the_order_of_the_batch(line: SeatLine) -> None:
    answer = line.send(*(line.entry("report", grid_report()) for _ in range(20)))
    numbers = [verdict.n for verdict in answer.verdicts]
    assert None not in numbers
    assert numbers == sorted(numbers, key=lambda n: n or 0)


def test_the_same_batch_again_gives_the_same_verdicts(line: SeatLine) -> None:
    good = line.entry("report", grid_report())
    bad = line.entry("report", grid_report(source="nobody"))
    batch = [line.letter(good), line.letter(bad)]
    first, again = line.hand_in(batch), line.hand_in(batch)
    assert [v.verdict for v in again.verdicts] == ["repeated", "repeated"]
    assert [v.code for v in again.verdicts] == [None, "bad_value"]
    assert [v.n for v in again.verdicts] == [v.n for v in first.verdicts]
    assert again.rows == first.rows
    assert again.story == first.story
    assert again.last_q == first.last_q == 2


def test_a_batch_that_is_half_known_goes_on_where_it_was(line: SeatLine) -> None:
    letters = [line.letter(line.entry("report", grid_report())) for _ in range(3)]
    line.hand_in(letters[:2])
    answer = line.hand_in(letters)
    assert [v.verdict for v in answer.verdicts] == ["repeated", "repeated", "applied"]


def test_a_known_number_with_another_text_is_refused_and_changes_nothing(line: SeatLine) -> None:
    known = line.letter(line.entry("report", grid_report()))
    line.hand_in([known])
    other = body_of(line.entry("report", grid_report(description="别的")))
    answer = line.hand_in([Outgoing(1, other, signature(other, line.session.key))])
    assert (answer.problem, answer.verdicts, answer.rows) == ("reused", [], [])
    assert codes(line.hand_in([known])) == ["repeated"]


def test_a_gap_is_told_and_nothing_is_judged(line: SeatLine) -> None:
    for numbers in ([2], [1, 3], [0], [1, 1]):
        letters = []
        for q in numbers:
            letters.append(replace(line.letter(line.entry("report", grid_report())), q=q))
        answer = line.hand_in(letters)
        assert (answer.problem, answer.last_q, list(answer.verdicts)) == ("gap", 0, [])


def test_another_epoch_is_told(line: SeatLine) -> None:
    letter = line.letter(line.entry("report", grid_report()))
    answer = line.gateway.append(line.seat, line.session.epoch + 1, [letter])
    assert (answer.problem, answer.epoch) == ("new_epoch", line.session.epoch)
    assert answer.last_q == 0


@pytest.mark.parametrize(("protocol", "problem"), [(0, "too_old"), (2, "too_new")])
def test_another_protocol_is_told(line: SeatLine, protocol: int, problem: str) -> None:
    wire = line.gateway._connection
    query = b"SELECT api.append(%s::uuid, 1, %s, '')"
    row = wire.execute(query, (line.seat, protocol)).fetchone()
    assert row is not None
    assert json.loads(row[0])["problem"] == problem


def test_an_empty_batch_has_an_empty_answer(line: SeatLine) -> None:
    answer = line.hand_in([])
    assert (answer.problem, answer.last_q, list(answer.verdicts)) == (None, 0, [])


def test_who_sees_an_old_state_is_refused_with_the_state_as_it_is(centre: Centre) -> None:
    mine, other = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    report = mine.entry("report", grid_report())
    state = row_of(mine.send(report), report.subject_id)
    assert codes(other.send(other.entry("ask_supplement", {"missing": "照片"}, state))) == [
        "applied"
    ]
    answer = mine.send(mine.entry("decline", {"reason": "不属于", "rule_cited": "3"}, state))
    assert codes(answer) == ["stale"]
    assert row_of(answer, report.subject_id)["stage"] == "returned"


def test_what_stands_on_a_refused_entry_falls_with_it(line: SeatLine) -> None:
    report = line.entry("report", grid_report(source="nobody"))
    seen = {"id": report.subject_id, "root": report.root, "fresh": report.id}
    asked = line.entry("ask_supplement", {"missing": "照片"}, seen)
    given = line.entry("supplement", {}, seen, parent=asked.id)
    answer = line.send(report, asked, given)
    assert [v.verdict for v in answer.verdicts] == ["refused", "fallen", "fallen"]
    assert codes(answer) == ["bad_value", "fallen", "fallen"]
    later = line.entry("note", {"note": "补记"}, seen, parent=given.id)
    assert codes(line.send(later)) == ["fallen"]


def test_notes_never_conflict(centre: Centre) -> None:
    mine, other = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    report = mine.entry("report", grid_report())
    state = row_of(mine.send(report), report.subject_id)
    other.send(other.entry("ask_supplement", {"missing": "照片"}, state))
    assert codes(mine.send(mine.entry("note", {"note": "已核对"}, state))) == ["applied"]


def test_photos_of_entries_are_noted_under_the_case_or_the_refusal(
    centre: Centre, line: SeatLine
) -> None:
    report = line.entry("report", grid_report(photos_before=["a" * 64, "b" * 64]))
    refused = line.entry("report", grid_report(source="nobody", photos_before=["c" * 64]))
    rows = line.send(report, refused).rows
    (refusal,) = [row.row["id"] for row in rows if row.kind == "refusal"]
    used = centre.superuser().execute("SELECT hash, root::text FROM core.photo_use ORDER BY 1")
    named = {"a" * 64: report.root, "b" * 64: report.root, "c" * 64: refusal}
    assert dict(used.fetchall()) == named


def test_a_case_is_merged_only_into_one_that_is_there_and_open(centre: Centre) -> None:
    """Whatever the workstation thought, and also within one batch."""
    line, elsewhere = SeatLine(centre, "u1001"), SeatLine(centre, "u1004")
    reports = [line.entry("report", phone_report(acceptance_number=f"A-{n}")) for n in range(6)]
    states = [
        {"id": one.subject_id, "root": one.root, "fresh": one.id, "area": "999001"}
        for one in reports
    ]

    def merged(source: int, target: int, number: str) -> Entry:
        ids = [states[target]["id"]]
        values: Values = {"merged_into": number, "merged_into_ids": ids}
        return line.entry("merge_report", values, states[source])

    ended = line.entry("decline", {"reason": "重复", "rule_cited": "第2条"}, states[4])
    far = elsewhere.entry("report", phone_report(area="999002", acceptance_number="B-1"))
    elsewhere.send(far)
    states.append({"id": far.subject_id})
    answer = line.send(
        *reports,
        merged(0, 1, "A-1"),
        merged(1, 2, "A-3"),
        ended,
        merged(2, 4, "A-4"),
        merged(3, 0, "A-0"),
    )
    assert codes(answer)[6:] == ["applied", "no_such_case", "applied", "case_ended", "case_ended"]
    assert row_of(answer, states[1]["id"])["note"] == "A-0", "the other one tells what came to it"
    hidden = SeatLine(centre, "u1003")
    seen = {**states[5], "fresh": reports[5].id}
    values: Values = {"merged_into": "B-1", "merged_into_ids": [far.subject_id]}
    assert codes(hidden.send(hidden.entry("merge_report", values, seen))) == ["no_such_case"]


def test_of_two_seats_at_one_case_the_first_wins(centre: Centre) -> None:
    lines = [SeatLine(centre, person) for person in ("u1001", "u1002")]
    for _ in range(10):
        report = lines[0].entry("report", grid_report())
        state = row_of(lines[0].send(report), report.subject_id)
        batches = [
            [line.letter(line.entry("ask_supplement", {"missing": "照片"}, state))]
            for line in lines
        ]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(SeatLine.hand_in, lines, batches))
        assert sorted(code for answer in answers for code in codes(answer)) == ["applied", "stale"]


def test_of_two_seats_with_one_new_case_the_first_wins(centre: Centre) -> None:
    lines = [SeatLine(centre, person) for person in ("u1001", "u1002")]
    for _ in range(10):
        same = new_id()
        batches = [
            [line.letter(line.entry("report", grid_report(), subject_id=same))] for line in lines
        ]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(SeatLine.hand_in, lines, batches))
        assert sorted(code for answer in answers for code in codes(answer)) == ["applied", "exists"]


def test_a_lock_that_is_held_too_long_is_told_as_busy(centre: Centre, line: SeatLine) -> None:
    owner = centre.superuser()
    owner.execute("ALTER FUNCTION api.append SET lock_timeout = '50ms'")
    with owner.transaction():
        owner.execute("SELECT FROM core.counter FOR UPDATE")
        with pytest.raises(CentreUnreachable):
            line.send(line.entry("report", grid_report()))
    line.q = 0
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]
