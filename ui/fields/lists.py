"""Reads the reference lists that a form needs, with their pinyin, off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ui.duty import CaseReader
from ui.field_loads import load_words, read_loads
from ui.fields.catalogue import Catalogue, Item, catalogue_of


def read_catalogues(reader: CaseReader, kinds: Iterable[str]) -> dict[str, Catalogue]:
    """The catalogues of these kinds; slow on long lists, never on the GUI thread."""
    return {kind: catalogue_of(kind, _rows(reader, kind)) for kind in kinds}


def _rows(reader: CaseReader, kind: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
    """The rows of a list; beside a collector stands what they have in hand already."""
    rows = reader.references(kind)
    if kind != "collector":
        return rows
    loads, most = read_loads(reader)
    words = {load.code: load_words(len(load.orders), most) for load in loads}
    return [(code, {**row, "load": words.get(code, "")}) for code, row in rows]


def phrases_of(reasons: Catalogue, kind: str) -> list[Item]:
    """The office phrases of a kind of reason."""
    return [item for item in reasons.items if item.code.startswith(f"{kind}.")]


def row_of(catalogues: Mapping[str, Catalogue], kind: str, code: object) -> Mapping[str, object]:
    """The row of a code; empty when there is none."""
    catalogue = catalogues.get(kind)
    item = catalogue.find(str(code)) if catalogue and code else None
    return item.row if item else {}
