"""How a code is called: by its row, by what was left of it, or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from seatapp.domain.references import ReferenceRow
from seatapp.domain.tables import load_workflow
from seatapp.local.naming import Names
from seatapp.text import use_language
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


NEWS = {"callback_kind": "progress", "news": "dispatched"}


@pytest.mark.parametrize(
    ("language", "owed", "asked"),
    [
        ("zh_CN", "动态回复（已派遣）", "延期 1 小时 30 分"),
        ("en", "News for the caller (Dispatched)", "Extension 1 h 30 min"),
    ],
)
def test_calls_and_requests_are_put_as_the_language_does(
    language: str, owed: str, asked: str
) -> None:
    names = Names(load_workflow(), NoReferences())
    use_language(language)
    try:
        assert names.owed(NEWS) == owed
        assert names.asked({"request_kind": "extension", "asked_minutes": 90}) == asked
    finally:
        use_language("zh_CN")
