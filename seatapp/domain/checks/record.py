"""What an entry keeps of the checks: a line a check, `name:result:value`, the worst of all photos.

The seat alone can measure a photo; the centre tests that the lines are there and that what they
reject has a reason (guard `checked`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seatapp.domain.checks.verdicts import Measured, Result, Verdict

LONGEST_LINE = 80
SEVERITY: Sequence[Result] = ("reject", "warn", "unknown", "pass")
"""The answers, the worst first."""


@dataclass(frozen=True)
class Recorded:
    """One line of a record: what the check said then, and what it had measured."""

    check: str
    result: str
    value: str


def record_of(verdicts: Iterable[Verdict]) -> list[str]:
    """The lines for these verdicts: one a check, its worst answer, in the order they came."""
    worst: dict[str, Verdict] = {}
    for verdict in verdicts:
        kept = worst.setdefault(verdict.check, verdict)
        if SEVERITY.index(verdict.result) < SEVERITY.index(kept.result):
            worst[verdict.check] = verdict
    return [_line(verdict) for verdict in worst.values()]


def recorded(lines: Iterable[object]) -> list[Recorded]:
    """The lines of an entry, read again; what is no line of ours is left out."""
    parts = (str(line).split(":", 2) for line in lines)
    return [Recorded(*three) for three in parts if len(three) == 3]


def rejects(lines: Iterable[object]) -> bool:
    """Whether a check said that the report should not be filed like this."""
    return any(str(line).split(":")[1:2] == ["reject"] for line in lines)


def _line(verdict: Verdict) -> str:
    return f"{verdict.check}:{verdict.result}:{_written(verdict.value)}"[:LONGEST_LINE]


def _written(value: Measured) -> str:
    return "" if value is None else str(value).replace(":", " ")
