"""The ledger is chained: a change, a gap or a history made anew is found, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from seatapp.admin.audit import audit_findings, close_days, heads, noted_heads
from seatapp.errors import InputFileError
from tests.fixtures.centre import Centre, Wire
from tests.helpers.seat_line import SeatLine, codes, grid_report, phone_report
from tests.helpers.station import Station

DAY = 86_400


@pytest.fixture
def line(centre: Centre) -> SeatLine:
    """A workstation that sent three steps of one case, two of another, a refusal and rubbish."""
    made = SeatLine(centre, "u1001")
    first, second = made.entry("report", grid_report()), made.entry("report", grid_report())
    one = {"id": first.subject_id, "root": first.root, "fresh": first.id}
    asked = made.entry("ask_supplement", {"missing": "照片"}, one)
    wrong = made.entry("close", {}, one, post="shift_leader", parent=asked.id)
    given = made.entry("supplement", {"address": "人民路12号"}, one, parent=asked.id)
    assert codes(made.send(first, asked)) == ["applied", "applied"]
    assert codes(made.send(second, wrong, given)) == ["applied", "not_your_post", "applied"]
    assert codes(made.hand_in([made.raw("{}")])) == ["malformed"]
    return made


def found(wire: Wire) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in audit_findings(wire, {})]


def change(wire: Wire, statement: str) -> None:
    """What somebody with all rights does, past every trigger and rule."""
    wire.execute("SET session_replication_role = replica")
    wire.execute(statement.encode())
    wire.execute("SET session_replication_role = origin")


def yesterday(wire: Wire) -> None:
    """Make all of it an affair of the last day that is over, as the centre would have written it.

    In the first ten minutes of a day that is not yet the day before.
    """
    back = f"{DAY} * (core.city_day(received_at) - core.last_day_over())"
    change(wire, f"UPDATE core.entry SET received_at = received_at - {back}")
    chain_anew(wire)


def log_of_yesterday(wire: Wire) -> None:
    """The same for the lines of the logs."""
    for log in ("reveal", "admin_log"):
        day = "core.city_day(floor(extract(epoch FROM at))::bigint)"
        days = f"({day} - core.last_day_over()) * interval '1 day'"
        change(wire, f"UPDATE core.{log} SET at = at - {days}")


def chain_anew(wire: Wire) -> None:
    """Reckon every chain again: what a superuser can do who knows the program."""
    change(
        wire,
        """
        WITH linked AS (
            SELECT e.id, core.chained(uuid_send(e.chain), record_send(ROW(
                       e.id, e.n, e.seat, e.q, e.subject, e.subject_id, e.root, e.step, e.author,
                       e.courier, e.post, e.parent, e.claimed_at, e.received_at, e.counts_at,
                       e.schema, sha256(convert_to(e.body, 'UTF8')),
                       e.mac, e.verdict, e.code, e.field, e.cause, e.public)))
                   OVER (PARTITION BY e.chain ORDER BY e.place ROWS UNBOUNDED PRECEDING) AS link
            FROM core.entry e)
        UPDATE core.entry e SET link = l.link FROM linked l WHERE l.id = e.id
        """,
    )


def test_a_ledger_that_nobody_touched_is_sound(centre: Centre, line: SeatLine) -> None:
    owner = centre.superuser()
    assert found(owner) == []
    chains = "SELECT chain = %s, count(*), max(place) FROM core.entry GROUP BY 1, chain ORDER BY 2"
    assert owner.execute(chains, (line.seat,)).fetchall() == [
        (False, 1, 1), (False, 1, 1), (True, 2, 2), (False, 3, 3),
    ]  # fmt: skip


CHANGES = (
    "public = jsonb_set(public, '{missing}', '\"另一张\"')",
    "author = 'u1002'",
    "received_at = received_at - 1",
    "counts_at = counts_at - 1",
    "claimed_at = '2026-01-01T00:00:00+08:00'",
    "verdict = 'refused', code = 'stale'",
    "courier = NULL",
    "link = sha256('x')",
)


def test_every_changed_value_is_found(centre: Centre, line: SeatLine) -> None:
    owner = centre.superuser()
    row = owner.execute("SELECT id::text FROM core.entry WHERE step = 'ask_supplement'").fetchone()
    assert row is not None
    for what in CHANGES:
        with owner.transaction(force_rollback=True):
            change(owner, f"UPDATE core.entry SET {what} WHERE step = 'ask_supplement'")
            assert ("audit_changed", row[0]) in found(owner), what
    assert found(owner) == []


def test_a_row_that_was_taken_away_is_found(centre: Centre, line: SeatLine) -> None:
    owner = centre.superuser()
    change(owner, "DELETE FROM core.entry WHERE step = 'ask_supplement'")
    assert [code for code, _ in found(owner)] == ["audit_missing", "audit_number_missing"]


def test_the_last_row_of_a_chain_that_was_taken_away_is_found(
    centre: Centre, line: SeatLine
) -> None:
    owner = centre.superuser()
    change(owner, "DELETE FROM core.entry WHERE step = 'supplement'")
    assert found(owner) == [("audit_number_missing", f"{line.seat} 1")]


def test_a_day_gets_one_head_when_it_is_over(centre: Centre, line: SeatLine) -> None:
    owner = centre.superuser()
    assert close_days(owner) == []
    yesterday(owner)
    (head,) = close_days(owner)
    assert (head.entries, len(head.head)) == (7, 64)
    assert close_days(owner) == []
    assert heads(owner) == [head]
    assert found(owner) == []


def test_a_history_made_anew_does_not_fit_its_head(centre: Centre, line: SeatLine) -> None:
    owner = centre.superuser()
    yesterday(owner)
    (head,) = close_days(owner)
    change(owner, "UPDATE core.entry SET author = 'u1002' WHERE step = 'supplement'")
    chain_anew(owner)
    assert found(owner) == [("audit_head", head.day.isoformat())]


def test_a_head_made_anew_does_not_fit_the_one_that_was_noted(
    centre: Centre, line: SeatLine, tmp_path: Path
) -> None:
    owner = centre.superuser()
    yesterday(owner)
    (head,) = close_days(owner)
    note = tmp_path / "heads.txt"
    note.write_text(f"\n{head.line()}\n", "utf-8")
    change(owner, "UPDATE core.entry SET author = 'u1002' WHERE step = 'supplement'")
    chain_anew(owner)
    owner.execute("DELETE FROM core.audit_head")
    close_days(owner)
    assert found(owner) == []
    (finding,) = audit_findings(owner, noted_heads(note))
    assert (finding.code, finding.subject) == ("audit_noted_head", head.day.isoformat())


@pytest.mark.parametrize("text", ["2026-13-99", "yesterday " + "a" * 64, "2026-11-21 xyz"])
def test_a_note_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    note = tmp_path / "heads.txt"
    note.write_text(text, "utf-8")
    with pytest.raises(InputFileError):
        noted_heads(note)


def test_the_command_lists_faults_and_heads(centre: Centre, line: SeatLine, tmp_path: Path) -> None:
    owner = centre.superuser()
    yesterday(owner)
    station = Station.at(tmp_path / "seat", centre)
    url = centre.server.superuser_url(centre.database).conninfo()
    check = ("center", "check", "--url", url, "--audit")
    told = station.told(*check, "--replay")
    assert told["findings"] == []
    assert told["replayed"] == {"entries": 5, "subjects": 3, "unsure": 0}
    (head,) = told["heads"]
    note = tmp_path / "heads.txt"
    note.write_text(head.replace(head[11:20], "000000000"), "utf-8")
    result = station.run(*check, "--noted", note)
    assert result.exit_code == 1
    assert [one["code"] for one in json.loads(result.stdout)["findings"]] == ["audit_noted_head"]


LEADER = "u1007"
WHY = "与处置单位约定上门时间"
LOG_CHANGES = (
    ("admin_log", "reason = '不同的理由'"),
    ("admin_log", "at = at - interval '1 minute'"),
    ("admin_log", "act = 'none'"),
    ("reveal", "reason = '不同的理由'"),
    ("reveal", "case_id = gen_random_uuid()"),
    ("reveal", "link = sha256('x')"),
)


@pytest.fixture
def looked(centre: Centre) -> list[str]:
    """Three looks of one person at one caller; admins were at work before. Their identifiers."""
    line, wire = SeatLine(centre, "u1001"), centre.login(LEADER)
    entry = line.entry("report", phone_report())
    assert codes(line.send(entry)) == ["applied"]
    ask = "SELECT api.reveal_request(%s::uuid, %s)"
    rows = [wire.execute(ask.encode(), (entry.subject_id, WHY)).fetchone() for _ in range(3)]
    return [json.loads(row[0])["request"] for row in rows if row is not None]


def test_every_changed_line_of_the_logs_is_found(centre: Centre, looked: list[str]) -> None:
    owner = centre.superuser()
    assert found(owner) == []
    second = "SELECT id::text FROM core.admin_log ORDER BY person, place OFFSET 1 LIMIT 1"
    act = owner.execute(second.encode()).fetchone()
    assert act is not None
    lines = {"admin_log": act[0], "reveal": looked[1]}
    for log, what in LOG_CHANGES:
        with owner.transaction(force_rollback=True):
            change(owner, f"UPDATE core.{log} SET {what} WHERE id = '{lines[log]}'")
            assert ("audit_changed", f"{log} {lines[log]}") in found(owner), (log, what)
    for log, line in lines.items():
        with owner.transaction(force_rollback=True):
            change(owner, f"DELETE FROM core.{log} WHERE id = '{line}'")
            assert [code for code, _ in found(owner)] == ["audit_missing"], log
    owner.execute("SET timezone = 'America/New_York'")
    assert found(owner) == []


def test_the_head_of_a_day_holds_the_logs_too(centre: Centre, looked: list[str]) -> None:
    """Also the last line of a chain, which no other hashes."""
    owner = centre.superuser()
    log_of_yesterday(owner)
    yesterday(owner)
    (head,) = close_days(owner)
    lines = "SELECT (SELECT count(*) FROM core.reveal) + (SELECT count(*) FROM core.admin_log)"
    assert owner.execute(lines.encode()).fetchall() == [(head.entries - 1,)]
    for log in ("reveal", "admin_log"):
        with owner.transaction(force_rollback=True):
            last = f"SELECT id FROM core.{log} ORDER BY place DESC LIMIT 1"
            change(owner, f"DELETE FROM core.{log} WHERE id = ({last})")
            assert ("audit_head", head.day.isoformat()) in found(owner), log


@pytest.mark.parametrize(
    ("seconds", "told"), [([0, 299], 0), ([0, 301], 1), ([0, 299, 598, 897], 1), ([301, 0, 301], 2)]
)
def test_a_clock_that_was_set_back_is_seen(
    centre: Centre, line: SeatLine, seconds: list[int], told: int
) -> None:
    """In one go or little by little: the chains fit, since that is when the entries came."""
    owner = centre.superuser()
    for number, back in enumerate(seconds):
        sent = line.entry("report", grid_report(acceptance_number=f"A01-{number}"))
        assert codes(line.send(sent)) == ["applied"]
        change(
            owner,
            f"UPDATE core.entry SET received_at = received_at - {back} WHERE id = '{sent.id}'",
        )
    chain_anew(owner)
    assert [code for code, _ in found(owner)] == ["audit_clock_back"] * told


def test_a_clock_set_back_for_a_look_is_seen(centre: Centre, looked: list[str]) -> None:
    owner = centre.superuser()
    change(owner, f"UPDATE core.reveal SET at = at - interval '1 h' WHERE id = '{looked[1]}'")
    assert ("audit_clock_back", f"reveal {looked[1]}") in found(owner)


def test_a_line_that_is_being_written_holds_the_head_back(
    centre: Centre, line: SeatLine, looked: list[str]
) -> None:
    owner, wire = centre.superuser(), centre.login(LEADER)
    yesterday(owner)
    case = owner.execute("SELECT case_id FROM core.reveal LIMIT 1").fetchone()
    assert case is not None
    with wire.transaction(force_rollback=True):
        wire.execute(b"SELECT api.reveal_request(%s, %s)", (case[0], WHY))
        assert close_days(owner) == []
    assert len(close_days(owner)) == 1


MAKE_MANY = """
    WITH made AS (
        SELECT gen_random_uuid() AS id, n, %s::uuid AS seat, n AS q, i.root, n / 5 AS turn
        FROM generate_series(1, %s::bigint) n
        CROSS JOIN LATERAL (SELECT md5((n / 5)::text)::uuid AS root) i)
    INSERT INTO core.entry (id, n, seat, q, subject, subject_id, root, step, author, received_at,
                            body, mac, verdict, public, chain, place, link)
    SELECT m.id, 1000000 + m.n, m.seat, m.q, 'case', m.root, m.root, 'note', 'u1001', %s,
           repeat('x', 400), repeat('y', 64), 'applied', '{"note": "已告知"}', m.root,
           row_number() OVER along,
           core.chained(uuid_send(m.root), record_send(ROW(
               m.id, 1000000 + m.n, m.seat, m.q, 'case'::text, m.root, m.root, 'note'::text,
               'u1001'::text, NULL::text, NULL::text, NULL::uuid, NULL::text, %s::bigint,
               NULL::bigint, NULL::integer, sha256(repeat('x', 400)::bytea), repeat('y', 64),
               'applied'::text,
               NULL::text, NULL::text, NULL::uuid, '{"note": "已告知"}'::jsonb))) OVER along
    FROM made m WINDOW along AS (PARTITION BY m.root ORDER BY m.n ROWS UNBOUNDED PRECEDING)
"""


def fill(wire: Wire, amount: int) -> None:
    """A ledger of so many entries, all of the third day of 2026, with its head."""
    seat = str(uuid4())
    at = 1767369600
    wire.execute("INSERT INTO core.seat (seat, code, last_q, seat_key) VALUES (%s, 'Z9', %s, '')",
                 (seat, amount))  # fmt: skip
    wire.execute(MAKE_MANY.encode(), (seat, amount, at, at))


@pytest.mark.slow
def test_one_changed_row_in_a_hundred_thousand_is_found(centre: Centre) -> None:
    owner = centre.superuser()
    fill(owner, 100_000)
    assert close_days(owner)[0].day == date(2026, 1, 3)
    assert found(owner) == []
    pick = "SELECT id::text FROM core.entry ORDER BY md5(id::text) LIMIT 1"
    row = owner.execute(pick.encode()).fetchone()
    assert row is not None
    change(
        owner, f"UPDATE core.entry SET public = '{{\"note\": \"已告诉\"}}' WHERE id = '{row[0]}'"
    )
    assert found(owner) == [("audit_changed", row[0])]
