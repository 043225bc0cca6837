"""Reads the lists that rules look things up in from files, and hands them to the centre.

Tables may be CSV or a workbook's sheet. Every fault names its file, line and column; nothing is
sent while there is one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.opening_hours import Hours, frames_of, hours_of, minutes_of
from seatapp.admin.tabular import read_table
from seatapp.central.connect import calling
from seatapp.domain.clock import NATURAL, WORK
from seatapp.errors import InputFileError, WorldError
from seatapp.text import _

YES_NO = {"yes": True, "no": False}
MINUTES_OF_HOUR = 60
MINUTES_OF_DAY = 1440
DEGREES_E7 = 10_000_000
ROWS_A_CALL = 5_000
CALL_TIMEOUT_S = 60.0

LIMIT_WORDS = {
    "urgent_hour": "紧急工作时",
    "urgent_day": "紧急工作日",
    "work_hour": "工作时",
    "work_day": "工作日",
}

SettingValue = str | int | bool | list[str]
Row = dict[str, Any]


class ReferencesRefused(WorldError):
    """The centre did not take the reference rows; nothing was changed by the refused call."""

    code = "references_refused"


@dataclass(frozen=True)
class Reference:
    """One row that rules look up by kind and code; `row` None takes it away."""

    kind: str
    code: str
    row: Mapping[str, Any] | None


@dataclass(frozen=True)
class ReferenceFault:
    """What is wrong in a file, and where. `column` is a name of the table or of the setting."""

    file: str
    line: int
    column: str
    sentence: str


@dataclass
class Gathered:
    """What was read: rows that can be sent, and the faults that stand in the way."""

    rows: list[Reference] = field(default_factory=list)
    faults: list[ReferenceFault] = field(default_factory=list)

    def add(self, other: Gathered) -> None:
        """Take over what was read from another file."""
        self.rows += other.rows
        self.faults += other.faults


def put_references(connection: Connection[tuple[Any, ...]], rows: Sequence[Reference]) -> int:
    """Send rows to the centre as an admin; how many of them were new or different.

    Each call of up to 5,000 rows is taken whole or not at all.

    Raises:
        ReferencesRefused: Not an admin, or a row that the centre cannot use.
    """
    changed = 0
    for start in range(0, len(rows), ROWS_A_CALL):
        changed += _put(connection, rows[start : start + ROWS_A_CALL])
    return changed


def _put(connection: Connection[tuple[Any, ...]], rows: Sequence[Reference]) -> int:
    batch = json.dumps(
        [{"kind": one.kind, "code": one.code, "row": one.row} for one in rows], ensure_ascii=False
    )
    with calling(connection, CALL_TIMEOUT_S):
        found = connection.execute("SELECT api.put_references(%s)", (batch,)).fetchone()
    assert found is not None
    answer = json.loads(found[0])
    problem = answer["problem"]
    if problem is None:
        return int(answer["changed"])
    if problem == "not_admin":
        raise ReferencesRefused(_("只有管理员能更改基础数据，没有做任何更改。"), problem)
    if problem == "bad_row":
        bad = rows[answer["index"]]
        raise ReferencesRefused(
            _("中心不接受 {kind}/{code} 这一条，整批没有写入。").format(
                kind=bad.kind, code=bad.code
            ),
            problem,
        )
    raise ReferencesRefused(_("这一批基础数据过大或格式不对，没有写入。"), problem)


def read_folder(folder: Path) -> Gathered:
    """All reference files of a city's folder; `resources/demo` shows their names and columns.

    Raises:
        InputFileError: A file is missing or cannot be read as a whole.
    """
    gathered = read_city(folder / "city.json")
    gathered.add(read_settings(folder / "settings.json"))
    if gathered.faults:
        return gathered
    hours = _hours(gathered)
    gathered.add(read_units(folder / "units.csv"))
    gathered.add(read_collectors(folder / "collectors.csv"))
    gathered.add(read_classes(folder / "classes.csv", minutes_of(hours)))
    gathered.add(read_matters(folder / "hotline_matters.csv", minutes_of(hours)))
    gathered.add(read_reasons(folder / "reasons.csv"))
    gathered.add(read_grids(folder / "grids.geojson"))
    gathered.add(read_calendar(folder / "calendar.csv", hours))
    return gathered


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

    return _read("unit", path, unit)


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

    return _read("collector", path, collector)


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

    return _read("class", path, condition)


def read_matters(path: Path, work_day_minutes: int) -> Gathered:
    """Hotline matters. Columns: code, name, natures, unit, limit_value, limit_unit, urgency."""

    def matter(cells: Cells) -> tuple[str, Row]:
        row = {
            "name": cells.text("name", 60),
            **_limit(cells, work_day_minutes),
            "unit": cells.optional("unit", 60),
            "urgency": cells.choice("urgency", {word: word for word in _URGENCIES}),
            "natures": cells.parts("natures"),
        }
        return cells.text("code", 60), row

    return _read("matter", path, matter)


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

    return _read("reason", path, reason)


def read_calendar(path: Path, hours: Hours) -> Gathered:
    """Days that are not what their weekday says. Columns: version, date, kind, name.

    `kind` is `holiday` or `work_day`. Every year named is loaded whole.
    """
    gathered = Gathered()
    special: dict[str, dict[date, bool]] = {}
    for line in read_table(path):
        cells = Cells(line.cells)
        try:
            version = cells.text("version", 40)
            day = _date(cells, "date")
            days = special.setdefault(version, {})
            if day in days:
                raise CellFault("date", _("这一天出现了两次。"))
            days[day] = cells.choice("kind", {"holiday": False, "work_day": True})
        except CellFault as fault:
            gathered.faults.append(_located(path, line.line, fault))
    gathered.rows += [
        Reference("calendar", version, {"version": version, "frames": frames_of(days, hours)})
        for version, days in special.items()
        if days
    ]
    return gathered


def read_city(path: Path) -> Gathered:
    """The city and its districts: `code`, `name`, `districts` [{code, name}]."""
    city = _json(path)
    places = [(city, ""), *((one, city.get("code")) for one in city.get("districts", []))]

    def area(place: Mapping[str, Any], parent: object) -> tuple[str, Row]:
        cells = Cells({"code": str(place.get("code", "")), "name": str(place.get("name", ""))})
        code = cells.matching("code", r"[0-9]{6}", _("应为 6 位区划代码。"))
        return code, {"name": cells.text("name", 60), "parent": str(parent)}

    return _read_items("area", path, [partial(area, *place) for place in places])


def read_grids(path: Path) -> Gathered:
    """Grid cells, GeoJSON polygons in WGS-84 with `code` (15 digits), `name` and `community`."""

    def grid(feature: object) -> tuple[str, Row]:
        if not isinstance(feature, dict):
            raise CellFault("features", _("应为 GeoJSON 的要素。"))
        properties = feature.get("properties") or {}
        cells = Cells({name: str(value) for name, value in properties.items() if value is not None})
        code = cells.matching("code", r"[0-9]{15}", _("应为 15 位网格代码。"))
        row = {
            "area": code[:6],
            "name": cells.text("name", 60),
            "community": cells.text("community", 60),
            "ring": _ring(feature.get("geometry")),
        }
        return code, row

    features = _json(path).get("features", [])
    return _read_items("grid", path, [partial(grid, feature) for feature in features])


def read_settings(path: Path) -> Gathered:
    """Settings of the site: limits of the clocks in natural minutes, and all else by dotted name.

    `work_hours` [[from, until] …] also gives the setting `work_day_minutes`.
    """
    raw = dict(_json(path))
    gathered = _read_items(
        "limit",
        path,
        [
            partial(_clock_limit, clock, minutes)
            for clock, minutes in raw.pop("limits_minutes", {}).items()
        ],
    )
    try:
        hours = ["-".join(pair) for pair in raw.pop("work_hours")]
        raw |= {"work_hours": hours, "work_day_minutes": minutes_of(hours_of(hours))}
    except (KeyError, TypeError, ValueError):
        sentence = _('应为一天的工作时间，如 [["08:00", "12:00"], ["14:00", "18:00"]]。')
        gathered.faults.append(ReferenceFault(path.name, 1, "work_hours", sentence))
    for name, value in _flat("", raw):
        if isinstance(value, str | int) or _is_words(value):
            gathered.rows.append(Reference("setting", name, {"value": value}))
        else:
            sentence = _("只能是文字、整数、是否或文字列表。")
            gathered.faults.append(ReferenceFault(path.name, 1, name, sentence))
    return gathered


def area_prefix(code: str) -> str:
    """The prefix that every area within `code` begins with: 999000 → 9990, 999001 → 999001."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


