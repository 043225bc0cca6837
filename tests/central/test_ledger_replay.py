"""A replay of the ledger finds whatever was changed beside it, and nothing on an honest centre."""

from __future__ import annotations

import json
from random import Random

from seatapp.admin.ledger_replay import FAMILIES, replay
from tests.central.test_audit import change
from tests.central.test_differential import Bench
from tests.fixtures.centre import Centre
from tests.helpers.plausible import Plausible
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report

CASE = 'UPDATE core."case" SET {} WHERE id = %s'
ENTRY = "UPDATE core.entry SET {} WHERE subject_id = %s AND step = 'report'"
FACT = "UPDATE core.case_fact SET {} WHERE id = %s"
FEED = "UPDATE core.feed SET {} WHERE subject = %s::text"
CHANGES = (
    (CASE.format("stage = 'closed'"), "state", "stage"),
    (CASE.format("due_at = due_at + 60"), "state", "due_at"),
    (CASE.format("caller_phone_masked = '139****0000'"), "state", "caller_phone_masked"),
    (CASE.format("note = '没有人写过'"), "state", "note"),
    (CASE.format("n = n + 1"), "feed", "n"),
    (FACT.format("reported_at = reported_at - 1"), "fact", "reported_at"),
    (FACT.format("unit = '778'"), "fact", "unit"),
    (FACT.format("late = '{handle}'"), "fact", "late"),
    ("UPDATE core.contact SET \"row\" = \"row\" - 'caller_name' WHERE root = %s", "contact",
     "caller_name"),
    (FEED.format("op = 'out'") + " AND kind = 'contact'", "contact", "feed"),
    (FEED.format("scope = 'person:u1002'") + " AND kind = 'contact'", "contact", "feed"),
    (FEED.format("op = 'out'") + " AND kind = 'case'", "feed", "n"),
    (ENTRY.format("post = 'monitor'"), "misread", ""),
    (ENTRY.format("public = public - 'description'"), "misread", ""),
    (ENTRY.format("step = 'none'"), "unreadable", "KeyError"),
    ("DELETE FROM core.entry WHERE subject_id = %s", "unfounded", ""),
)  # fmt: skip
"""What somebody with every right changes on a case, and how it is told: the kind and a column."""


ORDER = {"collector": "C04", "question": "现场是否属实"}


def test_an_honest_ledger_adds_up_to_what_is_stored(centre: Centre) -> None:
    """Steps of all posts on all kinds of subject, refusals, effects and lapses among them."""
    bench, random = Bench.at(centre), Random(8)
    model, steps = bench.model, 0
    key_ids = {person: key_id for person, (key_id, _) in bench.keys.items()}
    for length in (25,) * 12:
        ahead = Plausible(model.copy(), key_ids, random)
        entries = []
        for _ in range(length):
            entries.append(ahead.entry())
            ahead.model.decide(entries[-1], 0)
        answer = bench.hand_in(entries)
        for entry in entries:
            model.decide(entry, answer.received_at)
        steps += codes(answer).count("applied")
    made = replay(bench.owner)
    assert made.findings == []
    assert made.entries >= steps > 60
    assert made.subjects == len(model.states)
    assert made.unsure == 0


def test_what_was_changed_beside_the_ledger_is_found(centre: Centre) -> None:
    line, owner = SeatLine(centre, "u1001"), centre.superuser()
    made = [line.entry("report", phone_report(caller_address="人民路12号")) for _ in CHANGES]
    assert set(codes(line.send(*made))) == {"applied"}
    assert replay(owner).findings == []
    owner.execute("SET session_replication_role = replica")
    for report, (statement, _kind, _column) in zip(made, CHANGES, strict=True):
        assert owner.execute(statement.encode(), (report.subject_id,)).rowcount == 1
    found = replay(owner).findings
    told = {
        (one.code.removeprefix("replay_"), word): one.subject
        for one in found
        for word in one.subject.split()
    }
    for report, (statement, kind, column) in zip(made, CHANGES, strict=True):
        name = report.id if kind == "misread" else report.subject_id
        assert (kind, name) in told, statement
        assert told[kind, name].endswith(column), statement
    assert len(found) == len(CHANGES)
    # The names of columns are told, never what they say about a person.
    assert "人民路" not in repr(found)


def test_what_should_have_followed_from_a_step_and_did_not_is_found(centre: Centre) -> None:
    line, owner = SeatLine(centre, "u1001"), centre.superuser()
    ordered = [
        [report, line.entry("order_verification", ORDER, state, parent=report.id)]
        for report in (line.entry("report", grid_report()) for _ in range(4))
        for state in ({"id": report.subject_id, "root": report.root, "fresh": report.id},)
    ]
    for two in ordered:
        assert codes(line.send(*two)) == ["applied"] * 2
    assert replay(owner).findings == []
    owner.execute("SET session_replication_role = replica")
    lost, other, invented, _honest = (order for _report, order in ordered)
    made = {
        cause: str(entry)
        for cause, entry in owner.execute(
            "SELECT cause::text, id::text FROM core.entry WHERE cause IS NOT NULL"
        )
    }
    assert len(made) == len(ordered)
    owner.execute("DELETE FROM core.entry WHERE cause = %s", (lost.id,))
    owner.execute("DELETE FROM core.verification WHERE root = %s", (lost.root,))
    said = "UPDATE core.{} SET {} = {} WHERE {} = %s"
    words = """'{"question": "x", "collector": "c"}'::jsonb"""
    owner.execute(said.format("entry", "public", words, "cause").encode(), (other.id,))
    another = "UPDATE core.entry SET id = gen_random_uuid() WHERE cause = %s RETURNING id::text"
    strange = owner.execute(another, (invented.id,)).fetchall()
    found = {one.subject for one in replay(owner).findings if one.code == "replay_effect"}
    assert found == {lost.id, made[other.id], invented.id, *(row[0] for row in strange)}


def test_a_limit_that_was_changed_since_makes_a_clock_unsure_and_nothing_else(
    centre: Centre,
) -> None:
    line, owner = SeatLine(centre, "u1001"), centre.superuser()
    report = line.entry("report", phone_report())
    assert codes(line.send(report)) == ["applied"]
    row = {"normal": 77, "urgent": 77, "critical": 77, "basis": "natural"}
    written = json.dumps([{"kind": "limit", "code": "register", "row": row}])
    owner.execute("SELECT core.write_references(%s)", (written,))
    made = replay(owner)
    assert (made.findings, made.unsure) == ([], 1)
    change(owner, "UPDATE core.\"case\" SET due_at = due_at + 60, note = 'x'")
    assert [one.code for one in replay(owner).findings] == ["replay_state"]


def test_the_replay_goes_through_more_families_than_it_holds_at_a_time(centre: Centre) -> None:
    line, amount = SeatLine(centre, "u1001"), FAMILIES * 2 + 1
    line.send(*(line.entry("report", grid_report()) for _ in range(amount)))
    made = replay(centre.superuser())
    assert (made.entries, made.subjects, made.findings) == (amount, amount, [])
