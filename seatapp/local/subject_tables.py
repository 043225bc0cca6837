"""The `*_row` tables of the seat's file, which hold what screens read.

Their columns are those of `fields.csv`, the spine and the clock of every state, and three of their
own: `key` (a stable local number), `open` (not in a terminal stage) and `pending` (an entry of this
seat is not settled yet). A test proves that these classes, the SQL and `fields.csv` agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table
from sqlalchemy.orm import Mapped, mapped_column

from seatapp.local.tables import Local, table_of


class SubjectView(Local):
    """What every view table has: key, spine, clock, `open` and `pending`."""

    __abstract__ = True

    key: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    root: Mapped[str]
    area: Mapped[str | None]
    stage: Mapped[str]
    fresh: Mapped[str | None]
    clock: Mapped[str | None]
    clock_limit: Mapped[int | None]
    clock_basis: Mapped[str | None]
    clock_used: Mapped[int | None]
    clock_since: Mapped[int | None]
    clock_calendar: Mapped[str | None]
    due_at: Mapped[int | None]
    open: Mapped[bool]
    pending: Mapped[bool]


class CaseRow(SubjectView):
    """A case as the seat sees it now."""

    __tablename__ = "case_row"

    case_kind: Mapped[str | None]
    source: Mapped[str | None]
    source_system: Mapped[str | None]
    external_id: Mapped[str | None]
    upper_deadline_at: Mapped[int | None]
    acceptance_number: Mapped[str | None]
    case_number: Mapped[str | None]
    description: Mapped[str | None]
    class_code: Mapped[str | None]
    component_code: Mapped[str | None]
    matter_code: Mapped[str | None]
    category_text: Mapped[str | None]
    nature: Mapped[str | None]
    urgency: Mapped[str | None]
    address: Mapped[str | None]
    area: Mapped[str | None]
    grid_code: Mapped[str | None]
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    datum: Mapped[str | None]
    collector: Mapped[str | None]
    photos_before: Mapped[list[str] | None]
    photos_after: Mapped[list[str] | None]
    occurred_at: Mapped[int | None]
    caller_name_masked: Mapped[str | None]
    caller_phone_masked: Mapped[str | None]
    caller_address_masked: Mapped[str | None]
    caller_key: Mapped[str | None]
    caller_told: Mapped[bool | None]
    until_at: Mapped[int | None]
    extensions: Mapped[int | None]
    send_backs: Mapped[int | None]
    deferrals: Mapped[int | None]
    appeals: Mapped[int | None]
    excused: Mapped[str | None]
    standard: Mapped[str | None]
    original_limit: Mapped[int | None]
    granted_total: Mapped[int | None]
    link: Mapped[str | None]
    author_handle_masked: Mapped[str | None]
    promised_at: Mapped[int | None]
    sample: Mapped[str | None]
    unit: Mapped[str | None]
    suggested_unit: Mapped[str | None]
    rule_cited: Mapped[str | None]
    danger: Mapped[str | None]
    ratified: Mapped[str | None]
    verified: Mapped[str | None]
    inspected: Mapped[str | None]
    question: Mapped[str | None]
    missing: Mapped[str | None]
    override_reason: Mapped[str | None]
    merged_into: Mapped[str | None]
    linked_to: Mapped[str | None]
    checks: Mapped[list[str] | None]
    checks_version: Mapped[str | None]
    answer: Mapped[str | None]
    response: Mapped[str | None]
    handed_back_at: Mapped[int | None]
    hand_back_proof: Mapped[list[str] | None]
    late_reason: Mapped[str | None]
    escalated_to: Mapped[str | None]
    demand_met: Mapped[bool | None]
    opinion: Mapped[str | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    letter_kind: Mapped[str | None]
    letter_to: Mapped[str | None]
    addressee: Mapped[str | None]
    letter_text: Mapped[str | None]
    reply_by_at: Mapped[int | None]
    letter_number: Mapped[str | None]
    doubts: Mapped[list[str] | None]
    reworks: Mapped[int | None]
    urges: Mapped[int | None]
    demands: Mapped[int | None]
    letters: Mapped[int | None]
    escalations: Mapped[int | None]
    late: Mapped[list[str] | None]
    reported_by: Mapped[str | None]
    reported_at: Mapped[int | None]
    prefiled_by: Mapped[str | None]
    prefiled_at: Mapped[int | None]
    filed_by: Mapped[str | None]
    filed_at: Mapped[int | None]
    dispatched_by: Mapped[str | None]
    dispatched_at: Mapped[int | None]
    responded_by: Mapped[str | None]
    responded_at: Mapped[int | None]
    inspected_by: Mapped[str | None]
    inspected_at: Mapped[int | None]
    checked_by: Mapped[str | None]
    checked_at: Mapped[int | None]
    escalated_by: Mapped[str | None]
    escalated_at: Mapped[int | None]
    sampled_by: Mapped[str | None]
    sampled_at: Mapped[int | None]
    closed_by: Mapped[str | None]
    closed_at: Mapped[int | None]


class VerificationRow(SubjectView):
    """A check of a report before filing, ordered from a collector."""

    __tablename__ = "verification_row"

    collector: Mapped[str | None]
    question: Mapped[str | None]
    urgency: Mapped[str | None]
    photos: Mapped[list[str] | None]
    note: Mapped[str | None]
    late: Mapped[list[str] | None]
    ordered_by: Mapped[str | None]
    ordered_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class InspectionRow(SubjectView):
    """A check of the result before closing, ordered from a collector."""

    __tablename__ = "inspection_row"

    collector: Mapped[str | None]
    question: Mapped[str | None]
    urgency: Mapped[str | None]
    photos: Mapped[list[str] | None]
    note: Mapped[str | None]
    late: Mapped[list[str] | None]
    ordered_by: Mapped[str | None]
    ordered_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class AssignmentRow(SubjectView):
    """A case in the hands of a unit."""

    __tablename__ = "assignment_row"

    unit: Mapped[str | None]
    rule_cited: Mapped[str | None]
    urgency: Mapped[str | None]
    note: Mapped[str | None]
    late: Mapped[list[str] | None]
    sent_by: Mapped[str | None]
    sent_at: Mapped[int | None]
    receipted_by: Mapped[str | None]
    receipted_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class RequestRow(SubjectView):
    """What a unit asks of the shift leader: extension, send-back, deferral, appeal, voiding."""

    __tablename__ = "request_row"

    request_kind: Mapped[str | None]
    unit: Mapped[str | None]
    urgency: Mapped[str | None]
    asked_minutes: Mapped[int | None]
    asked_until: Mapped[int | None]
    asked_unit: Mapped[str | None]
    reason: Mapped[str | None]
    scans: Mapped[list[str] | None]
    grants_before: Mapped[int | None]
    due_before: Mapped[int | None]
    original_limit: Mapped[int | None]
    granted_minutes: Mapped[int | None]
    granted_until: Mapped[int | None]
    opinion: Mapped[str | None]
    acting_for: Mapped[str | None]
    note: Mapped[str | None]
    late: Mapped[list[str] | None]
    requested_by: Mapped[str | None]
    requested_at: Mapped[int | None]
    endorsed_by: Mapped[str | None]
    endorsed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class CoTaskRow(SubjectView):
    """What a second unit was asked to do about a case."""

    __tablename__ = "co_task_row"

    unit: Mapped[str | None]
    urgency: Mapped[str | None]
    note: Mapped[str | None]
    response: Mapped[str | None]
    photos: Mapped[list[str] | None]
    handed_back_at: Mapped[int | None]
    late: Mapped[list[str] | None]
    asked_by: Mapped[str | None]
    asked_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


class DisputeRow(SubjectView):
    """A quarrel about which unit is responsible for a case, until it is ruled."""

    __tablename__ = "dispute_row"

    unit: Mapped[str | None]
    claimed_unit: Mapped[str | None]
    urgency: Mapped[str | None]
    reason: Mapped[str | None]
    opinion: Mapped[str | None]
    opinion_unit: Mapped[str | None]
    ruled_unit: Mapped[str | None]
    rule_cited: Mapped[str | None]
    ruling: Mapped[str | None]
    note: Mapped[str | None]
    opinions: Mapped[int | None]
    late: Mapped[list[str] | None]
    opened_by: Mapped[str | None]
    opened_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


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


class ComponentChangeRow(SubjectView):
    """A change of a component that a collector found."""

    __tablename__ = "component_change_row"

    late: Mapped[list[str] | None]
    number: Mapped[str | None]
    change_kind: Mapped[str | None]
    component_code: Mapped[str | None]
    component_name: Mapped[str | None]
    new_code: Mapped[str | None]
    collector: Mapped[str | None]
    found_at: Mapped[int | None]
    case_ref: Mapped[str | None]
    address: Mapped[str | None]
    lat_e7: Mapped[int | None]
    lon_e7: Mapped[int | None]
    datum: Mapped[str | None]
    photos: Mapped[list[str] | None]
    note: Mapped[str | None]
    reason: Mapped[str | None]
    noted_by: Mapped[str | None]
    noted_at: Mapped[int | None]
    passed_by: Mapped[str | None]
    passed_at: Mapped[int | None]
    stored_by: Mapped[str | None]
    stored_at: Mapped[int | None]


class NoticeRow(SubjectView):
    """A report on an emergency that is owed by a certain time."""

    __tablename__ = "notice_row"

    urgency: Mapped[str | None]
    late: Mapped[list[str] | None]
    owed_by: Mapped[str | None]
    owed_at: Mapped[int | None]
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


class RefusalRow(SubjectView):
    """A step that the centre did not accept, standing before its author and the shift leader."""

    __tablename__ = "refusal_row"

    owner: Mapped[str | None]
    refused_entry: Mapped[str | None]
    follows: Mapped[str | None]
    about: Mapped[str | None]
    about_id: Mapped[str | None]
    about_root: Mapped[str | None]
    about_step: Mapped[str | None]
    code: Mapped[str | None]
    about_field: Mapped[str | None]
    taken_at: Mapped[int | None]
    typed: Mapped[str | None]
    reason: Mapped[str | None]
    refused_by: Mapped[str | None]
    refused_at: Mapped[int | None]
    handed_by: Mapped[str | None]
    handed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]


VIEWS: Mapping[str, Table] = {
    subject: table_of(row)
    for subject, row in (
        ("case", CaseRow),
        ("verification", VerificationRow),
        ("inspection", InspectionRow),
        ("assignment", AssignmentRow),
        ("callback", CallbackRow),
        ("request", RequestRow),
        ("handover", HandoverRow),
        ("handover_item", HandoverItemRow),
        ("swap", SwapRow),
        ("attendance", AttendanceRow),
        ("log_note", LogNoteRow),
        ("call", CallRow),
        ("emergency", EmergencyRow),
        ("notice", NoticeRow),
        ("watch", WatchRow),
        ("sample", SampleRow),
        ("mistake", MistakeRow),
        ("finding", FindingRow),
        ("material", MaterialRow),
        ("co_task", CoTaskRow),
        ("dispute", DisputeRow),
        ("component_change", ComponentChangeRow),
        ("refusal", RefusalRow),
    )
}
"""The view table of each subject."""

ROOTS = frozenset(
    {
        *("case", "handover", "swap", "attendance", "log_note"),
        *("call", "emergency", "watch", "sample", "finding", "material", "component_change"),
        "refusal",
    }
)
"""The subjects that stand by themselves, by `subjects.csv`."""
