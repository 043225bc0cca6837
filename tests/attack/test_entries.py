"""Attacks on the ledger: forged, replayed, misdated, oversized and unreadable entries."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import uuid4

import pytest

from seatapp.admin.city import demo_password
from seatapp.admin.people import reset_password, revoke_keys
from seatapp.central import wire
from seatapp.central.messages import Answer, Outgoing
from seatapp.domain.entries import Entry, body_of, signature
from seatapp.errors import CentreRefused, CentreUnreachable
from seatapp.ids import new_id
from tests.attack.fortress import Target, only, outcome, rows
from tests.fixtures.centre import ADMIN
from tests.helpers.seat_line import SeatLine, codes, grid_report, row_of, under_key_of

NAIVE = """
CREATE SCHEMA naive
    CREATE TABLE entry (id text, body jsonb, actor text DEFAULT session_user,
                        occurred_at timestamptz);
GRANT USAGE ON SCHEMA naive TO u1001;
CREATE FUNCTION naive.append(batch text) RETURNS int LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS 'INSERT INTO naive.entry (id, body, actor, occurred_at)
        SELECT e ->> ''id'', e, e ->> ''author'', (e ->> ''claimed_at'')::timestamptz
        FROM jsonb_array_elements(batch::jsonb) e; SELECT 1';
GRANT EXECUTE ON FUNCTION naive.append(text) TO u1001;
"""


def refused_call(line: SeatLine, batch: str) -> str:
    query = "SELECT api.append(%s::uuid, %s::bigint, 1, %s)"
    wire = line.gateway._connection
    return outcome(wire, query, (line.seat, line.session.epoch, batch))


def report(line: SeatLine, **more: str) -> Entry:
    return line.entry("report", grid_report(**more))


def stored(target: Target, entry_id: str) -> list[tuple[object, ...]]:
    query = "SELECT author, courier, verdict FROM core.entry WHERE id = %s"
    return rows(target.superuser(), query, (entry_id,))


def test_12_an_entry_in_somebody_else_s_name(target: Target) -> None:
    mine, theirs = SeatLine(target, "u1001"), SeatLine(target, "u1002")
    own = report(mine)
    forged = replace(own, author="u1002")
    assert codes(mine.send(forged)) == ["unknown_key"]
    borrowed = under_key_of(replace(own, id=new_id()), theirs)
    assert codes(mine.send(borrowed)) == ["bad_signature"]
    guessed = replace(borrowed, id=new_id())
    body = body_of(guessed)
    letters = [mine.raw(body, mac) for mac in ("", "0" * 64, signature(body, b"\0" * 32))]
    told = mine.hand_in(letters)
    assert "applied" not in codes(told)
    # Who delivers is whoever is logged in, not what the entry says.
    carried = under_key_of(replace(own, id=new_id(), subject_id=new_id()), theirs)
    carried = replace(carried, root=carried.subject_id)
    letter = theirs.letter(carried)
    mine.q += 1
    answer = mine.hand_in([Outgoing(mine.q, letter.body, letter.mac)])
    assert codes(answer) == ["applied"]
    assert stored(target, carried.id) == [("u1002", "u1001", "applied")]


def with_stolen_key(thief: SeatLine, victim: SeatLine) -> list[str]:
    """What becomes of an entry in a colleague's name, signed with their key."""
    body = body_of(under_key_of(report(thief), victim))
    return codes(thief.hand_in([thief.raw(body, signature(body, victim.session.key))]))


def test_12_a_key_that_was_got_hold_of_can_be_taken_back(spare: Target) -> None:
    thief, victim, admin = SeatLine(spare, "u1001"), SeatLine(spare, "u1002"), spare.login(ADMIN)
    reset_password(admin, "u1002", demo_password("u1002"))
    assert with_stolen_key(thief, victim) == ["applied"], "a password is not all"
    assert revoke_keys(admin, "电脑被盗", login="u1002").keys >= 1
    assert with_stolen_key(thief, victim) == ["unknown_key"]
    with pytest.raises(CentreUnreachable):
        victim.send(report(victim))
    logged = "SELECT subject, reason FROM core.admin_log WHERE act = 'revoke_keys'"
    assert rows(spare.superuser(), logged) == [("u1002", "电脑被盗")]


