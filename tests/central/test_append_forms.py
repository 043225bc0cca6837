"""What is not written as an entry has to be: refused for itself, or with all that came along."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest

from seatapp.domain.entries import body_of, canonical
from seatapp.errors import CentreRefused
from seatapp.ids import derived_id, new_id
from tests.helpers.seat_line import (
    SeatLine,
    codes,
    grid_report,
)


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
