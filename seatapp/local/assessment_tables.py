"""What is assessed: errors that were marked, findings of checks, papers that were due."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from seatapp.local.subject_view import SubjectView


class MistakeRow(SubjectView):
    """An error in how a case was worked, confirmed by somebody with evidence."""

    __tablename__ = "mistake_row"

    mistake_kind: Mapped[str | None]
    words: Mapped[str | None]
    person: Mapped[str | None]
    collector: Mapped[str | None]
    photos: Mapped[list[str] | None]
    appeal: Mapped[str | None]
    opinion: Mapped[str | None]
    marked_by: Mapped[str | None]
    marked_at: Mapped[int | None]
    appealed_by: Mapped[str | None]
    appealed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class FindingRow(SubjectView):
    """What a check of a contractor, a unit or a room found, or points given by hand."""

    __tablename__ = "finding_row"

    number: Mapped[str | None]
    month: Mapped[str | None]
    about: Mapped[str | None]
    about_code: Mapped[str | None]
    outcome: Mapped[str | None]
    rule: Mapped[str | None]
    times: Mapped[int | None]
    points: Mapped[int | None]
    amount: Mapped[int | None]
    words: Mapped[str | None]
    photos: Mapped[list[str] | None]
    occurred_at: Mapped[int | None]
    appeal: Mapped[str | None]
    opinion: Mapped[str | None]
    recorded_by: Mapped[str | None]
    recorded_at: Mapped[int | None]
    disputed_by: Mapped[str | None]
    disputed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class MaterialRow(SubjectView):
    """A paper that is due to somebody above: written, reviewed and sent."""

    __tablename__ = "material_row"

    number: Mapped[str | None]
    material: Mapped[str | None]
    period: Mapped[str | None]
    addressee: Mapped[str | None]
    note: Mapped[str | None]
    opinion: Mapped[str | None]
    submitted_by: Mapped[str | None]
    submitted_at: Mapped[int | None]
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[int | None]
    sent_by: Mapped[str | None]
    sent_at: Mapped[int | None]
