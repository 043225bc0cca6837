"""A case and what belongs to it: orders, assignments, requests, disputes, changes, refusals."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from seatapp.local.subject_view import SubjectView


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
    told_number: Mapped[str | None]
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
    until_at: Mapped[int | None]
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
    seat_code: Mapped[str | None]
    taken_at: Mapped[int | None]
    typed: Mapped[str | None]
    reason: Mapped[str | None]
    refused_by: Mapped[str | None]
    refused_at: Mapped[int | None]
    handed_by: Mapped[str | None]
    handed_at: Mapped[int | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[int | None]
