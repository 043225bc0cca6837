"""The `*_row` tables of the seat's file, which hold what screens read: one view table a subject.

Their columns are those of `fields.csv`, the spine and the clock of every state, and three of their
own: `key` (a stable local number), `open` (not in a terminal stage) and `pending` (an entry of this
seat is not settled yet). A test proves that their classes, the SQL and `fields.csv` agree.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Table

from seatapp.local.assessment_tables import (
    FindingRow,
    MaterialRow,
    MistakeRow,
)
from seatapp.local.case_tables import (
    AssignmentRow,
    CaseRow,
    ComponentChangeRow,
    CoTaskRow,
    DisputeRow,
    InspectionRow,
    RefusalRow,
    RequestRow,
    VerificationRow,
)
from seatapp.local.hotline_tables import (
    CallbackRow,
    CallRow,
    EmergencyRow,
    NoticeRow,
    SampleRow,
    WatchRow,
)
from seatapp.local.shift_tables import (
    AttendanceRow,
    HandoverItemRow,
    HandoverRow,
    LogNoteRow,
    PhraseRow,
    SwapRow,
)
from seatapp.local.tables import table_of

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
        ("phrase", PhraseRow),
    )
}
"""The view table of each subject."""

ROOTS = frozenset(
    {
        *("case", "handover", "swap", "attendance", "log_note"),
        *("call", "emergency", "watch", "sample", "finding", "material", "component_change"),
        *("refusal", "phrase"),
    }
)
"""The subjects that stand by themselves, by `subjects.csv`."""
