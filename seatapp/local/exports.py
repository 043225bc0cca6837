"""What was taken out of the program as a file: a number for each, who took it, and what it holds.

A number is given before the file is made and never twice; an export that was called off or
failed stays in the log as not finished.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from seatapp.local.tables import ExportRow, table_of
from seatapp.local.writing import Writing

_export = table_of(ExportRow)


@dataclass(frozen=True)
class Export:
    """One file that was taken out. `finished_at` is None unless it stands on a disk.

    `lines` counts the rows of a register, and is None for a letter; `sha256` is that of the file.
    """

    number: str
    kind: str
    title: str
    person: str
    begun_at: int
    finished_at: int | None
    file_name: str | None
    lines: int | None
    sha256: str | None


def begin(writing: Writing, number: str, kind: str, title: str, person: str, at: int) -> None:
    """Somebody begins to take something out."""
    row = {"number": number, "kind": kind, "title": title, "person": person, "begun_at": at}
    writing.connection.execute(insert(_export), row)


def next_export(writing: Writing, day: str) -> int:
    """The next serial number of the exports of `day`, from 1."""
    return writing.count_up(f"export:{day}")


def finish(writing: Writing, number: str, outcome: Mapping[str, Any]) -> None:
    """The file stands on a disk: `finished_at`, `file_name`, `lines` and `sha256`."""
    writing.connection.execute(update(_export).where(_export.c.number == number).values(**outcome))


def listed_exports(connection: Connection, limit: int) -> list[Export]:
    """The last exports of this workstation, newest first."""
    rows = select(_export).order_by(_export.c.begun_at.desc(), _export.c.number.desc())
    return [Export(**row) for row in connection.execute(rows.limit(limit)).mappings()]
