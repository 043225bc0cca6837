"""Counts of months at the centre: asked for, frozen as editions, and read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.errors import CentreRefused
from seatapp.text import _

Asked = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class MonthCounts:
    """What the centre counted for a month under an area prefix.

    `month` is any period (`seatapp/domain/periods.py`), `edition` 0 for counts of this moment;
    `counts` is what `core.period_counts` gives.
    """

    month: str
    area: str
    edition: int
    rules: str
    made_at: int
    made_by: str
    reason: str
    counts: Mapping[str, Any]


@dataclass(frozen=True)
class CountedCase:
    """A case behind a number; for an order, a call or an error its root, with its own stage.

    `words` are those of a finding, which stands for itself.
    """

    subject: str
    id: str
    number: str | None
    area: str
    unit: str | None
    class_code: str | None
    matter_code: str | None
    words: str | None
    stage: str
    reported_at: int


@dataclass(frozen=True)
class CountedCases:
    """How many cases a number counts now, and the first of them."""

    total: int
    cases: Sequence[CountedCase]


@dataclass(frozen=True)
class EditionLine:
    """One edition of a month: when it was frozen, by whom, under which rules and why."""

    edition: int
    made_at: int
    made_by: str
    rules: str
    reason: str


def month_counts(asked: Asked, month: str, area: str, edition: int = 0) -> MonthCounts:
    """The counts of a month (`2026-11`); raises `CentreRefused` with the reason."""
    answer = _granted(asked("SELECT api.report_month(%s, %s, %s)", month, area, edition))
    return MonthCounts(**{name: answer[name] for name in MonthCounts.__dataclass_fields__})


def counted_cases(
    asked: Asked, month: str, area: str, group: tuple[str, str], count: str, limit: int = 1000
) -> CountedCases:
    """The cases that `count` counts in a group (what by, and its key), as things stand now."""
    query = "SELECT api.report_cases(%s, %s, %s, %s, %s, %s)"
    answer = _granted(asked(query, month, area, *group, count, limit))
    return CountedCases(answer["total"], [CountedCase(**case) for case in answer["cases"]])


def month_editions(asked: Asked, month: str, area: str) -> list[EditionLine]:
    """The editions of a month, oldest first."""
    answer = _granted(asked("SELECT api.report_editions(%s, %s)", month, area))
    return [EditionLine(**line) for line in answer["editions"]]


def freeze_month(asked: Asked, month: str, area: str, rules: str, reason: str) -> int:
    """Freeze a month that has ended; the number of the new edition."""
    query = "SELECT api.freeze_month(%s, %s, %s, %s)"
    return int(_granted(asked(query, month, area, rules, reason))["edition"])


def analysis(asked: Asked, period: str, area: str) -> Mapping[str, Any]:
    """What deserves a look in a period; the lists of `api.report_analysis`."""
    return _granted(asked("SELECT api.report_analysis(%s, %s)", period, area))


def put_report_inputs(asked: Asked, area: str, rows: Sequence[Mapping[str, str]]) -> int:
    """Enter counts and measures [{month, table, key, indicator, value}]; how many changed."""
    batch = json.dumps(rows, ensure_ascii=False)
    return int(_granted(asked("SELECT api.put_report_inputs(%s, %s)", area, batch))["changed"])


def _granted(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    problem = answer["problem"]
    if problem is not None:
        raise CentreRefused(_sentence(problem), problem)
    return answer


def _sentence(problem: str) -> str:
    return {
        "not_active": _("您的登录名已停用，中心没有给出统计数据。请联系管理员。"),
        "not_your_post": _("您的岗位不能办理统计报表。请由督查员或中心负责人办理。"),
        "outside_area": _("所选区域不在您岗位负责的范围内，没有统计。"),
        "no_edition": _("这个月没有所选的版本。请先定版，或查看当前数据。"),
        "month_running": _("这个月还没有结束，不能定版。可以先看当前数据。"),
        "no_reason": _("这个月已经定过版。再次定版请写明原因。"),
        "bad_row": _("中心不接受其中一行，整批没有写入。"),
    }.get(problem, _("中心不认识所选的月份或区域。"))
