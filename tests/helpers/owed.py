"""What the tests of owed calls share: a phoned case, missed calls, and the rows that follow."""

from __future__ import annotations

from collections.abc import Iterable

from seatapp.domain.entries import Entry, Value
from seatapp.domain.references import State
from tests.helpers.seat_line import SeatLine, codes

MISSED: dict[str, Value] = {
    "area": "999001",
    "caller_phone": "19900001234",
    "rang_at": 1_795_000_000,
}
PHONED: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "acceptance_number": "A01-1",
    "area": "999001",
    "urgency": "normal",
    "description": "路灯不亮。",
    "caller_phone": "19900001234",
}


def callbacks(states: Iterable[State]) -> list[State]:
    """The owed calls among states."""
    return [state for state in states if state["subject"] == "callback"]


def sent(line: SeatLine, *entries: Entry) -> list[State]:
    """The rows after entries that must be accepted."""
    answer = line.send(*entries)
    assert set(codes(answer)) <= {"applied"}, codes(answer)
    return [row.row for row in answer.rows]


def missed(line: SeatLine, amount: int, **more: Value) -> list[State]:
    """So many missed calls of one number; the duties that follow."""
    values = {**MISSED, **more}
    entries = [line.entry("miss_call", values, subject="call") for _ in range(amount)]
    return callbacks(sent(line, *entries))


def taking(line: SeatLine, duty: State, **more: Value) -> Entry:
    """Taking a duty oneself."""
    values: dict[str, Value] = {"owner": line.person, **more}
    return line.entry("take_callback", values, duty, subject="callback")
