"""Reckoning running cases anew after a new version of the calendar, previewed and with a reason."""

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
    """A running case under the new calendar: its deadline before and after (since 1970)."""

    number: str
    calendar_before: str
    due_before: int | None
    due_after: int | None


@dataclass(frozen=True)
class Recomputed:
    """What was, or in a preview would be, reckoned anew under `calendar`."""

    calendar: str
    cases: Sequence[Moved]


def recompute(connection: Connection[tuple[Any, ...]], reason: str, *, preview: bool) -> Recomputed:
    """Bring every running case to the calendar in force, or say what that would do.

    Each case that is moved says so in its history, with the reason.

    Raises:
        RecomputeRefused: Not an admin, no reason, or no calendar is loaded.
    """
    answer = answer_of(
        connection, "SELECT api.recompute(%s, %s)", reason, preview, seconds=PATIENCE_S
    )
    problem = answer["problem"]
    if problem is not None:
        sentences = {
            "not_admin": _("只有管理员能重算时限，没有做任何更改。"),
            "no_reason": _("请写明重算的原因（500 字以内），没有做任何更改。"),
            "no_calendar": _("中心没有加载日历，没有做任何更改。请先导入日历。"),
        }
        raise RecomputeRefused(sentences[problem], problem)
    cases = [
        Moved(one["number"] or "", one["from"], one["due_before"], one["due_after"])
        for one in answer["cases"]
    ]
    return Recomputed(answer["calendar"], cases)