_URGENCIES = ("normal", "urgent", "critical")


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
    return {
        "limit_minutes": value * minutes,
        "limit_basis": basis,
        "limit_text": f"{value} {LIMIT_WORDS[cells.text('limit_unit')]}",
    }


def _clock_limit(clock: str, minutes: Mapping[str, Any]) -> tuple[str, Row]:
    cells = Cells({name: str(value) for name, value in minutes.items()})
    row: Row = {name: cells.whole(name) for name in _URGENCIES if name in minutes}
    if "normal" not in row:
        raise CellFault(f"limits_minutes.{clock}", _("缺少 normal。"))
    return clock, {**row, "basis": NATURAL}


def _ring(geometry: object) -> list[int]:
    """The outline as whole 1e-7 degrees: longitude, latitude, and so on."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        raise CellFault("geometry", _("网格应为单个多边形。"))
    rings = geometry.get("coordinates") or []
    if len(rings) != 1 or len(rings[0]) < 4:
        raise CellFault("geometry", _("网格应只有一圈边界，至少三个顶点。"))
    try:
        return [round(degrees * DEGREES_E7) for lon, lat in rings[0] for degrees in (lon, lat)]
    except (TypeError, ValueError):
        raise CellFault("geometry", _("边界坐标应为经度、纬度。")) from None


def _date(cells: Cells, column: str) -> date:
    try:
        return date.fromisoformat(cells.text(column))
    except ValueError:
        raise CellFault(column, _("应为日期，如 2026-10-01。")) from None


def _hours(gathered: Gathered) -> Hours:
    rows = {one.code: one.row for one in gathered.rows if one.kind == "setting" and one.row}
    return hours_of(rows["work_hours"]["value"])


def _read(kind: str, path: Path, build: Callable[[Cells], tuple[str, Row]]) -> Gathered:
    """The rows of a table; a code that comes twice is a fault of its second row."""
    gathered, seen = Gathered(), set[str]()
    for line in read_table(path):
        try:
            code, row = build(Cells(line.cells))
            if code in seen:
                raise CellFault("code", _("代码 {code} 出现了两次。").format(code=code))
            seen.add(code)
            gathered.rows.append(Reference(kind, code, _without_empty(row)))
        except CellFault as fault:
            gathered.faults.append(_located(path, line.line, fault))
    return gathered


def _read_items(
    kind: str, path: Path, builders: Iterable[Callable[[], tuple[str, Row]]]
) -> Gathered:
    """The same for a list in a JSON file, where the line is the place in the list, from 1."""
    gathered, seen = Gathered(), set[str]()
    for place, build in enumerate(builders, start=1):
        try:
            code, row = build()
            if code in seen:
                raise CellFault("code", _("代码 {code} 出现了两次。").format(code=code))
            seen.add(code)
            gathered.rows.append(Reference(kind, code, _without_empty(row)))
        except CellFault as fault:
            gathered.faults.append(_located(path, place, fault))
    return gathered


def _located(path: Path, line: int, fault: CellFault) -> ReferenceFault:
    return ReferenceFault(path.name, line, fault.column, fault.sentence)


def _without_empty(row: Row) -> Row:
    return {name: value for name, value in row.items() if value not in ("", [])}


def _json(path: Path) -> Mapping[str, Any]:
    try:
        raw = json.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as fault:
        raise InputFileError(
            _("读不了文件 {path}：{fault}。").format(path=path.name, fault=fault)
        ) from fault
    if not isinstance(raw, dict):
        raise InputFileError(_("文件 {path} 的内容不是所要的格式。").format(path=path.name))
    return raw


def _flat(prefix: str, raw: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for name, value in raw.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
