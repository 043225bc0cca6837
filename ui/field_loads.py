"""How much collectors have in hand, and how much the city wants them to have at most."""

from __future__ import annotations

from collections.abc import Sequence

from seatapp.local.field_orders import FieldLoad
from seatapp.text import _
from ui.duty import CaseReader

MOST_OPEN = 8
"""More open orders than this are too many for one collector, unless the city says otherwise."""

SETTING = "collectors.maximum_open_tasks"


def read_loads(reader: CaseReader) -> tuple[Sequence[FieldLoad], int]:
    """The loads, and how many open orders are enough for one collector. Waits for a disk."""
    rows = dict(reader.references("setting"))
    most = rows.get(SETTING, {}).get("value")
    return reader.field_loads(), most if type(most) is int and most > 0 else MOST_OPEN


def load_words(count: int, most: int) -> str:
    """How many orders a collector has in hand, and that they are too many."""
    words = _("在办 {n} 件").format(n=count)
    return _("{load}，超过 {most} 件").format(load=words, most=most) if count > most else words
