"""What the centre did not accept stands before its author and the leader, and is settled once."""

from __future__ import annotations

import json

import pytest

from seatapp.central.messages import Answer
from seatapp.domain.entries import Entry, body_of, signature
from seatapp.domain.references import State
from seatapp.domain.refused import refusal_id
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report, row_of

CANARY = "13800005678"


def refused(line: SeatLine) -> tuple[Entry, Answer]:
    entry = line.entry("report", phone_report(source="nobody", caller_phone=CANARY))
    return entry, line.send(entry)


def standing(answer: Answer, entry: Entry) -> State:
    return row_of(answer, refusal_id(entry.id))


def settling(line: SeatLine, step: str, state: State, post: str, **values: object) -> Entry:
    return line.entry(step, values, state, post=post, subject="refusal")  # type: ignore[arg-type]


def feed_of(centre: Centre, subject: str) -> set[tuple[str, str, str]]:
    query = b"SELECT scope, kind, op FROM core.feed WHERE subject = %s"
    return set(centre.superuser().execute(query, (subject,)).fetchall())


def test_it_comes_with_the_verdict_and_says_what_was_typed(line: SeatLine) -> None:
    entry, answer = refused(line)
    state = standing(answer, entry)
    assert (state["stage"], state["code"], state["about_field"]) == (
        "standing",
        "bad_value",
        "source",
    )
    assert (state["owner"], state["refused_by"]) == ("u1001", "u1001")
    assert (state["about"], state["about_step"], state["area"]) == ("case", "report", "999001")
    typed = json.loads(str(state["typed"]))
    assert typed["description"] == "小区夜间施工扰民。"
    assert typed["caller_phone_masked"] == "138****5678"


def test_full_values_go_to_the_author_alone_and_leave_when_it_is_settled(
    centre: Centre, line: SeatLine
) -> None:
    entry, answer = refused(line)
    state = standing(answer, entry)
    assert CANARY not in json.dumps([row.row for row in answer.rows], ensure_ascii=False)
    own = ("person:u1001", "contact")
    assert feed_of(centre, str(state["id"])) == {("area:999001", "refusal", "in"), (*own, "in")}
    drop = settling(line, "drop_refusal", state, "acceptor", reason="登记错了")
    assert codes(line.send(drop)) == ["applied"]
    assert (*own, "out") in feed_of(centre, str(state["id"]))


def test_what_fell_with_it_names_the_step_before_and_is_settled_with_it(line: SeatLine) -> None:
    report = line.entry("report", grid_report(source="nobody"))
    seen = {"id": report.subject_id, "root": report.root, "fresh": report.id}
    asked = line.entry("ask_supplement", {"missing": "照片"}, seen)
    answer = line.send(report, asked)
    first, second = standing(answer, report), standing(answer, asked)
    assert (second["code"], second["follows"]) == ("fallen", report.id)
    also = [str(second["id"])]
    done = line.send(
        settling(line, "drop_refusal", first, "acceptor", reason="登记错了", also=also)
    )
    assert row_of(done, str(second["id"]))["stage"] == "dropped"


def test_the_leader_settles_what_the_author_left(centre: Centre, line: SeatLine) -> None:
    entry, answer = refused(line)
    state = standing(answer, entry)
    leader = SeatLine(centre, "u1007")
    done = leader.send(settling(leader, "drop_for", state, "shift_leader", reason="重复登记"))
    assert codes(done) == ["applied"]
    assert standing(done, entry)["settled_by"] == "u1007"
    late = line.send(settling(line, "redo_refusal", state, "acceptor"))
    assert codes(late) == ["stale"]
    assert [row.kind for row in late.rows] == ["refusal"], "no refusal of the late settling itself"


def test_handed_over_it_waits_for_the_leader(line: SeatLine) -> None:
    entry, answer = refused(line)
    state = standing(answer, entry)
    handed = line.send(settling(line, "hand_refusal", state, "acceptor", reason="下班了"))
    assert standing(handed, entry)["stage"] == "handed"


