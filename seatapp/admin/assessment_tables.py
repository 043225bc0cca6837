"""Tables by which units, contractors and rooms are assessed, and papers that are due.

Each is a table, CSV or a workbook's sheet; `resources/demo` shows the columns and
`seatapp/domain/assessment.py` says what the methods mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import Gathered, Row, read_rows
from seatapp.domain.assessment import ABOUT, METHODS
from seatapp.domain.materials import EVERY
from seatapp.domain.tables import load_workflow
from seatapp.text import _

FILES = {
    "assess_rule": "assess_rules.csv",
    "contract": "contracts.csv",
    "material": "materials.csv",
}
"""The file of each table in the folder of a city."""

DECIMAL = r"-?[0-9]{1,9}(\.[0-9]{1,4})?"
FREQUENCIES = ("daily", "weekly", "monthly", "halfyear")
CODE = r"[A-Za-z0-9_.]{1,60}"


def read_assessment(kind: str, path: Path) -> Gathered:
    """The rows of one of the tables of `FILES`.

    Raises:
        InputFileError: The file cannot be read as a whole.
    """
    return read_rows(kind, path, _BUILDERS[kind]())


def _assess_rule() -> Callable[[Cells], tuple[str, Row]]:
    places: Iterator[int] = count(1)

    def one(cells: Cells) -> tuple[str, Row]:
        method = cells.choice("method", {name: name for name in METHODS})
        row: Row = {
            "order": next(places),
            "scheme": cells.text("scheme", 40),
            "version": cells.text("version", 40),
            "about": cells.choice("about", {name: name for name in ABOUT}),
            "item": cells.optional("item", 60),
            "name": cells.text("name", 120),
            "method": method,
            "of": cells.optional("of", 40),
            "action": cells.optional("action", 200),
            "text": cells.optional("text", 300),
            "title": cells.optional("title", 40),
            **{name: _decimal(cells, name) for name in ("weight", "floor", "step", "per")},
            **{name: _decimal(cells, name) for name in ("streak", "streak_per")},
        }
        if method == "inspect":
            row["frequency"] = cells.choice("frequency", {name: name for name in FREQUENCIES})
        return cells.matching("code", CODE, _("应为字母、数字、点或下划线。")), row

    return one


def _contract() -> Callable[[Cells], tuple[str, Row]]:
    def one(cells: Cells) -> tuple[str, Row]:
        row: Row = {
            "name": cells.text("name", 80),
            "contractor": cells.optional("contractor", 80),
            "scheme": cells.text("scheme", 40),
            "teams": cells.parts("teams"),
            **{name: _decimal(cells, name) for name in ("heads", "days", "month_fee")},
        }
        return cells.matching("code", CODE, _("应为字母、数字、点或下划线。")), row

    return one


def _material() -> Callable[[Cells], tuple[str, Row]]:
    posts = {name: name for name in load_workflow().posts}

    def one(cells: Cells) -> tuple[str, Row]:
        row: Row = {
            "name": cells.text("name", 60),
            "every": cells.choice("every", {name: name for name in EVERY}),
            "due_day": cells.whole("due_day"),
            "due_time": cells.matching(
                "due_time", "([01][0-9]|2[0-3]):[0-5][0-9]", _("应为时间，如 10:00。")
            ),
            "author": cells.choice("author", posts),
            "reviewer": cells.choice("reviewer", posts),
            "send_to": cells.optional("send_to", 60),
        }
        return cells.matching("code", CODE, _("应为字母、数字、点或下划线。")), row

    return one


def _decimal(cells: Cells, column: str) -> str:
    """A decimal as text, which keeps it exact; empty where the cell is."""
    if not cells.optional(column, 20):
        return ""
    try:
        return cells.matching(column, DECIMAL, _("应为数字。"))
    except CellFault as fault:
        raise CellFault(column, fault.sentence) from None


_BUILDERS: Mapping[str, Callable[[], Callable[[Cells], tuple[str, Row]]]] = {
    "assess_rule": _assess_rule,
    "contract": _contract,
    "material": _material,
}
