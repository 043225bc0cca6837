"""The findings of the intake meter by what is known: class, component, place, cell and photo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from seatapp.domain.checks.thresholds import Thresholds
from seatapp.domain.references import ReferenceRow
from seatapp.intake.city import CityMap
from seatapp.intake.meter import (
    Known,
    Reading,
    Used,
    of_photo,
    photo_point,
    read_meter,
    taken_seconds,
)
from seatapp.media.facts import Facts
from tests.helpers.rules import NOON, PHOTO, MadeReferences

CELL, BESIDE, RETIRED = "999001001001001", "999001001001002", "999001001001003"
LAT, LON = 390_000_000, 1_040_000_000
A_HUNDRED_METRES = 9_000
"""Of 1e-7 degrees to the north."""

CLASSES: Mapping[str, ReferenceRow] = {
    "cover": {
        **{"category": "component", "condition": "井盖缺失、破损", "minor_name": "污水井盖"},
        "in_duty": True,
    },
    "litter": {"category": "event", "minor_name": "暴露垃圾"},
    "wires": {"category": "event", "in_duty": False, "decline_rule": "归电力公司。"},
    "noise": {"category": "event", "in_duty": False},
    "nameless": {"category": "event", "in_duty": "no"},
}
COVER = "9990010102000001"


ROWS: Mapping[tuple[str, str], ReferenceRow] = {
    **{("class", code): row for code, row in CLASSES.items()},
    ("component", COVER): {"name": "污水井盖"},
    ("grid", CELL): {"area": "999001"},
    ("grid", BESIDE): {"area": "999001"},
    ("grid", RETIRED): {"area": "999001", "retired": True},
}
TWO_PHOTOS: Mapping[tuple[str, str], ReferenceRow] = {
    ("setting", "version"): {"value": "2026-7"},
    ("setting", "photos.minimum_before"): {"value": 2},
}
"""A city with numbers of its own."""


class CityReferences(MadeReferences):
    """A city with classes, a component, grid cells, and what it has set."""

    def __init__(self, numbers: Mapping[tuple[str, str], ReferenceRow] | None = None) -> None:
        super().__init__()
        self._rows = {**ROWS, **(numbers or {})}

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The made row."""
        return self._rows.get((kind, code))


def square(lat: int, lon: int) -> list[int]:
    """A cell around this corner, half a kilometre wide."""
    far = 5 * A_HUNDRED_METRES
    return [lon, lat, lon + far, lat, lon + far, lat + far, lon, lat + far]


CITY = CityMap(
    [
        (CELL, {"ring": square(LAT, LON)}),
        (BESIDE, {"ring": square(LAT + 5 * A_HUNDRED_METRES, LON)}),
    ],
    [],
)
NOWHERE = CityMap([], [])
WITHIN: Mapping[str, Any] = {
    **{"lat_e7": LAT + A_HUNDRED_METRES, "lon_e7": LON + A_HUNDRED_METRES},
    "datum": "wgs84",
}
FACTS = Facts("JPEG", 1280, 960)


def known(
    facts: Facts | None = None,
    city: CityMap = CITY,
    used: Used | None = None,
    components: bool = True,
) -> Known:
    """What was looked up, with the facts of the one photo where it was looked at."""
    return Known(
        {} if facts is None else {PHOTO: facts},
        {} if used is None else {PHOTO: used},
        city,
        components,
    )


def grid_report(lookup: Known, **values: Any) -> Reading:
    return read_meter({"case_kind": "grid", **values}, lookup, CityReferences(), NOON)


def result(reading: Reading, check: str) -> str | None:
    """What a check answered, or None where it was not asked."""
    return next((str(f.verdict.result) for f in reading.findings if f.verdict.check == check), None)


def said(reading: Reading, check: str) -> str:
    return next(f.verdict.message for f in reading.findings if f.verdict.check == check)


