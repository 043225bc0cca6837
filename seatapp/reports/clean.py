"""Words as they may stand in a file of an office program: nothing that breaks it or hides in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from seatapp.text import cleaned

_NOT_IN_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HIDDEN = re.compile("[\u200b\u2060\ufeff\u00ad]")


def paper_text(raw: str) -> str:
    """`raw` without control characters, half characters, and marks that turn or hide text.

    XML 1.0 forbids the first two; a mark that turns the direction of writing would make a number
    or a name read differently on paper.
    """
    whole = _NOT_IN_XML.sub("\ufffd", cleaned(raw))
    return _HIDDEN.sub("", _DIRECTIONS.sub("", whole))


def paper_facts(value: Any) -> Any:
    """`value` with every text in it, at whatever depth, as `paper_text` has it."""
    if isinstance(value, str):
        return paper_text(value)
    if isinstance(value, Mapping):
        return {str(name): paper_facts(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [paper_facts(part) for part in value]
    return value