def test_12_all_keys_of_a_stolen_workstation_are_taken_back(spare: Target) -> None:
    thief, victim, admin = SeatLine(spare, "u1001"), SeatLine(spare, "u1002"), spare.login(ADMIN)
    taken = revoke_keys(admin, "电脑被盗", seat=victim.session.seat_code)
    assert (taken.keys, taken.people) == (1, ["u1002"])
    assert with_stolen_key(thief, victim) == ["unknown_key"]
    assert codes(thief.send(report(thief))) == ["applied"], "other workstations go on"


@pytest.mark.parametrize(
    ("person", "code", "reason", "problem"),
    [
        ("u1002", None, "短", "malformed"), (None, None, "电脑被盗", "malformed"),
        ("u1002", "A01", "电脑被盗", "malformed"), ("u9999", None, "电脑被盗", "unknown_person"),
        (None, "ZZ99", "电脑被盗", "unknown_seat"), (ADMIN, None, "电脑被盗", "oneself"),
        ("postgres", None, "电脑被盗", "unknown_person"),
    ],
)  # fmt: skip
def test_12_who_takes_keys_back_says_whose_and_why(
    target: Target, person: str | None, code: str | None, reason: str, problem: str
) -> None:
    ask = "SELECT api.revoke_keys(%s, %s, %s)"
    told = json.loads(str(only(target.login(ADMIN), ask, (person, code, reason))))
    assert told == {"problem": problem}
    other = json.loads(str(only(target.login("u1001"), ask, (person, code, reason))))
    assert other == {"problem": "not_admin"}


@pytest.mark.parametrize("key", ["the author's", "none"])
def test_12_what_nobody_signed_takes_no_identifier(target: Target, key: str) -> None:
    """A courier hands in other words under the identifier of what a colleague is about to send."""
    courier, author = SeatLine(target, "u1001"), SeatLine(target, "u1002")
    honest = report(author)
    forged = replace(honest, values=grid_report(description="别的内容。"))
    if key == "none":
        forged = replace(forged, key=new_id())
    body = body_of(forged)
    told = courier.hand_in([courier.raw(body, signature(body, courier.session.key))])
    assert codes(told) == ["unknown_key" if key == "none" else "bad_signature"]
    assert codes(author.send(honest)) == ["applied"]
    assert stored(target, honest.id) == [("u1002", "u1002", "applied")]


