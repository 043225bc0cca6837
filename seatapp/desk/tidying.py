"""What was typed as it may be stored."""

from __future__ import annotations

from seatapp.domain.entries import Value, Values
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.text import cleaned


def tidied(workflow: Workflow, subject: str, values: Values) -> dict[str, Value]:
    """Values as they may be stored: cleaned texts, single lines in one line, nothing empty.

    None stays: it clears a field.
    """
    found: dict[str, Value] = {}
    for name, value in values.items():
        known = workflow.fields.get((subject, name))
        one_line = known is None or known.type != "text"
        tidy: Value = value
        if isinstance(value, str):
            tidy = _tidy_text(value, one_line)
        elif isinstance(value, list):
            tidy = [text for text in (_tidy_text(item, True) for item in value) if text]
        if tidy != "" and tidy != []:
            found[name] = tidy
    return found


def without_idle_clearing(typed: Values, state: State | None) -> dict[str, Value]:
    """The values without those that would clear what is empty anyway."""
    held = state or {}
    return {
        name: value
        for name, value in typed.items()
        if value is not None or name in held or f"{name}_masked" in held
    }


def _tidy_text(value: str, one_line: bool) -> str:
    whole = cleaned(value)
    return whole.replace("\n", " ").replace("\t", " ") if one_line else whole
