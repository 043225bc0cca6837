"""Reads the reference lists that a form needs, with their pinyin, off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ui.duty import CaseReader
from ui.fields.catalogue import Catalogue, Item, catalogue_of


def read_catalogues(reader: CaseReader, kinds: Iterable[str]) -> dict[str, Catalogue]:
    """The catalogues of these kinds; slow on long lists, never on the GUI thread."""
    return {kind: catalogue_of(kind, reader.references(kind)) for kind in kinds}


def phrases_of(reasons: Catalogue, kind: str) -> list[Item]:
    """The office phrases of a kind of reason."""
    return [item for item in reasons.items if item.code.startswith(f"{kind}.")]


def row_of(catalogues: Mapping[str, Catalogue], kind: str, code: object) -> Mapping[str, object]:
    """The row of a code; empty when there is none."""
    catalogue = catalogues.get(kind)
    item = catalogue.find(str(code)) if catalogue and code else None
    return item.row if item else {}
