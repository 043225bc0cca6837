"""The checklist of the forty attacks is complete: every line has a test of its number."""

from __future__ import annotations

import re
from pathlib import Path

LINES = range(1, 41)
_NUMBERED = re.compile(r"^def test_(\d+)_(naive_)?", re.MULTILINE)


def test_every_line_of_the_checklist_is_attacked() -> None:
    tried: set[int] = set()
    naive: set[int] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for number, twin in _NUMBERED.findall(file.read_text("utf-8")):
            (naive if twin else tried).add(int(number))
    assert sorted(set(LINES) - tried) == []
    assert len(naive) >= 10
