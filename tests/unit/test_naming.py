"""How a code is called: by its row, by what was left of it, or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seatapp.domain.references import ReferenceRow
from seatapp.domain.tables import load_workflow
from seatapp.local.naming import Names
from tests.helpers.rules import NoReferences


@dataclass
class Lists(NoReferences):
    """Rows of a test."""

    rows: Mapping[tuple[str, str], ReferenceRow] = field(default_factory=dict)

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        return self.rows.get((kind, code))


def test_what_was_taken_away_is_called_as_it_was() -> None:
    rows: dict[tuple[str, str], ReferenceRow] = {
        ("unit", "401"): {"name": "甲"},
        ("past", "unit/402"): {"name": "乙"},
        ("past", "unit/401"): {"name": "旧"},
        ("past", "class/C1"): {"minor_name": "上水井盖"},
    }
    names = Names(load_workflow(), Lists(rows))
    assert [names.words("unit", code) for code in ("401", "402", "403", None)] == [
        *("甲", "乙", "403", ""),
    ]
    assert names.words("class", "C1") == "上水井盖"
