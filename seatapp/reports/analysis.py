"""Tables of what deserves a look in a period; plain statistics, no guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seatapp.domain.rises import rises
from seatapp.reports.chinese_time import line_moment, long_span
from seatapp.reports.figure_tables import (
    NO_VALUE,
    Link,
    Naming,
    Table,
    said,
)

BAND_HOURS = 3
LEAST_SHOWN = 0.0001


def analysis_tables(naming: Naming, found: Mapping[str, Any]) -> list[Table]:
    """Hot spots, rises, slow units, repeat callers and reasons for rework."""
    return [
        _spots(naming, found),
        _rises(naming, found),
        _units(naming, found["units"]),
        _callers(found["callers"]),
        _reasons(naming, found["reasons"]),
    ]


def _spots(naming: Naming, found: Mapping[str, Any]) -> Table:
    share = found["seconds"] / found["seconds_before"]
    rows, links = [], dict[tuple[int, int], Link]()
    for place, spot in enumerate(found["spots"]):
        begins = spot["band"] * BAND_HOURS
        links[place, 2] = (("spot", f"{spot['grid']}/{spot['class']}"), "reported")
        rows.append(
            [
                naming.words("grid", spot["grid"]),
                naming.called("class", spot["class"]),
                str(spot["now"]),
                f"{spot['before'] * share:.1f}",
                f"{begins:02d}–{begins + BAND_HOURS:02d} 时",
            ]
        )
    columns = ["网格", "类别", "本期件数", "往期平均", "最多时段"]
    note = said(
        "按上报时间，同一网格同一类别 3 件以上，列前 30；"
        "往期指之前六个同样长的时段，本期没有结束的按已过的时间折算。"
    )
    return Table("hot_spots", "热点", columns, rows, note.base, "", links, [note])


def _rises(naming: Naming, found: Mapping[str, Any]) -> Table:
    counts = [((one["area"], one["class"]), one["now"], one["before"]) for one in found["classes"]]
    shown = rises(counts, found["seconds"], found["seconds_before"]) if counts else []
    links: dict[tuple[int, int], Link] = {
        (place, 2): (("area_class", "/".join(rise.key)), "reported")
        for place, rise in enumerate(shown)
    }
    rows = [
        [
            naming.called("area", rise.key[0]),
            naming.called("class", rise.key[1]),
            str(rise.now),
            f"{rise.usual:.1f}",
            NO_VALUE if not rise.usual else f"{rise.now / rise.usual:.1f} 倍",
            "<0.0001" if rise.p < LEAST_SHOWN else f"{rise.p:.4f}",
        ]
        for rise in shown
    ]
    columns = ["区域", "类别", "本期件数", "往期平均", "倍数", "p 值"]
    note = said(
        "两期泊松率条件二项检验（单侧），Benjamini–Hochberg 控制误报率 5%；"
        "共比较 {n} 组；往期指之前六个同样长的时段，本期没有结束的按已过的时间折算。",
        n=len(counts),
    )
    return Table("rises", "明显上升", columns, rows, note.base, "rises.1", links, [note])


def _units(naming: Naming, units: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        [
            naming.called("unit", one["unit"]),
            str(one["cases"]),
            long_span(one["median"]),
            long_span(one["high"]),
        ]
        for one in units
    ]
    columns = ["处置单位", "处置件数", "用时中位数", "九成不超过"]
    note = said("本期反馈的案件，从首次派遣到反馈的自然时间；5 件以上的单位。")
    links: dict[tuple[int, int], Link] = {
        (place, 1): (("unit", one["unit"]), "timed") for place, one in enumerate(units)
    }
    return Table("slow_units", "办理用时", columns, rows, note.base, "", links, [note])


def _callers(callers: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        [str(one["phone"]), str(one["calls"]), str(one["cases"]), line_moment(one["last_at"])]
        for one in callers
    ]
    columns = ["号码", "来电次数", "涉及案件", "最近一次"]
    note = said("本期来电 3 次以上的号码。")
    links: dict[tuple[int, int], Link] = {}
    for place, one in enumerate(callers):
        links[place, 1] = (("caller", one["caller"]), "calls")
        links[place, 2] = (("caller", one["caller"]), "cases")
    return Table("repeat_callers", "重复来电", columns, rows, note.base, "", links, [note])


def _reasons(naming: Naming, reasons: Sequence[Mapping[str, Any]]) -> Table:
    rows = [
        [naming.called("unit", one["unit"] or ""), one["reason"] or "未写", str(one["times"])]
        for one in reasons
    ]
    note = said("本期反馈的案件历次退回重办、返工时所写的理由，原文相同的合并。")
    links: dict[tuple[int, int], Link] = {
        (place, 2): (("rework", f"{one['unit'] or ''}/{one['reason']}"), "times")
        for place, one in enumerate(reasons)
    }
    words = ("rework_reasons", "返工原因", ["处置单位", "理由", "次数"], rows, note.base, "")
    return Table(*words, links, [note])
