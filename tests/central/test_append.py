"""What `api.append` decides, gives out and refuses to do, on a furnished centre."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest

from seatapp.central.messages import Outgoing
from seatapp.domain.entries import Values, body_of, canonical, signature
from seatapp.errors import CentreRefused, CentreUnreachable
from seatapp.ids import derived_id, new_id
from tests.fixtures.centre import Centre, Wire
from tests.helpers.seat_line import (
    SeatLine,
    codes,
    grid_report,
    phone_report,
    row_of,
    under_key_of,
)

GRID = {"nature": "complaint", "urgency": "normal"}


@pytest.fixture
def line(centre: Centre) -> SeatLine:
    """The acceptor u1001 at a workstation."""
    return SeatLine(centre, "u1001")


def scope_lines(centre: Centre, scope: str, kind: str) -> list[tuple[str, str]]:
    query = b"SELECT subject, op FROM core.feed WHERE scope = %s AND kind = %s ORDER BY n"
    return list(centre.superuser().execute(query, (scope, kind)).fetchall())


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


def test_a_bad_entry_sinks_nobody_else(line: SeatLine) -> None:
    good = [line.entry("report", grid_report()) for _ in range(2)]
    batch = [line.letter(good[0]), line.raw("not json"), line.letter(good[1])]
    assert codes(line.hand_in(batch)) == ["applied", "malformed", "applied"]


BODY = canonical({"a": 1})
BROKEN = {
    "no object": "[]",
    "a scalar": "7",
    "unknown keys": BODY,
    "deep": "[" * 100_000 + "]" * 100_000,
    "huge number": '{"id": 1e131000}',
    "larger number": '{"id": 1e999999}',
    "half a pair": '{"id": "\\ud800"}',
    "nul escape": '{"id": "\\u0000"}',
}


def test_what_cannot_be_read_is_refused_for_itself(line: SeatLine) -> None:
    batch, expected = [], []
    for broken in BROKEN.values():
        batch += [line.letter(line.entry("report", grid_report())), line.raw(broken)]
        expected += ["applied", "malformed"]
    answer = line.hand_in(batch)
    assert codes(answer) == expected
    assert answer.verdicts[1].id == derived_id(line.seat, "malformed", "2")
    again = line.hand_in(batch)
    assert codes(again) == ["repeated" if code == "applied" else code for code in expected]


CHANGES: Sequence[dict[str, object]] = (
    {"id": "A" * 36},
    {"id": 7},
    {"id": derived_id(new_id(), "mine")},
    {"id": new_id().upper()},
    {"subject_id": None},
    {"parent": "none"},
    {"schema": 1.5},
    {"schema": True},
    {"schema": 10**12},
    {"values": []},
    {"author": ""},
    {"claimed_at": "2026-11-22T08:00:00"},
    {"claimed_at": "2026-02-30T08:00:00+08:00"},
    {"claimed_at": "2026-13-01T08:00:00+08:00"},
    {"claimed_at": "2026-11-22T24:00:00+08:00"},
    {"claimed_at": "infinity"},
    {"claimed_at": 5},
    {"more": 1},
)


def test_an_entry_of_another_form_is_malformed(line: SeatLine) -> None:
    batch = [
        line.raw(canonical(json.loads(body_of(line.entry("report", grid_report()))) | change))
        for change in CHANGES
    ]
    assert codes(line.hand_in(batch)) == ["malformed"] * len(CHANGES)


def test_a_missing_key_is_malformed(line: SeatLine) -> None:
    whole = json.loads(body_of(line.entry("report", grid_report())))
    batch = [
        line.raw(canonical({name: value for name, value in whole.items() if name != left_out}))
        for left_out in whole
    ]
    assert set(codes(line.hand_in(batch))) == {"malformed"}


def test_text_that_no_table_can_hold_spoils_nothing_else(line: SeatLine) -> None:
    """As a client that is not ours could send it: NUL and half pairs in the batch itself."""
    good = [line.letter(line.entry("report", grid_report(description="路灯😀不亮"))) for _ in "12"]
    broken = ("\x00\x00", "a\\\x00", "\ud83d", "\ude00\ude00😀\ud83d")
    strange = [line.raw(body, "0" * 64) for body in broken]
    batch = [good[0], *strange, good[1]]
    batch = [replace(letter, q=q) for q, letter in enumerate(batch, 1)]
    written = "\n".join(f"{one.q} {one.mac} {json.dumps(one.body)}" for one in batch)
    wire = line.gateway._connection
    for expected in ("applied", "repeated"):
        query = b"SELECT api.append(%s::uuid, 1, 1, %s)"
        row = wire.execute(query, (line.seat, written)).fetchone()
        assert row is not None
        verdicts = json.loads(row[0])["verdicts"]
        assert [verdict for _q, _id, verdict, *_rest in verdicts[::5]] == [expected, expected]
        assert {code for _q, _id, _verdict, code, *_rest in verdicts[1:5]} == {"malformed"}


def test_values_of_any_kind_are_judged_not_stumbled_over(line: SeatLine) -> None:
    strange: list[object] = [1.5, {"a": {}}, [1], [["x"]], 1e30, -0.0, [None]]
    batch = []
    for value in strange:
        for name in ("area", "photos_before", "occurred_at", "lat_e7", "description", "doubts"):
            body = json.loads(body_of(line.entry("report", grid_report())))
            body["values"][name] = value
            batch.append(line.raw(canonical(body)))
    answer = line.hand_in(batch)
    assert {verdict.verdict for verdict in answer.verdicts} == {"refused"}
    assert set(codes(answer)) <= {"bad_value"}


def test_signature_key_and_time_are_checked(centre: Centre, line: SeatLine) -> None:
    entry = line.entry("report", grid_report())
    assert codes(line.hand_in([line.raw(body_of(entry), "0" * 64)])) == ["bad_signature"]
    unsigned = line.raw(body_of(entry).replace("垃圾", "井盖"), "")
    assert codes(line.hand_in([unsigned])) == ["bad_signature"]
    stranger = replace(line.entry("report", grid_report()), key=new_id())
    assert codes(line.send(stranger)) == ["unknown_key"]
    borrowed = line.entry("report", grid_report(), author="u1002")
    assert codes(line.send(borrowed)) == ["unknown_key"]
    newer = replace(line.entry("report", grid_report()), schema=99)
    assert codes(line.send(newer)) == ["unknown_schema"]
    long = line.entry("report", grid_report(description="长" * 100_000))
    assert codes(line.send(long)) == ["too_large"]


def test_keys_that_are_over_or_revoked_sign_nothing(centre: Centre) -> None:
    line, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    owner = centre.superuser()
    entries = [under_key_of(courier.entry("report", grid_report()), line) for _ in range(2)]
    letters = [
        courier.raw(body, signature(body, line.session.key)) for body in map(body_of, entries)
    ]
    owner.execute("UPDATE core.courier_key SET accept_until = now() WHERE person = 'u1001'")
    assert codes(courier.hand_in(letters[:1])) == ["too_old"]
    owner.execute("UPDATE core.courier_key SET revoked = true WHERE person = 'u1001'")
    assert codes(courier.hand_in(letters[1:])) == ["unknown_key"]


def test_a_colleague_delivers_what_somebody_else_signed(centre: Centre) -> None:
    gone, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    entry = gone.entry("report", grid_report())
    body = body_of(entry)
    answer = courier.hand_in([courier.raw(body, signature(body, gone.session.key))])
    assert codes(answer) == ["applied"]
    query = b"SELECT author, courier FROM core.entry WHERE id = %s"
    assert centre.superuser().execute(query, (entry.id,)).fetchone() == ("u1001", "u1002")


def test_an_entry_may_come_again_under_another_seat(centre: Centre) -> None:
    first, second = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    body = body_of(first.entry("report", grid_report()))
    letter = first.raw(body)
    before = first.hand_in([letter])
    answer = second.hand_in([second.raw(body, letter.mac), second.raw(body, letter.mac)])
    assert codes(answer) == ["repeated", "repeated"]
    assert answer.verdicts[0].n == before.verdicts[0].n
    assert answer.last_q == 2
    changed = body.replace("垃圾", "井盖")
    forged = second.raw(changed, signature(changed, first.session.key))
    assert codes(second.hand_in([forged])) == ["malformed"]


def test_a_person_who_was_disabled_is_refused(centre: Centre) -> None:
    line, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    body = body_of(line.entry("report", grid_report()))
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    letter = courier.raw(body, signature(body, line.session.key))
    assert codes(courier.hand_in([letter])) == ["not_active"]
    with pytest.raises(CentreRefused) as refused:
        line.hand_in([Outgoing(1, body, letter.mac)])
    assert refused.value.code == "SA002"


def test_a_workstation_needs_a_session_of_the_person(centre: Centre, line: SeatLine) -> None:
    other = SeatLine(centre, "u1002")
    with pytest.raises(CentreRefused) as refused:
        other.gateway.append(line.seat, 1, [])
    assert refused.value.code == "SA003"


def test_posts_and_areas_are_judged(centre: Centre) -> None:
    acceptor, leader = SeatLine(centre, "u1003"), SeatLine(centre, "u1007")
    assert codes(acceptor.send(acceptor.entry("report", grid_report(area="999002")))) == [
        "outside_area"
    ]
    assert codes(acceptor.send(acceptor.entry("report", grid_report(), post="shift_leader"))) == [
        "not_your_post"
    ]
    assert codes(leader.send(leader.entry("report", grid_report()))) == ["not_your_post"]
    assert codes(leader.send(leader.entry("send", {}, post="system", subject="assignment"))) == [
        "wrong_post_kind"
    ]


def test_too_much_is_refused_as_a_whole(line: SeatLine) -> None:
    letter = line.letter(line.entry("report", grid_report()))
    for batch in ([letter] * 1001, [replace(letter, body="x" * 1_100_000)]):
        with pytest.raises(CentreRefused) as refused:
            line.hand_in(batch)
        assert refused.value.code == "SA004"


def test_a_batch_of_another_form_is_refused_as_a_whole(line: SeatLine) -> None:
    wire = line.gateway._connection
    for batch in ("x", "[]", "7", "7 -", "7 - ", "1.5 - {}", "-", " - {}", "\n", "1e9 - {}"):
        with pytest.raises(psycopg.Error) as refused:
            wire.execute("SELECT api.append(%s::uuid, 1, 1, %s)", (line.seat, batch))
        assert refused.value.sqlstate == "SA005"


@pytest.mark.parametrize(("protocol", "problem"), [(0, "too_old"), (2, "too_new")])
def test_another_protocol_is_told(line: SeatLine, protocol: int, problem: str) -> None:
    wire = line.gateway._connection
    query = b"SELECT api.append(%s::uuid, 1, %s, '')"
    row = wire.execute(query, (line.seat, protocol)).fetchone()
    assert row is not None
    assert json.loads(row[0])["problem"] == problem


def test_a_hotline_case_goes_its_whole_way(centre: Centre) -> None:
    """Effects, numbers, four eyes and the caller's details on the way from call to callback."""
    steps: Sequence[tuple[SeatLine, str, str, Values]]
    acceptor, dispatcher = SeatLine(centre, "u1001"), SeatLine(centre, "u1012")
    supervisor, leader = SeatLine(centre, "u1015"), SeatLine(centre, "u1007")
    report = acceptor.entry("report", phone_report())
    case = row_of(acceptor.send(report), report.subject_id)
    assert case["caller_phone_masked"] == "138****1234"
    assert "caller_phone" not in case
    assert scope_lines(centre, "person:u1001", "contact") == [(report.subject_id, "in")]
    steps = [
        (acceptor, "acceptor", "send_on", {**GRID, "matter_code": "M01"}),
        (dispatcher, "dispatcher", "dispatch", {"unit": "501", "rule_cited": "第3条"}),
        (dispatcher, "dispatcher", "receipt", {}),
        (dispatcher, "dispatcher", "respond", {"response": "已处置"}),
        (supervisor, "supervisor", "check_answer", {"demand_met": True, "caller_told": True}),
        (leader, "shift_leader", "close", {}),
    ]
    for line, post, step, values in steps:
        entry = line.entry(step, values, case, post=post)
        answer = line.send(entry)
        assert codes(answer) == ["applied"], step
        case = row_of(answer, report.subject_id)
        if step == "send_on":
            number = str(case["case_number"])
            assert number.startswith("999001")
            assert number.endswith("00001")
        if step in ("dispatch", "receipt", "respond"):
            assignment = next(row for row in answer.rows if row.kind == "assignment")
            stages = {"dispatch": "sent", "receipt": "receipted", "respond": "answered"}
            assert assignment.row["stage"] == stages[step]
            assert assignment.n > next(row.n for row in answer.rows if row.kind == "case")
    callback = next(row for row in answer.rows if row.kind == "callback")
    assert callback.id == derived_id(entry.id, "subject", "callback", "owe")
    assert (callback.row["owner"], callback.row["stage"]) == ("u1001", "owed")
    assert [(item.step, item.post, item.author) for item in answer.story] == [
        ("close", "shift_leader", "u1007"),
        ("owe", "system", "u1007"),
    ]
    assert answer.story[1].cause == entry.id
    assert scope_lines(centre, "person:u1001", "contact") == [(report.subject_id, "in")]

    handed = acceptor.entry(
        "hand_on_callback",
        {"owner": "u1002", "note": "轮休"},
        callback.row,
        subject="callback",
    )
    answer = acceptor.send(handed)
    assert codes(answer) == ["applied"]
    assert scope_lines(centre, "person:u1001", "contact") == [(report.subject_id, "out")]
    assert scope_lines(centre, "person:u1002", "contact") == [(report.subject_id, "in")]
    other = SeatLine(centre, "u1002")
    done = other.entry(
        "finish_callback",
        {"satisfaction": "satisfied", "solved": True},
        row_of(answer, callback.id),
        subject="callback",
    )
    assert codes(other.send(done)) == ["applied"]
    assert scope_lines(centre, "person:u1002", "contact") == [(report.subject_id, "out")]