def test_12_naive_the_payload_names_its_own_author(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(NAIVE.encode())
    assert outcome(wire, 'SELECT naive.append(\'[{"id": "1", "author": "u1002"}]\')') == "done"
    assert rows(owner, "SELECT actor FROM naive.entry") == [("u1002",)]


def test_13_a_step_that_is_not_one_s_own(spare: Target) -> None:
    acceptor, leader = SeatLine(spare, "u1001"), SeatLine(spare, "u1007")
    made = report(acceptor)
    state = row_of(acceptor.send(made), made.subject_id)
    assert codes(acceptor.send(acceptor.entry("file", {}, state, post="shift_leader"))) == [
        "not_your_post"
    ]
    assert codes(acceptor.send(acceptor.entry("file", {}, state))) == ["not_your_post"]
    assert codes(leader.send(leader.entry("close", {}, state, post="shift_leader"))) == [
        "wrong_stage"
    ]
    assert codes(acceptor.send(acceptor.entry("resume_by_itself", {}, state))) == ["unknown_step"]
    spare.superuser().execute(
        "UPDATE core.member_post SET valid_until = now() WHERE person = 'u1001'"
    )
    assert codes(acceptor.send(report(acceptor))) == ["not_your_post"]


def test_14_the_same_entry_again(target: Target) -> None:
    mine, theirs = SeatLine(target, "u1001"), SeatLine(target, "u1002")
    made = report(mine)
    letter = mine.letter(made)
    first, again = mine.hand_in([letter]), mine.hand_in([letter])
    assert codes(first) == ["applied"]
    assert [(v.verdict, v.code, v.n) for v in again.verdicts] == [
        ("repeated", None, first.verdicts[0].n)
    ]
    changed = body_of(replace(made, values=grid_report(description="改过的内容。")))
    other = mine.hand_in([replace(letter, body=changed, mac=signature(changed, mine.session.key))])
    assert (other.problem, other.verdicts) == ("reused", [])
    under_another_number = mine.raw(changed)
    assert codes(mine.hand_in([under_another_number])) == ["malformed"]
    # Somebody else hands in what they overheard: nothing happens twice, nobody becomes its author.
    theirs.q += 1
    overheard = theirs.hand_in([Outgoing(theirs.q, letter.body, letter.mac)])
    assert overheard.verdicts[0].verdict == "repeated"
    assert stored(target, made.id) == [("u1001", "u1001", "applied")]
    with pytest.raises(CentreRefused) as caught:
        theirs.gateway.append(str(uuid4()), theirs.session.epoch, [letter])
    assert caught.value.code == "SA003"


def test_14_naive_a_batch_is_played_twice(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(NAIVE.encode())
    for _ in range(2):
        wire.execute('SELECT naive.append(\'[{"id": "1"}]\')')
    assert only(owner, "SELECT count(*) FROM naive.entry") == 2


@pytest.mark.parametrize(
    "moment",
    ["9999-12-31T00:00:00+08:00", "1970-01-01T00:00:00+08:00", "infinity", "now", "epoch",
     "2026-11-22T08:00:00", "2026-02-30T08:00:00+08:00", "2026-11-22 08:00:00+08", ""],
)  # fmt: skip
def test_15_a_moment_that_nobody_can_mean(target: Target, moment: str) -> None:
    line = SeatLine(target, "u1001")
    assert codes(line.send(replace(report(line), claimed_at=moment))) == ["malformed"]


def due(answer: Answer, entry: Entry) -> tuple[int, object]:
    return answer.received_at, row_of(answer, entry.subject_id)["due_at"]


def test_15_no_claim_and_no_zone_moves_a_deadline(target: Target) -> None:
    line = SeatLine(target, "u1001")
    told = []
    for zone, claimed in (
        ("Asia/Shanghai", "2026-11-22T08:00:00+08:00"),
        ("Pacific/Kiritimati", "2099-01-01T00:00:00+14:00"),
        ("Etc/GMT+12", "2001-01-01T00:00:00-12:00"),
    ):
        line.gateway._connection.execute(f"SET TimeZone = '{zone}'".encode())
        line.gateway._connection.execute("SET DateStyle = 'SQL, DMY'")
        made = replace(report(line), claimed_at=claimed)
        received, until = due(line.send(made), made)
        told.append(int(str(until)) - received)
        kept = "SELECT claimed_at, received_at FROM core.entry WHERE id = %s"
        assert rows(target.superuser(), kept, (made.id,)) == [(claimed, received)]
    assert len(set(told)) == 1
    assert told[0] > 0


def test_15_naive_a_moment_without_an_offset_is_read_in_the_caller_s_zone(spare: Target) -> None:
    owner, wire = spare.superuser(), spare.login("u1001")
    owner.execute(NAIVE.encode())
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12"):
        wire.execute(f"SET TimeZone = '{zone}'".encode())
        wire.execute('SELECT naive.append(\'[{"id": "1", "claimed_at": "2026-11-22"}]\')')
    assert only(owner, "SELECT max(occurred_at) - min(occurred_at) FROM naive.entry")
    assert only(owner, "SELECT count(DISTINCT occurred_at) FROM naive.entry") == 2


def test_16_more_than_anybody_sends(target: Target) -> None:
    line = SeatLine(target, "u1001")
    letter = line.letter(report(line))
    huge = wire.letters([replace(letter, q=letter.q + i) for i in range(20_000)])
    assert len(huge) > 10_000_000
    assert refused_call(line, huge) == "SA004"
    many = wire.letters([Outgoing(letter.q + i, "{}", "") for i in range(1001)])
    assert len(many) < 1_048_576
    assert refused_call(line, many) == "SA004"
    login = line.gateway._connection
    assert outcome(login, "SELECT api.since(%s, 1)", (" " * 300_000,)) == "SA004"
    assert rows(login, "SELECT api.photos_wanted(%s)", (" " * 50_000,)) == [
        ('{"problem": "malformed"}',)
    ]
    piece = ("SELECT api.put_piece(%s, 0, 1, %s)", ("a" * 64, b"x" * 65_537))
    assert rows(login, *piece) == [('{"problem": "malformed"}',)]
    assert codes(line.hand_in([letter])) == ["applied"]


UNREADABLE = [
    '{"id": "\\u0000"}',
    '{"a": "\\ud800"}',
    '{"schema": 1e131000}',
    '{"a":' * 3000 + "1" + "}" * 3000,
    "[" * 200_000,
    "7",
    '"text"',
    "null",
    "[]",
    "",
    "not json at all",
    "'); DROP TABLE core.entry; --",
    '{"id": "x"}',
    '{"id":\n"x"}',
    "\n1 - {}",
    "a\0b",
]


def test_17_one_entry_that_cannot_be_read_sinks_no_other(target: Target) -> None:
    line = SeatLine(target, "u1001")
    before, after = report(line), report(line)
    letters = [line.letter(before), *[line.raw(body) for body in UNREADABLE], line.letter(after)]
    answer = line.hand_in(letters)
    assert codes(answer) == ["applied", *["malformed"] * len(UNREADABLE), "applied"]
    assert codes(line.hand_in(letters)) == [
        "repeated",
        *["malformed"] * len(UNREADABLE),
        "repeated",
    ]


SWELLING = ("1e131071", "-9.9E+131070", "1e-16383")


@pytest.mark.parametrize("place", ["id", "photos_before", "caller_phone", "description"])
@pytest.mark.parametrize("number", SWELLING)
def test_17_no_number_swells_until_the_server_has_no_room(
    target: Target, place: str, number: str
) -> None:
    """Of five characters PostgreSQL makes 131,072 when it writes the value again."""
    line = SeatLine(target, "u1001")
    before, after = report(line), report(line, description='电费单上写着"[1e1000, 2]"。')
    body = json.loads(body_of(report(line)))
    (body if place == "id" else body["values"])[place] = "@"
    many = f"[{','.join([number] * 20_000)}]"
    bomb = line.raw(json.dumps(body, ensure_ascii=False).replace('"@"', many))
    batch = [line.letter(before), bomb, line.letter(after)]
    batch = [replace(letter, q=q) for q, letter in enumerate(batch, 1)]
    assert codes(line.hand_in(batch)) == ["applied", "malformed", "applied"]


def test_17_naive_a_short_number_is_a_long_text(target: Target) -> None:
    owner = target.superuser()
    for number in SWELLING:
        written = "SELECT octet_length((%s::jsonb)::text)"
        assert int(str(only(owner, written, (f"[{number}]",)))) > 16_000


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("SELECT api.since(%s, 1)", "SA005"),
        ("SELECT api.put_references(%s)", '{"problem": "malformed"}'),
        ("SELECT api.put_report_inputs('9990', %s)", '{"problem": "malformed"}'),
    ],
)
def test_17_no_other_text_swells_either(target: Target, call: str, told: str) -> None:
    wire = target.login("u1018" if "inputs" in call else ADMIN)
    kind = '{"kind": "setting", "code": "x", "row": [%s]}' if "references" in call else "[%s]"
    listed = f"[{kind % ','.join([SWELLING[0]] * 9)}]"
    text = f'{{"ref": {listed}}}' if "since" in call else listed
    code = outcome(wire, call, (text,))
    assert (code if code != "done" else only(wire, call, (text,))) == told


