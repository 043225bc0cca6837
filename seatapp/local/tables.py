"""The tables of the seat's own file as SQLAlchemy knows them; `db/replica` creates them.

The tables of subjects are in `subject_tables`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Local(DeclarativeBase):
    """Everything that the file holds."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        list[str]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }


def table_of(row: type[Local]) -> Table:
    """The table behind a class."""
    return Local.metadata.tables[row.__tablename__]


class Meta(Local):
    """Single facts about this file: seat, epoch, last serial numbers."""

    __tablename__ = "meta"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class LedgerRow(Local):
    """An entry of this seat, kept as it was signed, and what the centre said about it."""

    __tablename__ = "ledger"

    position: Mapped[int] = mapped_column(primary_key=True)
    q: Mapped[int | None] = mapped_column(unique=True)
    id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    subject_id: Mapped[str]
    root: Mapped[str]
    step: Mapped[str]
    author: Mapped[str]
    claimed_at: Mapped[int]
    body: Mapped[str]
    mac: Mapped[str]
    unsent: Mapped[bool]
    verdict: Mapped[str]
    code: Mapped[str | None]
    field: Mapped[str | None]
    n: Mapped[int | None]
    received_at: Mapped[int | None]
    head: Mapped[str | None]
    closed_how: Mapped[str | None]
    closed_reason: Mapped[str | None]
    closed_at: Mapped[int | None]
    origin: Mapped[str | None]
    receipt: Mapped[str | None]


class ReachRow(Local):
    """A root that an entry changes besides its own, while it is pending."""

    __tablename__ = "reach"

    entry_id: Mapped[str] = mapped_column(primary_key=True)
    root: Mapped[str] = mapped_column(primary_key=True)


class BaseRow(Local):
    """A subject as the centre had it last."""

    __tablename__ = "base"

    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    root: Mapped[str]
    n: Mapped[int]
    row: Mapped[dict[str, Any]]


class LentRow(Local):
    """A subject as a packet told it, until this workstation has read its area itself."""

    __tablename__ = "lent"

    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    root: Mapped[str]
    area: Mapped[str]
    n: Mapped[int]
    row: Mapped[dict[str, Any]]


class RowScope(Local):
    """Through which scope a row came."""

    __tablename__ = "row_scope"

    scope: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)


class StoryRow(Local):
    """An accepted entry of the history, without anything personal."""

    __tablename__ = "story"

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[str]
    root: Mapped[str]
    step: Mapped[str]
    author: Mapped[str]
    post: Mapped[str]
    claimed_at: Mapped[str]
    received_at: Mapped[int]
    counts_at: Mapped[int]
    n: Mapped[int]
    values: Mapped[dict[str, Any]]
    cause: Mapped[str | None]


class ReferenceRow(Local):
    """A row of a list that rules look things up in."""

    __tablename__ = "reference"

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    row: Mapped[dict[str, Any]]


class CursorRow(Local):
    """How far a scope has been read, and when it was last asked for."""

    __tablename__ = "cursor"

    scope: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    id: Mapped[str]
    used_at: Mapped[int]


class ContactRow(Local):
    """Full personal values of a root that came for one person only."""

    __tablename__ = "contact"

    scope: Mapped[str] = mapped_column(primary_key=True)
    root: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int]
    row: Mapped[dict[str, Any]]


class DraftRow(Local):
    """What a person typed and has not taken yet."""

    __tablename__ = "draft"

    person: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[int]


class KeptEditionRow(Local):
    """The last frozen edition of a period that a person saw here."""

    __tablename__ = "kept_edition"

    person: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]


class GrantedRow(Local):
    """A scope that a person may see; `area` is the code of an `area:` scope, else empty."""

    __tablename__ = "granted"

    person: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str]


class HeldRow(Local):
    """A post that a person holds, with the prefix of its area."""

    __tablename__ = "held"

    person: Mapped[str] = mapped_column(primary_key=True)
    post: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)


class FollowedRow(Local):
    """A case that a person keeps an eye on."""

    __tablename__ = "followed"

    person: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True)
    since_at: Mapped[int]


class PhotoOwed(Local):
    """A photo that an entry of this seat names and the centre does not have yet."""

    __tablename__ = "photo_owed"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(primary_key=True)


class PhotoFact(Local):
    """What was measured in a photo when it was looked at on this workstation."""

    __tablename__ = "photo_fact"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    phash: Mapped[int | None]
    facts: Mapped[dict[str, Any]]


class PhotoUse(Local):
    """A case that shows a photo; the triggers of `case_row` keep these rows."""

    __tablename__ = "photo_use"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True)


class ExportRow(Local):
    """A file that somebody took out of the program here."""

    __tablename__ = "export"

    number: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    person: Mapped[str]
    begun_at: Mapped[int]
    finished_at: Mapped[int | None]
    file_name: Mapped[str | None]
    lines: Mapped[int | None]
    sha256: Mapped[str | None]