@pytest.mark.parametrize(
    ("person", "step", "post", "code"),
    [
        ("u1002", "drop_refusal", "acceptor", "not_yours"),
        ("u1002", "redo_refusal", "acceptor", "not_yours"),
        ("u1002", "hand_refusal", "acceptor", "not_yours"),
        ("u1002", "drop_for", "shift_leader", "not_your_post"),
        ("u1004", "drop_refusal", "acceptor", "unknown_subject"),
        ("u1001", "refuse", "acceptor", "wrong_post_kind"),
        ("u1001", "drop_with", "acceptor", "wrong_post_kind"),
    ],
)
def test_nobody_else_settles_it(
    centre: Centre, line: SeatLine, person: str, step: str, post: str, code: str
) -> None:
    entry, answer = refused(line)
    other = line if person == line.person else SeatLine(centre, person)
    values = {"reason": "不办了"} if step.startswith("drop") else {}
    settled = settling(other, step, standing(answer, entry), post, **values)
    assert codes(other.send(settled)) == [code]
    stored = centre.superuser().execute(
        b"SELECT stage FROM core.refusal WHERE id = %s", (refusal_id(entry.id),)
    )
    assert stored.fetchall() == [("standing",)]


def test_a_list_reaches_only_the_same_author(centre: Centre, line: SeatLine) -> None:
    mine, answer = refused(line)
    other = SeatLine(centre, "u1002")
    theirs, told = refused(other)
    also = [refusal_id(theirs.id)]
    state = standing(answer, mine)
    done = line.send(settling(line, "drop_refusal", state, "acceptor", reason="错", also=also))
    assert codes(done) == ["applied"]
    stages = centre.superuser().execute("SELECT owner, stage FROM core.refusal ORDER BY 1")
    assert stages.fetchall() == [("u1001", "dropped"), ("u1002", "standing")]
    assert standing(told, theirs)["stage"] == "standing"


def test_it_stands_where_its_author_works(centre: Centre, line: SeatLine) -> None:
    """What somebody names of another district never lands on the desk there."""
    district = SeatLine(centre, "u1003")
    report = line.entry("report", grid_report(area="999002"))
    elsewhere = row_of(line.send(report), report.subject_id)
    guessed = district.entry("note", {"note": "看看"}, elsewhere)
    planted = district.entry("report", grid_report(area="999002"))
    answer = district.send(guessed, planted)
    assert codes(answer) == ["unknown_subject", "outside_area"]
    assert {str(row.row["area"]) for row in answer.rows} == {"999001"}


def test_what_bears_no_good_signature_stands_before_nobody(centre: Centre, line: SeatLine) -> None:
    entry = line.entry("report", grid_report(source="nobody"))
    body = body_of(entry)
    forged = line.raw(body, signature(body, b"\x00" * 32))
    assert codes(line.hand_in([forged, line.raw('{"id": 1}')])) == ["bad_signature", "malformed"]
    assert centre.superuser().execute("SELECT count(*) FROM core.refusal").fetchall() == [(0,)]


def test_nobody_can_say_what_an_unknown_field_holds(line: SeatLine) -> None:
    entry = line.entry("report", grid_report(secret=CANARY))
    answer = line.send(entry)
    assert codes(answer) == ["unknown_field"]
    assert "typed" not in standing(answer, entry)
    assert CANARY not in json.dumps([row.row for row in answer.rows])


def test_what_comes_again_stands_once(centre: Centre, line: SeatLine) -> None:
    entry = line.entry("report", grid_report(source="nobody"))
    batch = [line.letter(entry)]
    line.hand_in(batch)
    assert [v.verdict for v in line.hand_in(batch).verdicts] == ["repeated"]
    moved = SeatLine(centre, "u1001")
    again = moved.hand_in([moved.raw(batch[0].body, batch[0].mac)])
    assert [v.verdict for v in again.verdicts] == ["repeated"]
    stored = centre.superuser().execute("SELECT refused_entry FROM core.refusal").fetchall()
    assert stored == [(entry.id,)]


def test_the_work_of_somebody_who_left_stands_where_they_worked(
    centre: Centre, line: SeatLine
) -> None:
    entry = line.entry("report", grid_report())
    letter = line.letter(entry)
    owner = centre.superuser()
    owner.execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    courier = SeatLine(centre, "u1007")
    answer = courier.hand_in([courier.raw(letter.body, letter.mac)])
    assert codes(answer) == ["not_active"]
    assert standing(answer, entry)["area"] == "999001"
