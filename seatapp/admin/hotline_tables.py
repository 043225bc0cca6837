"""Tables that an operator looks things up in: knowledge base, watch sites, emergency directories.

Each is a table, CSV or a workbook's sheet; `resources/demo` shows the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from seatapp.admin.cells import Cells
from seatapp.admin.reference_rows import Gathered, Row, read_rows
from seatapp.text import _

TEXT_MAX = 2000
FILES = {
    "knowledge": "knowledge.csv",
    "watch_site": "watch_sites.csv",
    "duty_contact": "duty_contacts.csv",
    "hazard": "hazards.csv",
    "shelter": "shelters.csv",
}
"""The file of each list in the folder of a city."""


def read_list(kind: str, path: Path) -> Gathered:
    """The rows of one of the lists of `FILES`.

    Raises:
        InputFileError: The file cannot be read as a whole.
    """
    return read_rows(kind, path, _BUILDERS[kind])


def _knowledge(cells: Cells) -> tuple[str, Row]:
    """Columns: code, name, text, keywords (`a|b`), posts (`a|b`, empty for all), rule."""
    row = {
        "name": cells.text("name", 120),
        "text": cells.optional("text", TEXT_MAX),
        "aliases": cells.parts("keywords"),
        "posts": cells.parts("posts"),
        "rule": cells.optional("rule", 200),
    }
    return cells.text("code", 60), row


def _watch_site(cells: Cells) -> tuple[str, Row]:
    """Columns: code, name, url, hours (how often it is looked at), source (of cases from there)."""
    row = {
        "name": cells.text("name", 60),
        "url": cells.optional("url", 300),
        "hours": cells.whole("hours"),
        "source": cells.optional("source", 40),
    }
    return cells.text("code", 60), row


def _duty_contact(cells: Cells) -> tuple[str, Row]:
    """Columns: code, name, duty, unit, phone, hours, area. Office numbers only."""
    row = {
        "name": cells.text("name", 60),
        "beside": cells.text("phone", 40),
        "duty": cells.optional("duty", 120),
        "unit": cells.optional("unit", 60),
        "hours": cells.optional("hours", 60),
        "area": _area(cells),
    }
    return cells.text("code", 60), row


def _place(cells: Cells) -> tuple[str, Row]:
    """Columns: code, name, kind, address, area, unit, capacity, note."""
    row = {
        "name": cells.text("name", 80),
        "beside": cells.optional("address", 200),
        "kind": cells.optional("kind", 60),
        "unit": cells.optional("unit", 60),
        "capacity": cells.optional("capacity", 20),
        "note": cells.optional("note", 500),
        "area": _area(cells),
    }
    return cells.text("code", 60), row


def _area(cells: Cells) -> str:
    return cells.matching("area", r"[0-9]{6}", _("应为 6 位区划代码。"))


_BUILDERS: Mapping[str, Callable[[Cells], tuple[str, Row]]] = {
    "knowledge": _knowledge,
    "watch_site": _watch_site,
    "duty_contact": _duty_contact,
    "hazard": _place,
    "shelter": _place,
}
