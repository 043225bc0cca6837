"""The hotline: calls, callbacks, watch rounds, samples, emergencies and what is owed upwards."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from seatapp.local.subject_view import SubjectView


class CallRow(SubjectView):
    """A telephone call: who rang, what about, and what became of it."""

    __tablename__ = "call_row"

    number: Mapped[str | None]
    call_id: Mapped[str | None]
    line: Mapped[str | None]
    rang_at: Mapped[int | None]
    seconds: Mapped[int | None]
    caller_name_masked: Mapped[str | None]
    caller_phone_masked: Mapped[str | None]
    caller_address_masked: Mapped[str | None]
    caller_key: Mapped[str | None]
    known_as: Mapped[str | None]
    nature: Mapped[str | None]
    urgency: Mapped[str | None]
    matter_code: Mapped[str | None]
    description: Mapped[str | None]
    answer: Mapped[str | None]
    case_ref: Mapped[str | None]
    invalid_reason: Mapped[str | None]
    reason: Mapped[str | None]
    rule_cited: Mapped[str | None]
    doubts: Mapped[list[str] | None]
    note: Mapped[str | None]
    rings: Mapped[int | None]
    taken_by: Mapped[str | None]
    taken_at: Mapped[int | None]


class CallbackRow(SubjectView):
    """A call owed to the person who reported."""

    __tablename__ = "callback_row"

    callback_kind: Mapped[str | None]
    source: Mapped[str | None]
    upper_deadline_at: Mapped[int | None]
    caller_key: Mapped[str | None]
    proof: Mapped[str | None]
    owner: Mapped[str | None]
    urgency: Mapped[str | None]
    result: Mapped[str | None]
    satisfaction: Mapped[str | None]
    solved: Mapped[bool | None]
    news: Mapped[str | None]
    planned_at: Mapped[int | None]
    seat_satisfaction: Mapped[str | None]
    words: Mapped[str | None]
    photos: Mapped[list[str] | None]
    note: Mapped[str | None]
    tries: Mapped[int | None]
    half_days: Mapped[int | None]
    tried_by: Mapped[str | None]
    tried_at: Mapped[int | None]
    late: Mapped[list[str] | None]
    owed_at: Mapped[int | None]
    owed_by: Mapped[str | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class WatchRow(SubjectView):
    """A look at one site where the public speaks, and what was found."""

    __tablename__ = "watch_row"

    number: Mapped[str | None]
    site: Mapped[str | None]
    note: Mapped[str | None]
    case_ref: Mapped[str | None]
    checked_by: Mapped[str | None]
    checked_at: Mapped[int | None]


class SampleRow(SubjectView):
    """Closed cases drawn for callbacks, with everything needed to draw them again."""

    __tablename__ = "sample_row"

    number: Mapped[str | None]
    from_at: Mapped[int | None]
    until_at: Mapped[int | None]
    stratum: Mapped[str | None]
    quota: Mapped[int | None]
    seed: Mapped[str | None]
    population: Mapped[int | None]
    frame: Mapped[str | None]
    cases: Mapped[list[str] | None]
    note: Mapped[str | None]
    drawn_by: Mapped[str | None]
    drawn_at: Mapped[int | None]


class EmergencyRow(SubjectView):
    """An emergency that is reported upwards by telephone and in writing."""

    __tablename__ = "emergency_row"

    number: Mapped[str | None]
    level: Mapped[str | None]
    title: Mapped[str | None]
    occurred_at: Mapped[int | None]
    address: Mapped[str | None]
    source: Mapped[str | None]
    cause: Mapped[str | None]
    course: Mapped[str | None]
    losses: Mapped[str | None]
    scope: Mapped[str | None]
    trend: Mapped[str | None]
    measures: Mapped[str | None]
    next_steps: Mapped[str | None]
    commander: Mapped[str | None]
    contact: Mapped[str | None]
    told: Mapped[str | None]
    note: Mapped[str | None]
    reason: Mapped[str | None]
    call_ref: Mapped[str | None]
    case_ref: Mapped[str | None]
    follow_ups: Mapped[int | None]
    begun_by: Mapped[str | None]
    begun_at: Mapped[int | None]
    phoned_by: Mapped[str | None]
    phoned_at: Mapped[int | None]
    written_by: Mapped[str | None]
    written_at: Mapped[int | None]
    finished_by: Mapped[str | None]
    finished_at: Mapped[int | None]


class NoticeRow(SubjectView):
    """A report on an emergency that is owed by a certain time."""

    __tablename__ = "notice_row"

    urgency: Mapped[str | None]
    late: Mapped[list[str] | None]
    owed_by: Mapped[str | None]
    owed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]
