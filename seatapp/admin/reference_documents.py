"""Reference files that are JSON: the city, its grid cells, and the settings of the site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from seatapp.admin.cells import CellFault, Cells
from seatapp.admin.reference_rows import (
    URGENCIES,
    Gathered,
    Reference,
    ReferenceFault,
    Row,
    gathered_from,
)
from seatapp.domain.clock import NATURAL, WORK
from seatapp.domain.opening_hours import hours_of, minutes_of
from seatapp.domain.requests import RULE
from seatapp.errors import InputFileError
from seatapp.text import _

LAPSE = "lapses_after_minutes"
RULE_FLAGS = ("before_overdue", "tell_citizen")
RULE_WORDS = {"size": ("original_limit", "built_in", "free")}
RULE_NUMBERS = (
    *("most_grants", "after_closing_days", "built_in", "most_days", "paper_from_grant"),
    *("leader_grants", "leader_size", "manager_size", LAPSE),
)
"""What the rule of a kind of request may say; `seatapp.domain.requests` tells what it means."""

LIMITS_UNLESS_SET: Mapping[str, Mapping[str, int]] = {
    "component_report": {"normal": 24 * 60},
    "component_store": {"normal": 3 * 24 * 60},
}
"""Clocks that run at a site whose settings do not name them: changes of components are reported
within a day and stored within three."""

DEGREES_E7 = 10_000_000
EMERGENCY_LEVELS = ("general", "larger", "large", "extra_large")


def read_city(path: Path) -> Gathered:
    """The city and its districts: `code`, `name`, `districts` [{code, name}].

    Each may have an `outline`, a list of rings [[longitude, latitude] …] in WGS-84.
    """
    city = _json(path)
    places = [(city, ""), *((one, city.get("code")) for one in city.get("districts", []))]

    def area(place: Mapping[str, Any], parent: object) -> tuple[str, Row]:
        cells = Cells({"code": str(place.get("code", "")), "name": str(place.get("name", ""))})
        code = cells.matching("code", r"[0-9]{6}", _("应为 6 位区划代码。"))
        outline = [_corners(ring) for ring in place.get("outline") or ()]
        return code, {"name": cells.text("name", 60), "parent": str(parent), "outline": outline}

    builders = (partial(area, *place) for place in places)
    return gathered_from("area", path, enumerate(builders, 1))


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
    builders = (partial(grid, feature) for feature in features)
    return gathered_from("grid", path, enumerate(builders, 1))


def read_settings(path: Path) -> Gathered:
    """Settings of the site: limits of the clocks in natural minutes, and all else by dotted name.

    Clocks that are not named but in `LIMITS_UNLESS_SET` get the limits from there.
    `work_hours` [[from, until] …] also gives the setting `work_day_minutes`.
    """
    raw = dict(_json(path))
    gathered = _limits(path, raw.pop("limits_minutes", {}))
    gathered.rows += _under(raw.get("version", ""), gathered.rows) if raw.get("version") else []
    gathered.add(_callback_rules(path, raw.pop("callback_rules", {})))
    gathered.add(_request_rules(path, raw.pop("requests", {}), raw.get("version")))
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


def _limits(path: Path, limits: object) -> Gathered:
    if not isinstance(limits, dict) or not all(isinstance(one, dict) for one in limits.values()):
        sentence = _("应为每个环节的时限，如 {example}。").format(
            example='{"register": {"normal": 30}}'
        )
        return Gathered(faults=[ReferenceFault(path.name, 1, "limits_minutes", sentence)])
    left = {clock: one for clock, one in LIMITS_UNLESS_SET.items() if clock not in limits}
    builders = (partial(_clock_limit, clock, minutes) for clock, minutes in (limits | left).items())
    return gathered_from("limit", path, enumerate(builders, 1))


def _clock_limit(clock: str, minutes: Mapping[str, Any]) -> tuple[str, Row]:
    cells = Cells({"basis": NATURAL} | {name: str(value) for name, value in minutes.items()})
    basis = cells.choice("basis", {NATURAL: NATURAL, WORK: WORK})
    named = [name for name in (*URGENCIES, *EMERGENCY_LEVELS) if name in minutes]
    row: Row = {name: cells.whole(name) for name in named}
    if not {"normal", "general"} & row.keys():
        raise CellFault(f"limits_minutes.{clock}", _("缺少 normal。"))
    return clock, {**row, "basis": basis}


def _callback_rules(path: Path, rules: object) -> Gathered:
    """The rules for owed calls: each a name with whole numbers, yes or no, and words."""
    if not isinstance(rules, dict) or not all(_is_rule(rule) for rule in rules.values()):
        sentence = _("应为回访规则，如 {example}。").format(
            example='{"tries": {"tries": 3, "half_days": 3}}'
        )
        return Gathered(faults=[ReferenceFault(path.name, 1, "callback_rules", sentence)])
    return Gathered([Reference("callback_rule", name, dict(rule)) for name, rule in rules.items()])


def _is_rule(rule: object) -> bool:
    return isinstance(rule, dict) and all(isinstance(v, str | int) for v in rule.values())


def _under(version: object, rows: Iterable[Reference]) -> list[Reference]:
    """The same limits once more, as the ones that cases of this version keep."""
    return [Reference(one.kind, f"{one.code}@{version}", one.row) for one in rows]


def _request_rules(path: Path, rules: object, version: object) -> Gathered:
    """What units may ask for: a rule for each kind, and how long it waits before it lapses."""
    if not isinstance(rules, dict) or not all(isinstance(one, dict) for one in rules.values()):
        sentence = _("应为每类申请的规则，如 {example}。").format(
            example='{"extension": {"most_grants": 2}}'
        )
        return Gathered(faults=[ReferenceFault(path.name, 1, "requests", sentence)])
    gathered = Gathered()
    for kind, rule in rules.items():
        for name, value in rule.items():
            if not _is_request_rule(name, value):
                sentence = _("不是申请规则的项目，或值不对。")
                fault = ReferenceFault(path.name, 1, f"requests.{kind}.{name}", sentence)
                gathered.faults.append(fault)
        row = {name: value for name, value in rule.items() if name != LAPSE}
        gathered.rows.append(Reference(RULE, kind, row))
        if isinstance(rule.get(LAPSE), int):
            limit = Reference("limit", f"decide/{kind}", {"normal": rule[LAPSE], "basis": NATURAL})
            gathered.rows += [limit, *(_under(version, [limit]) if version else ())]
    return gathered


def _is_request_rule(name: str, value: object) -> bool:
    if name in RULE_FLAGS:
        return isinstance(value, bool)
    if name in RULE_WORDS:
        return value in RULE_WORDS[name]
    return name in RULE_NUMBERS and isinstance(value, int) and not isinstance(value, bool)


def _ring(geometry: object) -> list[int]:
    """The outline as whole 1e-7 degrees: longitude, latitude, and so on."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Polygon":
        raise CellFault("geometry", _("网格应为单个多边形。"))
    rings = geometry.get("coordinates") or []
    if len(rings) != 1 or len(rings[0]) < 4:
        raise CellFault("geometry", _("网格应只有一圈边界，至少三个顶点。"))
    return _corners(rings[0])


def _corners(ring: Any) -> list[int]:
    try:
        return [round(degrees * DEGREES_E7) for lon, lat in ring for degrees in (lon, lat)]
    except (TypeError, ValueError):
        raise CellFault("geometry", _("边界坐标应为经度、纬度。")) from None


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
