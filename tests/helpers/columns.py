"""What each subject's columns must be, by `fields.csv`: shared by the proofs of both sides."""

from __future__ import annotations

from collections.abc import Mapping

from seatapp.domain.fold import SPINE
from seatapp.domain.running_clock import CLOCK, DUE
from seatapp.domain.workflow import HANDED, Field, Workflow

TEXTS, NUMBERS, FLAGS, LISTS = "text", "number", "flag", "list"

KINDS: Mapping[str, str] = {
    **dict.fromkeys(("line", "text", "choice", "ref", "id"), TEXTS),
    **dict.fromkeys(("integer", "time"), NUMBERS),
    "boolean": FLAGS,
    **dict.fromkeys(("list", "lines", "photos"), LISTS),
}

_NUMBERS = ("clock_limit", "clock_used", "clock_since", DUE)


def expected_columns(workflow: Workflow, subject: str) -> dict[str, str]:
    """Name and kind of every column of a subject: spine, clock, and fields that are not personal.

    The spine's `subject` is the table itself.
    """
    common = [name for name in (*SPINE, *CLOCK, DUE) if name != "subject"]
    columns = {name: NUMBERS if name in _NUMBERS else TEXTS for name in common}
    return columns | {
        field.name: KINDS[field.type] for field in workflow.fields_of(subject) if _stands(field)
    }


def _stands(field: Field) -> bool:
    """Personal values, and those that are handed on, never stand in a row."""
    return not field.personal and field.origin != HANDED