def test_nothing_personal_stands_outside_the_contact_row(centre: Centre, line: SeatLine) -> None:
    report = line.entry("report", phone_report(caller_address="人民路12号3单元"))
    answer = line.send(report)
    told = json.dumps([answer.rows[0].row, answer.story[0].values], ensure_ascii=False)
    for secret in ("13800001234", "张示例", "12号3单元"):
        assert secret not in told
    stored = centre.superuser().execute('SELECT "row" FROM core.contact').fetchall()
    assert stored == [
        (
            {
                "caller_name": "张示例",
                "caller_phone": "13800001234",
                "caller_address": "人民路12号3单元",
            },
        )
    ]


def test_case_numbers_count_up_through_the_day(line: SeatLine) -> None:
    batch = []
    for _ in range(3):
        report = line.entry("report", phone_report())
        seen = {"id": report.subject_id, "root": report.root, "fresh": report.id}
        batch += [report, line.entry("send_on", {**GRID, "matter_code": "M01"}, seen)]
    answer = line.send(*batch)
    assert set(codes(answer)) == {"applied"}
    numbers = [str(row_of(answer, report.subject_id)["case_number"]) for report in batch[::2]]
    assert [number[-5:] for number in numbers] == ["00001", "00002", "00003"]
    assert len({number[:-5] for number in numbers}) == 1


def test_rows_of_other_areas_do_not_go_to_the_courier(centre: Centre) -> None:
    author, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1004")
    body = body_of(author.entry("report", grid_report()))
    answer = courier.hand_in([courier.raw(body, signature(body, author.session.key))])
    assert codes(answer) == ["applied"]
    assert (list(answer.rows), list(answer.story)) == ([], [])


def test_photos_of_accepted_entries_are_noted(centre: Centre, line: SeatLine) -> None:
    report = line.entry("report", grid_report(photos_before=["a" * 64, "b" * 64]))
    line.send(report, line.entry("report", grid_report(source="nobody", photos_before=["c" * 64])))
    used = centre.superuser().execute("SELECT hash, root::text FROM core.photo_use ORDER BY 1")
    assert used.fetchall() == [("a" * 64, report.root), ("b" * 64, report.root)]


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
    with owner.transaction():
        owner.execute("SELECT FROM core.counter FOR UPDATE")
        with pytest.raises(CentreUnreachable):
            line.send(line.entry("report", grid_report()))
    line.q = 0
    assert codes(line.send(line.entry("report", grid_report()))) == ["applied"]
