"""Reckoning running cases anew under a newer calendar or standard, previewed and with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from seatapp.central.asking import answer_of
from seatapp.errors import WorldError
from seatapp.text import _

PATIENCE_S = 60.0


class RecomputeRefused(WorldError):
    """The centre did not reckon anew; nothing was changed."""

    code = "recompute_refused"


@dataclass(frozen=True)
class Moved:
    """A running case under what is in force: what it was before and is after.

    Deadlines are seconds since 1970, limits minutes that count in `basis` (`natural`, `work`); a
    case has neither while the calendar lacks its year.
    """

    number: str
    calendar_before: str | None
    due_before: int | None
    due_after: int | None
    standard_before: str | None
    standard_after: str | None
    limit_before: int | None
    limit_after: int
    basis_before: str
    basis_after: str


@dataclass(frozen=True)
class Recomputed:
    """What was, or in a preview would be, reckoned anew under `calendar`."""

    calendar: str
    cases: Sequence[Moved]


def recompute(
    connection: Connection[tuple[Any, ...]],
    reason: str,
    *,
    preview: bool,
    standards: bool = False,
) -> Recomputed:
    """Bring every running case to the calendar in force, or say what that would do.

    With `standards` cases of an older version of the standard come to the one in force as well:
    their limits are read again, and what they used is counted from the ledger. Each case that is
    moved says so in its history, with the reason.

    Raises:
        RecomputeRefused: Not an admin, no reason, or no calendar is loaded.
    """
    query = "SELECT api.recompute(%s, %s, %s)"
    answer = answer_of(connection, query, reason, preview, standards, seconds=PATIENCE_S)
    problem = answer["problem"]
    if problem is not None:
        sentences = {
            "not_admin": _("只有管理员能重算时限，没有做任何更改。"),
            "no_reason": _("请写明重算的原因（500 字以内），没有做任何更改。"),
            "no_calendar": _("中心没有加载日历，没有做任何更改。请先导入日历。"),
        }
        raise RecomputeRefused(sentences[problem], problem)
    cases = [Moved(one.pop("number") or "", one.pop("from"), **one) for one in answer["cases"]]
    return Recomputed(answer["calendar"], cases)
