"""The work of a shift: handovers, swaps, attendance, the duty log."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from seatapp.local.subject_view import SubjectView


class HandoverRow(SubjectView):
    """A handover from one person to the next, with both signatures."""

    __tablename__ = "handover_row"

    number: Mapped[str | None]
    duty_post: Mapped[str | None]
    turn: Mapped[str | None]
    border_at: Mapped[int | None]
    counts: Mapped[list[str] | None]
    items: Mapped[list[str] | None]
    answers: Mapped[list[str] | None]
    callbacks: Mapped[list[str] | None]
    attachments: Mapped[list[str] | None]
    remarks: Mapped[str | None]
    content_hash: Mapped[str | None]
    rule_version: Mapped[str | None]
    taker: Mapped[str | None]
    taker_remarks: Mapped[str | None]
    alone: Mapped[str | None]
    addendum: Mapped[str | None]
    reason: Mapped[str | None]
    addenda: Mapped[int | None]
    drafted_by: Mapped[str | None]
    drafted_at: Mapped[int | None]
    signed_out_by: Mapped[str | None]
    signed_out_at: Mapped[int | None]
    signed_in_by: Mapped[str | None]
    signed_in_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class HandoverItemRow(SubjectView):
    """One matter of a handover, and what the taker said to it."""

    __tablename__ = "handover_item_row"

    line: Mapped[str | None]
    note: Mapped[str | None]
    reason: Mapped[str | None]
    ruling: Mapped[str | None]
    ruled_for: Mapped[str | None]
    listed_by: Mapped[str | None]
    listed_at: Mapped[int | None]
    disputed_by: Mapped[str | None]
    disputed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class SwapRow(SubjectView):
    """One turn of duty given to a colleague."""

    __tablename__ = "swap_row"

    given: Mapped[str | None]
    taken: Mapped[str | None]
    absent: Mapped[str | None]
    colleague: Mapped[str | None]
    reason: Mapped[str | None]
    asked_by: Mapped[str | None]
    asked_at: Mapped[int | None]
    agreed_by: Mapped[str | None]
    agreed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class AttendanceRow(SubjectView):
    """One stay of a person at a workstation: log-in, lock, log-out."""

    __tablename__ = "attendance_row"

    seat_code: Mapped[str | None]
    arrived_by: Mapped[str | None]
    arrived_at: Mapped[int | None]
    locked_by: Mapped[str | None]
    locked_at: Mapped[int | None]
    returned_by: Mapped[str | None]
    returned_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class LogNoteRow(SubjectView):
    """A line of the duty log: a note, a fault, a visit or a notice."""

    __tablename__ = "log_note_row"

    log_kind: Mapped[str | None]
    fault_kind: Mapped[str | None]
    words: Mapped[str | None]
    occurred_at: Mapped[int | None]
    ended_at: Mapped[int | None]
    valid_until: Mapped[int | None]
    result: Mapped[str | None]
    attachments: Mapped[list[str] | None]
    addendum: Mapped[str | None]
    reads: Mapped[int | None]
    written_by: Mapped[str | None]
    written_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class PhraseRow(SubjectView):
    """Words that somebody writes again and again, for themselves alone."""

    __tablename__ = "phrase_row"

    words: Mapped[str | None]
    kept_by: Mapped[str | None]
    kept_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]