@pytest.mark.parametrize(
    "batch",
    ["{", "7", "null", "{}", '"x"', "[" * 100_000, "[7]", "x - {}", "1e999 - {}", "\n",
     "- - {}", '"\\u0000"', "9" * 30 + " - {}", "1 - ", "1  "],
)  # fmt: skip
def test_17_a_batch_that_cannot_be_read_is_refused_by_name(target: Target, batch: str) -> None:
    line = SeatLine(target, "u1001")
    assert refused_call(line, batch) in ("SA004", "SA005")


@pytest.mark.parametrize(
    ("between", "applied"),
    [("\r\n", 1), *((one, 0) for one in ("\r", "\v", "\f", "\x85", "\u2028", "\u2029", " ", ""))],
)
def test_17_nothing_but_a_line_feed_parts_two_entries(
    target: Target, between: str, applied: int
) -> None:
    """Else one side would see an entry where the other sees a part of one."""
    line = SeatLine(target, "u1001")
    letters = [line.letter(report(line)), line.letter(report(line))]
    told = refused_call(line, between.join(wire.letters([one]) for one in letters))
    counted = "SELECT count(*) FROM core.entry WHERE seat = %s AND verdict = 'applied'"
    assert told in ("done", "SA004", "SA005")
    assert only(target.superuser(), counted, (line.seat,)) == applied


