"""By what a queue may be narrowed: the lists to choose from, and the words for what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from seatapp.domain.named_area import community_name
from seatapp.domain.workflow import Workflow
from seatapp.local.queue_asked import AREA_DIGITS
from seatapp.text import _
from ui.fields.catalogue import Catalogue, Item, catalogue_of, initials_of
from ui.wording import choice_words

GRID_NAME_DIGITS = 3
"""The last digits of a grid code number the grids of one community."""


class ListSource(Protocol):
    """Where the lists are read; waits for a disk."""

    def references(self, kind: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """All rows of a list with their codes."""

    def titles(self) -> Sequence[str]:
        """Everything that a case may be about."""

    def lists_edition(self) -> int:
        """A number that grows whenever lists have changed; does not wait."""


@dataclass(frozen=True)
class FilterLists:
    """What can be chosen in each part of a filter that has a long list, as of an `edition`."""

    edition: int
    unit: Catalogue
    title: Catalogue
    place: Catalogue
    handled: Catalogue


References = Callable[[str], Sequence[tuple[str, Mapping[str, Any]]]]
"""Gives all rows of a reference list with their codes."""


def read_lists(source: ListSource) -> FilterLists:
    """Read the lists; slow, so off the GUI thread."""
    return FilterLists(
        edition=source.lists_edition(),
        unit=catalogue_of("unit", source.references("unit")),
        title=Catalogue("title", [_item(name, name) for name in source.titles()]),
        place=Catalogue("place", [_item(*one) for one in city_places(source.references).items()]),
        handled=catalogue_of("person", source.references("person")),
    )


def city_places(references: References) -> dict[str, str]:
    """Districts, then communities, by the beginning of the codes of what lies there.

    A community goes by the names of its grids. Waits for a disk.
    """
    found = {code: str(row.get("name") or code) for code, row in references("area")}
    for code, row in references("grid"):
        community = code[:-GRID_NAME_DIGITS]
        name = community_name(str(row.get("name") or ""))
        if name:
            found.setdefault(community, name)
    return {code: name for code, name in found.items() if len(code) >= AREA_DIGITS}


def _item(code: str, name: str) -> Item:
    return Item(code, name, "", "", initials_of(name), "", {})


def part_words(part: str) -> str:
    """The name of a part of a filter."""
    return {
        "unit": _("单位"),
        "title": _("类别"),
        "place": _("区域"),
        "source": _("来源"),
        "urgency": _("紧急程度"),
        "kind": _("类型"),
        "handled": _("经手人"),
    }[part]


CLOSED_LISTS = {"source": "source", "urgency": "urgency", "kind": "case_kind"}


def value_words(workflow: Workflow, lists: FilterLists | None, part: str, code: str) -> str:
    """What a chosen value is called."""
    if part in CLOSED_LISTS:
        return choice_words(workflow, CLOSED_LISTS[part], code)
    item = getattr(lists, part).find(code) if lists is not None else None
    return item.name if item is not None else code
