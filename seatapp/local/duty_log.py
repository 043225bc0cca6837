"""The duty log: its lines with what was added to them, and who has seen a notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, func, or_, select

from seatapp.domain.entries import entry_of
from seatapp.domain.references import State
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import LedgerRow, StoryRow, table_of
from seatapp.local.view_rows import state_of
from seatapp.local.writing import PENDING

FOUND = 500
"""Lines of the duty log that a search answers at most."""

_ledger = table_of(LedgerRow).c
_story = table_of(StoryRow).c
_note = VIEWS["log_note"].c
_happened_at = func.coalesce(_note.occurred_at, _note.written_at)


class Added(NamedTuple):
    """Who took a step that adds to something, when, and the words; they may be empty."""

    author: str
    at: int
    words: str


@dataclass(frozen=True)
class LogLine:
    """A line of the duty log.

    `readers` are the people who have seen a notice, with the time; `attachments` are photos by
    their SHA-256; `state` is the line as the rules see it.
    """

    id: str
    stage: str
    kind: str
    words: str
    written_by: str
    written_at: int
    occurred_at: int
    ended_at: int | None
    valid_until: int | None
    result: str
    addenda: tuple[Added, ...]
    readers: tuple[tuple[str, int], ...]
    attachments: tuple[str, ...]
    pending: bool
    state: State


def log_lines(
    connection: Connection, areas: Sequence[str], *wanted: ColumnElement[bool], newest: int = -1
) -> list[LogLine]:
    """The lines in these areas of which all of `wanted` is true, oldest first.

    With `newest` only so many of the latest.
    """
    rows = select(VIEWS["log_note"]).where(_note.area.in_(areas), *wanted)
    latest = rows.order_by(_happened_at.desc(), _note.key.desc()).limit(newest)
    found = connection.execute(latest).mappings().all()[::-1]
    ids = [row["id"] for row in found]
    added = added_by(connection, ids, "amend_note")
    seen = added_by(connection, ids, "read_notice")
    return [_line(row, added, seen) for row in found]


def happened(since: int, until: int) -> ColumnElement[bool]:
    """Whether a line is about a span of time (since 1970, the end not included)."""
    return (_happened_at >= since) & (_happened_at < until)


def holding(text: str) -> ColumnElement[bool]:
    """Whether a line holds a text; every line holds an empty one."""
    wanted = text.strip()
    places = (_note.words, _note.result, _note.addendum)
    held = or_(*(func.instr(column, wanted) > 0 for column in places))
    return held if wanted else _note.id.is_not(None)


def standing() -> ColumnElement[bool]:
    """Whether a line is a fault that has not ended, or a notice that stands."""
    return _note.open.is_(True)


def added_by(connection: Connection, ids: Sequence[str], step: str) -> dict[str, tuple[Added, ...]]:
    """Who took `step` on these subjects, when, and the words added, the accepted ones first."""
    found: dict[str, list[Added]] = {}
    told = select(_story.id, _story.subject_id, _story.author, _story.received_at, _story["values"])
    accepted = connection.execute(
        told.where(_story.root.in_(ids), _story.step == step).order_by(_story.n)
    ).all()
    for _entry, subject_id, author, at, values in accepted:
        found.setdefault(subject_id, []).append(
            Added(author, at, str(values.get("addendum") or ""))
        )
    known = {row[0] for row in accepted}
    own = select(_ledger.id, _ledger.claimed_at, _ledger.body).where(
        _ledger.root.in_(ids), _ledger.step == step, _ledger.verdict == PENDING
    )
    for entry_id, at, body in connection.execute(own.order_by(_ledger.position)):
        if entry_id not in known:
            entry = entry_of(body)
            words = str(entry.values.get("addendum") or "")
            found.setdefault(entry.subject_id, []).append(Added(entry.author, at, words))
    return {subject_id: tuple(words) for subject_id, words in found.items()}


def _line(
    row: RowMapping,
    added: Mapping[str, tuple[Added, ...]],
    seen: Mapping[str, tuple[Added, ...]],
) -> LogLine:
    first: dict[str, int] = {}
    for person, at, _nothing in seen.get(row["id"], ()):
        first.setdefault(person, at)
    written = int(row["written_at"] or 0)
    return LogLine(
        id=row["id"],
        stage=row["stage"],
        kind=str(row["fault_kind"] or row["log_kind"] or ""),
        words=str(row["words"] or ""),
        written_by=str(row["written_by"] or ""),
        written_at=written,
        occurred_at=row["occurred_at"] or written,
        ended_at=row["ended_at"] or (row["settled_at"] if row["stage"] == "ended" else None),
        valid_until=row["valid_until"],
        result=str(row["result"] or ""),
        addenda=added.get(row["id"], ()),
        readers=tuple(first.items()),
        attachments=tuple(row["attachments"] or ()),
        pending=bool(row["pending"]),
        state=state_of("log_note", row),
    )
