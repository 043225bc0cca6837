"""Which area a place lies in, by the names of districts and communities in its address."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seatapp.domain.references import ReferenceRow

Rows = Iterable[tuple[str, ReferenceRow]]

_NUMBER = re.compile(r"\d")


def community_name(grid_name: str) -> str:
    """The community of a grid by its name: `学府社区001网格` lies in 学府社区."""
    return _NUMBER.split(grid_name, maxsplit=1)[0]


@dataclass(frozen=True)
class AreaNames:
    """The names that tell an area: its own, and those of communities that no two areas share."""

    areas: Mapping[str, str]
    communities: Mapping[str, str]

    def area_of(self, address: str) -> str | None:
        """The one area that the address names; None where it names none, or several."""
        for names in (self.areas, self.communities):
            found = {area for name, area in names.items() if name in address}
            if found:
                return found.pop() if len(found) == 1 else None
        return None


def area_names(areas: Rows, grids: Rows) -> AreaNames:
    """The names of a city. An area that is divided into others, the whole city, tells nothing."""
    rows = list(areas)
    divided = {row.get("parent") for _code, row in rows}
    own = {str(row.get("name") or ""): code for code, row in rows if code not in divided}
    lies_in: defaultdict[str, set[str]] = defaultdict(set)
    for _code, row in grids:
        lies_in[community_name(str(row.get("name") or ""))].add(str(row.get("area") or ""))
    alone = {name: next(iter(found)) for name, found in lies_in.items() if len(found) == 1}
    return AreaNames(_without_empty(own), _without_empty(alone))


def _without_empty(names: Mapping[str, str]) -> dict[str, str]:
    return {name: area for name, area in names.items() if name and area}