def mangled(lines: list[str], how: str) -> str:
    """A batch of two lines that somebody has put together otherwise."""
    first, second = ([*line.split(" ", 2)] for line in lines)
    made = {
        "signatures exchanged": [[first[0], second[1], first[2]], [second[0], first[1], second[2]]],
        "bodies exchanged": [[first[0], first[1], second[2]], [second[0], second[1], first[2]]],
        "order exchanged": [second, first],
        "one number twice": [first, [first[0], *second[1:]]],
        "a number left out": [first, [str(int(second[0]) + 1), *second[1:]]],
        "one line in another": [[*first[:2], f"{first[2]} {' '.join(second)}"]],
        "a body that is quoted twice": [[*first[:2], json.dumps(json.dumps(first[2]))]],
        "no signature": [[first[0], "", first[2]]],
    }
    return "\n".join(" ".join(parts) for parts in made[how])


@pytest.mark.parametrize(
    "how",
    ["signatures exchanged", "bodies exchanged", "order exchanged", "one number twice",
     "a number left out", "one line in another", "a body that is quoted twice", "no signature"],
)  # fmt: skip
def test_12_no_line_is_taken_for_another(target: Target, how: str) -> None:
    line = SeatLine(target, "u1001")
    lines = wire.letters([line.letter(report(line)), line.letter(report(line))]).split("\n")
    assert refused_call(line, mangled(lines, how)) == "done"
    counted = "SELECT count(*) FROM core.entry WHERE seat = %s AND verdict = 'applied'"
    assert only(target.superuser(), counted, (line.seat,)) == 0


def test_17_no_text_is_taken_for_a_command(target: Target) -> None:
    line = SeatLine(target, "u1001")
    text = "'); DROP TABLE core.entry; -- $$ \\'; {0} %s %(x)s ' OR '1'='1"
    made = report(line, description=text)
    row = row_of(line.send(made), made.subject_id)
    assert row["description"] == text
    hostile = line.entry(text[:60], {text: text})
    assert codes(line.send(replace(hostile, subject="case'; --"))) == ["unknown_step"]
    assert only(target.superuser(), "SELECT count(*) > 0 FROM core.entry") is True
