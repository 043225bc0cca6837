"""How a person likes to see a queue: columns, their order and width, and the order of the rows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from seatapp.local.queue_asked import SORTS, Asked
from ui.models.queue_model import Column

WIDEST_PX = 1200

_NUMBER = re.compile("[0-9０-９](?:[ -]?[0-9０-９]){6}")


@dataclass(frozen=True)
class QueueLook:
    """What a person chose for a queue; empty parts were left to the program.

    `shown` are the columns from left to right, `widths` those that were pulled, in pixels.
    """

    shown: Sequence[str] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False

    def text(self) -> str:
        """The look in one line, to be kept."""
        return json.dumps(asdict(self))


def look_of(kept: str) -> QueueLook:
    """The look that was kept; what this program does not know is left out."""
    raw = _read(kept)
    shown = [name for name in _listed(raw.get("shown")) if name in Column.__members__]
    widths = raw.get("widths")
    wide = widths.items() if isinstance(widths, dict) else ()
    sort = str(raw.get("sort") or "")
    return QueueLook(
        shown=shown,
        widths={n: w for n, w in wide if n in Column.__members__ and _is_width(w)},
        sort=sort if sort in SORTS else "",
        descending=raw.get("descending") is True,
    )


@dataclass(frozen=True)
class SavedView:
    """A way to narrow and sort a queue that a person gave a name."""

    name: str
    asked: Asked


def without_number(asked: Asked) -> Asked:
    """The same without words that hold a number: it may be a caller's, and views stand in clear."""
    return replace(asked, words="") if _NUMBER.search(asked.words) else asked


def views_text(views: Sequence[SavedView]) -> str:
    """The views of a queue, to be kept."""
    return json.dumps([asdict(view) for view in views])


def views_of(kept: str) -> list[SavedView]:
    """The views that were kept; what this program does not know is left out."""
    found = []
    for raw in _listed(_read(f'{{"views": {kept or "[]"}}}').get("views")):
        if isinstance(raw, dict) and isinstance(raw.get("asked"), dict):
            found.append(SavedView(str(raw.get("name") or ""), _asked(raw["asked"])))
    return [view for view in found if view.name]


def _asked(raw: Mapping[str, Any]) -> Asked:
    texts = {f.name: str(raw.get(f.name) or "") for f in fields(Asked) if f.name != "descending"}
    if texts["sort"] not in SORTS:
        texts["sort"] = ""
    return Asked(**texts, descending=raw.get("descending") is True)


def _read(kept: str) -> Mapping[str, Any]:
    try:
        raw = json.loads(kept or "{}")
    except ValueError:
        return {}  # a damaged setting is no reason to stop working
    return raw if isinstance(raw, dict) else {}


def _listed(raw: object) -> list[Any]:
    return raw if isinstance(raw, list) else []


def _is_width(width: object) -> bool:
    return isinstance(width, int) and 0 < width <= WIDEST_PX
