"""Reference files that are tables, CSV or a workbook's sheet: units, standards, reasons.

`resources/demo` shows the columns of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import URGENCIES, Gathered, Reference, Row, read_rows
from seatapp.domain.clock import NATURAL, WORK
from seatapp.domain.step_rows import CLOCKS
from seatapp.domain.worktime import WORK_DAY
from seatapp.text import _, listed

STAGES = (*CLOCKS, "emergency_phone", "emergency_written")
"""The stages that a limit can be set for."""

YES_NO = {"yes": True, "no": False}
MINUTES_OF_HOUR = 60
MINUTES_OF_DAY = 1440

LIMIT_WORDS = {
    "urgent_hour": "紧急工作时",
    "urgent_day": "紧急工作日",
    "work_hour": "工作时",
    "work_day": "工作日",
}


def read_units(path: Path) -> Gathered:
    """Units that handle cases. Columns: code, name, kind, parent, area, aliases, duty."""

    def unit(cells: Cells) -> tuple[str, Row]:
        area = cells.matching("area", r"[0-9]{6}([0-9]{3})?", _("应为 6 位区划或 9 位街道代码。"))
        row = {
            "name": cells.text("name", 60),
            "kind": cells.text("kind", 40),
            "area": area[:6],
            "aliases": cells.parts("aliases"),
            "parent": cells.optional("parent", 60),
            "street": area if len(area) > 6 else "",
            "duty": cells.optional("duty"),
        }
        return cells.text("code", 60), row

    return read_rows("unit", path, unit)


def read_collectors(path: Path) -> Gathered:
    """Collectors. Columns: code, name, team, area, grids (prefixes of grid codes)."""

    def collector(cells: Cells) -> tuple[str, Row]:
        row = {
            "name": cells.text("name", 40),
            "team": cells.optional("team", 40),
            "area": cells.matching("area", r"[0-9]{6}", _("应为 6 位区划代码。")),
            "grids": cells.parts("grids"),
        }
        return cells.text("code", 60), row

    return read_rows("collector", path, collector)


def read_components(path: Path) -> Gathered:
    """Components of the city. Columns: code (16 digits), name, unit, lat, lon, system, remark.

    The code is region 6, major class 2, minor class 2, serial 6; coordinates are degrees.
    """

    def component(cells: Cells) -> tuple[str, Row]:
        code = cells.matching("code", r"[0-9]{16}", _("应为 16 位部件编码。"))
        degrees = {
            name: float(cells.matching(name, r"-?[0-9]{1,3}(\.[0-9]{1,9})?", _("应为经纬度。")))
            for name in ("lat", "lon")
        }
        systems = {"": "wgs84", **{name: name for name in ("wgs84", "cgcs2000", "gcj02", "bd09")}}
        system = cells.optional("system", 10)
        if system not in systems:
            raise CellFault("system", _("只能是：{allowed}。").format(allowed=listed(systems)))
        row = {
            "name": cells.text("name", 60),
            "area": code[:6],
            "major": code[6:8],
            "minor": code[8:10],
            "unit": cells.optional("unit", 60),
            "lat_e7": round(degrees["lat"] * 1e7),
            "lon_e7": round(degrees["lon"] * 1e7),
            "datum": systems[system],
            "remark": cells.optional("remark", 200),
        }
        return code, row

    return read_rows("component", path, component)


def read_classes(path: Path, work_day_minutes: int) -> Gathered:
    """The standard, one row for each filing condition; see `resources/demo/README.md`."""

    def condition(cells: Cells) -> tuple[str, Row]:
        in_duty = cells.choice("in_duty", YES_NO)
        row = {
            "version": cells.text("version", 40),
            "category": cells.choice("category", {"component": "component", "event": "event"}),
            "major": cells.text("major_code", 20),
            "major_name": cells.text("major", 60),
            "minor": cells.text("minor_code", 20),
            "minor_name": cells.text("minor", 60),
            "condition": cells.text("filing_condition"),
            "closing": cells.optional("closing_condition"),
            **(_limit(cells, work_day_minutes) if in_duty else {}),
            "pair": cells.choice("photo_pair", YES_NO),
            "in_duty": in_duty,
            "unit": cells.optional("unit_community", 60),
            "unit_road": cells.optional("unit_road", 60),
            "decline_rule": cells.optional("out_of_duty_rule"),
            "source": cells.optional("source", 120),
        }
        return cells.text("code", 60), row

    return read_rows("class", path, condition)


def kept_limits(classes: Iterable[Reference]) -> list[Reference]:
    """The handling limit of each condition under the version of its standard.

    A later standard overwrites the rows of the classes; these stay, so that a case keeps the limit
    of the version under which it was filed.
    """
    return [
        Reference("limit", f"handle/{one.code}@{one.row['version']}", _limit_row(one.row))
        for one in classes
        if one.row and "limit_minutes" in one.row
    ]


def _limit_row(row: Mapping[str, Any]) -> Row:
    days = {"days": row["limit_days"]} if "limit_days" in row else {}
    return {"normal": row["limit_minutes"], "basis": row["limit_basis"], **days}


def read_stage_limits(path: Path, work_day_minutes: int) -> Gathered:
    """Limits of a stage for one condition. Columns: version, code, clock, limit_value, limit_unit.

    `clock` is a name of `CLOCKS` or of a report in an emergency. Each row is kept under its
    version, and stands as the limit in force besides.
    """

    def limit(edition: bool) -> Callable[[Cells], tuple[str, Row]]:
        def one(cells: Cells) -> tuple[str, Row]:
            row = _limit_row(_limit(cells, work_day_minutes))
            code = (
                f"{cells.choice('clock', {name: name for name in STAGES})}/{cells.text('code', 40)}"
            )
            return f"{code}@{cells.text('version', 40)}" if edition else code, row

        return one

    gathered = read_rows("limit", path, limit(edition=True))
    gathered.rows += read_rows("limit", path, limit(edition=False)).rows
    return gathered


def read_matters(path: Path, work_day_minutes: int) -> Gathered:
    """Hotline matters. Columns: code, name, natures, unit, limit_value, limit_unit, urgency."""

    def matter(cells: Cells) -> tuple[str, Row]:
        row = {
            "name": cells.text("name", 60),
            **_limit(cells, work_day_minutes),
            "unit": cells.optional("unit", 60),
            "urgency": cells.choice("urgency", {word: word for word in URGENCIES}),
            "natures": cells.parts("natures"),
        }
        return cells.text("code", 60), row

    return read_rows("matter", path, matter)


def read_reasons(path: Path) -> Gathered:
    """Office phrases. Columns: kind, code, sentence, rule."""

    def reason(cells: Cells) -> tuple[str, Row]:
        kind = cells.matching("kind", r"[a-z_]{1,30}", _("应为小写英文代码。"))
        row = {
            "kind": kind,
            "sentence": cells.text("sentence", 200),
            "rule": cells.optional("rule", 200),
        }
        return f"{kind}.{cells.text('code', 20)}", row

    return read_rows("reason", path, reason)


def _limit(cells: Cells, work_day_minutes: int) -> Row:
    """The limit of a row: minutes and the time they count in, and the words of the standard."""
    value = cells.whole("limit_value")
    minutes, basis = cells.choice(
        "limit_unit",
        {
            "urgent_hour": (MINUTES_OF_HOUR, NATURAL),
            "urgent_day": (MINUTES_OF_DAY, NATURAL),
            "work_hour": (MINUTES_OF_HOUR, WORK),
            "work_day": (work_day_minutes, WORK),
        },
    )
    unit = cells.text("limit_unit")
    return {
        "limit_minutes": value * minutes,
        "limit_basis": basis,
        "limit_text": f"{value} {LIMIT_WORDS[unit]}",
        **({"limit_days": value} if unit == WORK_DAY else {}),
    }