# --- class, duty, component -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "chosen", "duty"),
    [
        ("cover", "pass", "pass"),
        ("litter", "pass", "unknown"),
        ("wires", "pass", "reject"),
        ("noise", "pass", "reject"),
        ("nameless", "pass", "unknown"),
        ("former", "reject", "unknown"),
        ("", "reject", "unknown"),
        (None, "reject", "unknown"),
    ],
)
def test_the_class_tells_whose_duty_it_is(code: str | None, chosen: str, duty: str) -> None:
    reading = grid_report(known(), class_code=code)
    assert (result(reading, "class_chosen"), result(reading, "within_duty")) == (chosen, duty)


def test_the_words_of_the_class_are_told() -> None:
    conditions = {
        code: said(grid_report(known(), class_code=code), "class_chosen") for code in CLASSES
    }
    assert conditions["cover"] == "立案条件：井盖缺失、破损"
    assert conditions["litter"] == "立案条件：暴露垃圾", "its name where no condition is kept"
    assert conditions["nameless"] == "立案条件："
    assert "归电力公司" in said(grid_report(known(), class_code="wires"), "within_duty")
    assert said(grid_report(known(), class_code="noise"), "within_duty") == "这一类不归城市管理。"
    assert "还没有选类别" in said(grid_report(known(), class_code=None), "class_chosen")


def test_what_nobody_has_written_is_called_missing() -> None:
    assert said(grid_report(known(), description=None), "description_enough").startswith("还没有写")
    assert said(grid_report(known(), address=None), "address_precise").startswith("还没有填")


@pytest.mark.parametrize(
    ("code", "component", "components", "expected"),
    [
        ("cover", COVER, True, "pass"),
        ("cover", "9990010102000009", True, "warn"),
        ("cover", COVER, False, "unknown"),
        ("cover", None, True, "warn"),
        ("litter", None, True, None),
        ("litter", COVER, True, "pass"),
        ("litter", "12", True, "reject"),
        ("", COVER, True, None),
    ],
)
def test_a_component_is_asked_for_by_its_class_and_checked_wherever_it_is_named(
    code: str, component: str | None, components: bool, expected: str | None
) -> None:
    lookup = known(components=components)
    reading = grid_report(lookup, class_code=code, component_code=component)
    assert result(reading, "component_code") == expected


# --- place and cell ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "place", "inside", "cell"),
    [
        ("grid", WITHIN, "pass", "pass"),
        ("grid", {**WITHIN, "lat_e7": LAT - 9 * A_HUNDRED_METRES}, "reject", "reject"),
        ("grid", {}, "unknown", "unknown"),
        ("hotline", WITHIN, "pass", None),
        ("hotline", {}, None, None),
    ],
)
def test_where_it_lies_is_asked_of_grid_reports_and_where_a_place_is_known(
    kind: str, place: Mapping[str, Any], inside: str | None, cell: str | None
) -> None:
    reading = read_meter({"case_kind": kind, **place}, known(), CityReferences(), NOON)
    assert (result(reading, "inside_city"), result(reading, "one_grid_cell")) == (inside, cell)


def test_on_the_border_of_two_cells_both_are_named() -> None:
    border = {**WITHIN, "lat_e7": LAT + 5 * A_HUNDRED_METRES}
    told = said(grid_report(known(), **border), "one_grid_cell")
    assert CELL in told
    assert BESIDE in told


@pytest.mark.parametrize(
    ("code", "city", "expected"),
    [
        (CELL, CITY, "pass"),
        (BESIDE, CITY, "warn"),
        (RETIRED, CITY, "reject"),
        ("999001001001009", CITY, "reject"),
        (CELL, NOWHERE, "unknown"),
        (None, CITY, None),
        ("", CITY, None),
    ],
)
def test_a_cell_is_checked_against_list_and_place(
    code: str | None, city: CityMap, expected: str | None
) -> None:
    reading = grid_report(known(city=city), grid_code=code, **WITHIN)
    assert result(reading, "grid_code") == expected


