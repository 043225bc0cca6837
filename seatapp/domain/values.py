"""Whether what was typed may stand in a field. The centre's `core.items_of` asks the same."""

from __future__ import annotations

import re
from collections.abc import Collection

from seatapp.domain.entries import Entry, Value
from seatapp.domain.references import References
from seatapp.domain.workflow import Field, Workflow

ITEMS = 50
LINES = 500
"""How many texts a field of type `list` and one of type `lines` can hold."""

YEAR_2100 = 4_102_444_800
_SHA256 = re.compile(r"[0-9a-f]{64}")
_IDENTIFIER = re.compile("-".join(f"[0-9a-f]{{{length}}}" for length in (8, 4, 4, 4, 12)))


def value_fault(
    workflow: Workflow, field: Field, value: Value, references: References
) -> str | None:
    """`bad_value` or `unknown_reference` when `value` may not stand in `field`, else None."""
    if field.type == "choice":
        known = isinstance(value, str) and (field.of, value) in workflow.choices
        return None if known else "bad_value"
    if field.type == "ref":
        return _reference_fault(field, value, references)
    return None if _fits(field, value) else "bad_value"


def photos_named(workflow: Workflow, entry: Entry) -> list[str]:
    """The photos (SHA-256 in hex) that an entry names, each once.

    What is no digest is left out: an entry may come from anywhere.
    """
    found: dict[str, None] = {}
    for name, value in entry.values.items():
        field = workflow.fields.get((entry.subject, name))
        if field is not None and field.type == "photos" and isinstance(value, list):
            found |= dict.fromkeys(item for item in value if _is_digest(item))
    return list(found)


def _reference_fault(field: Field, value: Value, references: References) -> str | None:
    if not isinstance(value, str) or not 0 < len(value) <= 60:
        return "bad_value"
    return None if references.get(field.of, value) is not None else "unknown_reference"


def _fits(field: Field, value: Value) -> bool:
    if field.type == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if field.type == "integer":
        return isinstance(value, int) and abs(value) <= field.maximum
    if field.type == "time":
        return isinstance(value, int) and 0 < value < YEAR_2100
    if field.type == "id":
        return isinstance(value, str) and _IDENTIFIER.fullmatch(value) is not None
    if field.type in ("list", "lines", "photos"):
        return isinstance(value, list) and _items_fit(field, value)
    return isinstance(value, str) and 0 < len(value) <= field.maximum


def _items_fit(field: Field, items: Collection[object]) -> bool:
    if field.type == "photos":
        whole = all(map(_is_digest, items))
        return whole and len(items) <= field.maximum and len(set(items)) == len(items)
    whole = all(isinstance(item, str) and 0 < len(item) <= field.maximum for item in items)
    return whole and len(items) <= (ITEMS if field.type == "list" else LINES)


def _is_digest(item: object) -> bool:
    return isinstance(item, str) and _SHA256.fullmatch(item) is not None
