"""Papers that are due: daily, weekly and monthly ones, by the rule rows `material`.

A rule says `every` day, week or month, on which `due_day` after the period has ended (1 is the
first day of the next period; for a day, the next day) and at which `due_time` of the city. The
centre keeps with it `since` when it is asked for: a period that had ended by then owes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.periods import first_day, period_after, week_of

EVERY = ("day", "week", "month")
LOOK_BACK = {"day": 7, "week": 5, "month": 3}
"""How many periods back a register reaches."""

OWED = "owed"


@dataclass(frozen=True)
class Due:
    """One paper of one period, and how far it is: `owed` or its stage; `late` as of now."""

    material: str
    name: str
    period: str
    due_at: int
    stage: str
    late: bool
    subject_id: str | None
    author: str
    reviewer: str
    send_to: str
    written_by: str
    reviewed_by: str
    sent_at: int | None


def due_at(rule: Mapping[str, Any], period: str) -> int:
    """When the paper of a period is due, in seconds since 1970."""
    ends = _end(period)
    hour, minute = (int(part) for part in str(rule["due_time"]).split(":"))
    day = ends + timedelta(days=max(1, int(rule["due_day"])) - 1)
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=CITY_TIME)
    return int(moment.timestamp())


def register(
    rules: Mapping[str, Mapping[str, Any]], states: Iterable[Mapping[str, Any]], now: int
) -> list[Due]:
    """What was and is due lately, the latest first; what was handed in besides stays out."""
    written = {(s.get("material"), s.get("period")): s for s in states}
    today = datetime.fromtimestamp(now, CITY_TIME).date()
    found = [
        _due(code, rule, period, written.get((code, period), {}), now)
        for code, rule in rules.items()
        for period in _ended(str(rule["every"]), today)
        if (code, period) in written or _end(period).isoformat() > str(rule.get("since") or "")
    ]
    return sorted(found, key=lambda due: (-due.due_at, due.material))


def _due(
    code: str, rule: Mapping[str, Any], period: str, state: Mapping[str, Any], now: int
) -> Due:
    until = due_at(rule, period)
    sent = state.get("sent_at")
    return Due(
        material=code,
        name=str(rule.get("name") or code),
        period=period,
        due_at=until,
        stage=str(state.get("stage") or OWED),
        late=(sent if isinstance(sent, int) else now) > until,
        subject_id=str(state["id"]) if state.get("id") else None,
        author=str(rule.get("author") or ""),
        reviewer=str(rule.get("reviewer") or ""),
        send_to=str(rule.get("send_to") or ""),
        written_by=str(state.get("submitted_by") or ""),
        reviewed_by=str(state.get("reviewed_by") or ""),
        sent_at=sent if isinstance(sent, int) else None,
    )


def _ended(every: str, today: date) -> list[str]:
    """The last periods that have ended, and the one that ends next."""
    if every == "day":
        return [f"{today - timedelta(days=back):%Y-%m-%d}" for back in range(LOOK_BACK[every])]
    running = week_of(today) if every == "week" else f"{today:%Y-%m}"
    return [period_after(running, -back) for back in range(LOOK_BACK[every])]


def _end(period: str) -> date:
    """The day after a period."""
    if len(period) == len("2026-10-01"):
        return date.fromisoformat(period) + timedelta(days=1)
    return first_day(period_after(period))