def test_an_unknown_cell_is_not_called_a_retired_one() -> None:
    told = said(grid_report(known(), grid_code="999001001001009"), "grid_code")
    assert "停用" not in told
    assert "停用" in said(grid_report(known(), grid_code=RETIRED), "grid_code")


# --- photos -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("north", "expected"), [(A_HUNDRED_METRES, "pass"), (5 * A_HUNDRED_METRES, "reject")]
)
def test_a_photo_is_measured_against_the_place(north: int, expected: str) -> None:
    facts = replace(FACTS, lat_e7=WITHIN["lat_e7"] + north, lon_e7=WITHIN["lon_e7"])
    reading = grid_report(known(facts), photos_before=[PHOTO], **WITHIN)
    assert result(reading, "photo_position") == expected


def test_a_photo_without_position_is_unknown_and_without_a_place_not_asked() -> None:
    reading = grid_report(known(FACTS), photos_before=[PHOTO], **WITHIN)
    assert result(reading, "photo_position") == "unknown"
    assert result(grid_report(known(FACTS), photos_before=[PHOTO]), "photo_position") is None


@pytest.mark.parametrize(("lat", "lon"), [(None, None), (LAT, None), (None, LON)])
def test_half_a_position_is_none(lat: int | None, lon: int | None) -> None:
    assert photo_point(replace(FACTS, lat_e7=lat, lon_e7=lon)) is None


def test_a_photo_is_fresh_by_the_moment_of_the_report_and_before_it_by_now() -> None:
    facts = replace(FACTS, taken_at=datetime.fromtimestamp(NOON, UTC).isoformat())
    later = {"photos_before": [PHOTO], "reported_at": NOON + 5 * 3600}
    assert result(grid_report(known(facts), **later), "photo_fresh") == "reject"
    assert result(grid_report(known(facts), photos_before=[PHOTO]), "photo_fresh") == "pass"


def test_a_photo_alone_is_not_asked_how_old_and_how_far_it_is() -> None:
    asked = {one.check for one in of_photo(FACTS, None, None, Thresholds())}
    assert asked.isdisjoint({"photo_fresh", "photo_position"})
    assert len(asked) == 5


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("2026-11-22T12:00:00", NOON),
        ("2026-11-22T12:00:00+08:00", NOON),
        ("2026-11-22T04:00:00+00:00", NOON),
        ("0000:00:00", None),
        (None, None),
    ],
)
def test_a_camera_without_an_offset_shows_the_time_of_the_city(
    told: str | None, seconds: int | None
) -> None:
    assert taken_seconds(told) == seconds


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        (None, "unknown"),
        (Used((), None), "unknown"),
        (Used((), ()), "pass"),
        (Used((), ("A01",)), "warn"),
        (Used(("A01",), ()), "reject"),
    ],
)
def test_a_photo_is_called_unused_only_after_both_searches(
    used: Used | None, expected: str
) -> None:
    reading = grid_report(known(used=used), photos_before=[PHOTO])
    assert result(reading, "photo_not_used") == expected


def test_a_hotline_order_may_have_a_photo_and_is_asked_for_none() -> None:
    values = {"case_kind": "hotline", "photos_before": [PHOTO]}
    reading = read_meter(values, known(FACTS), CityReferences(), NOON)
    assert result(reading, "photo_count") is None
    assert result(reading, "photo_whole") == "pass"


# --- numbers of the city ----------------------------------------------------------------------


def test_the_numbers_of_the_city_count_and_their_version_is_kept() -> None:
    values = {"case_kind": "grid", "class_code": "litter", "photos_before": [PHOTO]}
    own = read_meter(values, known(FACTS), CityReferences(TWO_PHOTOS), NOON)
    usual = read_meter(values, known(FACTS), CityReferences(), NOON)
    assert (own.version, usual.version) == ("2026-7", "-")
    assert [result(one, "photo_count") for one in (own, usual)] == ["reject", "pass"]
