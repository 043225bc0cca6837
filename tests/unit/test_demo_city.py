"""The files of the made demo city hang together and are what their README says."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pytest
from PIL import ExifTags, Image
from shapely.geometry import Point, Polygon, shape
from shapely.ops import unary_union

DEMO = files("resources").joinpath("demo")
E7 = 10_000_000

OPEN_QUEUES = {
    "grid": {
        "reported",
        "returned",
        "verifying",
        "prefiled",
        "filed",
        "handling",
        "responded",
        "to_inspect",
        "inspecting",
        "inspected_pass",
        "inspected_fail",
        "closing",
        "closed",
        "declined",
        "self_handled",
    },
    "hotline": {"reported", "filed", "handling", "responded", "closing", "closed", "answered"},
    "superior": {"reported", "filed", "handling", "responded", "closing", "closed"},
}


def table(name: str) -> list[dict[str, str]]:
    text = DEMO.joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def codes(name: str) -> set[str]:
    found = [row["code"] for row in table(name)]
    assert len(set(found)) == len(found), f"a code of {name} stands twice"
    return set(found)


def document(name: str) -> Any:
    return json.loads(DEMO.joinpath(name).read_text(encoding="utf-8"))


def split(text: str) -> list[str]:
    return text.split("|") if text else []


@pytest.fixture(scope="module")
def city() -> dict[str, Any]:
    found: dict[str, Any] = document("city.json")
    return found


@pytest.fixture(scope="module")
def grids() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document("grids.geojson")["features"]
    return found


@pytest.fixture(scope="module")
def polygons(grids: list[dict[str, Any]]) -> dict[str, Polygon]:
    return {grid["properties"]["code"]: polygon_of(grid["geometry"]) for grid in grids}


def polygon_of(geometry: dict[str, Any]) -> Polygon:
    found = shape(geometry)
    assert isinstance(found, Polygon)
    return found


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    lines = DEMO.joinpath("cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def photos() -> dict[str, dict[str, str]]:
    return {row["file"]: row for row in table("photos.csv")}


@pytest.fixture(scope="module")
def areas(city: dict[str, Any]) -> set[str]:
    parts = city["districts"] + city["streets"] + city["communities"]
    return {city["code"], *(part["code"] for part in parts)}


def photo_file(name: str) -> Traversable:
    return DEMO.joinpath("photos", name)


def described_photos(case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for moment in ("before", "after"):
        for name in case[f"photos_{moment}"]:
            yield moment, name


def test_divisions_nest(city: dict[str, Any]) -> None:
    districts = {part["code"] for part in city["districts"]}
    streets = {part["code"] for part in city["streets"]}
    assert all(code[:3] == city["code"][:3] for code in districts)
    assert all(part["district"] in districts for part in city["streets"])
    assert all(part["code"][:6] == part["district"] for part in city["streets"])
    assert all(part["street"] in streets for part in city["communities"])
    assert all(part["code"][:9] == part["street"] for part in city["communities"])


def test_grid_codes_follow_the_divisions(grids: list[dict[str, Any]], areas: set[str]) -> None:
    found = [grid["properties"] for grid in grids]
    assert 180 <= len({grid["code"] for grid in found}) == len(found) <= 240
    for grid in found:
        assert grid["code"].isdigit()
        assert len(grid["code"]) == 15
        assert grid["code"][:12] == grid["community"]
        assert grid["community"] in areas
        assert grid["code"][12:] != "000"
        assert grid["end_date"] is None


def test_grid_numbers_have_no_holes(grids: list[dict[str, Any]]) -> None:
    counts = Counter(grid["properties"]["community"] for grid in grids)
    found = {grid["properties"]["code"] for grid in grids}
    expected = {
        f"{community}{number:03d}"
        for community, count in counts.items()
        for number in range(1, count + 1)
    }
    assert found == expected


def test_grid_cells_are_valid_and_of_about_a_hectare(
    grids: list[dict[str, Any]], polygons: dict[str, Polygon]
) -> None:
    assert all(polygon.is_valid and not polygon.interiors for polygon in polygons.values())
    for grid in grids:
        polygon = polygons[grid["properties"]["code"]]
        measured = polygon.area * 111_016 * 86_623
        assert grid["properties"]["area_m2"] == pytest.approx(measured, rel=0.002)
        assert 8_000 <= grid["properties"]["area_m2"] <= 22_500


def test_grid_cells_leave_no_gap_and_do_not_overlap(polygons: dict[str, Polygon]) -> None:
    whole = unary_union(list(polygons.values()))
    assert isinstance(whole, Polygon)
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(cell.area for cell in polygons.values()), rel=1e-9)


def test_neighbours_share_their_corners(polygons: dict[str, Polygon]) -> None:
    whole = unary_union(list(polygons.values()))
    assert isinstance(whole, Polygon)
    edges = Counter(
        frozenset(pair)
        for cell in polygons.values()
        for pair in zip(cell.exterior.coords[:-1], cell.exterior.coords[1:], strict=True)
    )
    assert set(edges.values()) == {1, 2}
    outline = sum(1 for count in edges.values() if count == 1)
    assert outline == len(whole.exterior.coords) - 1


def test_cells_are_numbered_west_to_east_then_north_to_south(
    polygons: dict[str, Polygon],
) -> None:
    for code, cell in polygons.items():
        following = polygons.get(f"{int(code) + 1:015d}")
        if following is None:
            continue
        here, there = cell.centroid, following.centroid
        east_of_it = there.x > here.x and abs(there.y - here.y) < 0.0006
        below_it = there.y < here.y - 0.0004
        assert east_of_it or below_it, code


def test_units_name_areas_and_parents_that_exist(areas: set[str]) -> None:
    units = table("units.csv")
    known = codes("units.csv")
    assert {row["kind"] for row in units} == {
        "district",
        "street",
        "department",
        "company",
        "utility",
    }
    assert all(row["area"] in areas for row in units)
    assert all(not row["parent"] or row["parent"] in known for row in units)
    names = [name for row in units for name in [row["name"], *split(row["aliases"])]]
    assert len(set(names)) == len(names)


def test_every_street_has_its_office(city: dict[str, Any]) -> None:
    offices = {row["area"] for row in table("units.csv") if row["kind"] == "street"}
    assert offices == {street["code"] for street in city["streets"]}


def test_every_post_has_two_people(areas: set[str]) -> None:
    people = table("people.csv")
    posts_text = files("db").joinpath("workflow", "posts.csv").read_text(encoding="utf-8")
    posts = {row["post"] for row in csv.DictReader(io.StringIO(posts_text))}
    held = Counter(post for row in people for post in split(row["posts"]))
    assert set(held) == posts
    assert min(held.values()) >= 2
    assert any(len(split(row["posts"])) == 2 for row in people)
    assert len({row["login"] for row in people}) == len(people)
    assert all(row["area"] in areas for row in people)
    assert "password" not in people[0]


def test_every_cell_has_exactly_one_collector(polygons: dict[str, Polygon]) -> None:
    collectors = table("collectors.csv")
    prefixes = [prefix for row in collectors for prefix in split(row["grids"])]
    for code in polygons:
        assert sum(code.startswith(prefix) for prefix in prefixes) == 1, code
    for row in collectors:
        assert all(prefix.startswith(row["area"]) for prefix in split(row["grids"]))


def test_classes_have_limits_and_units() -> None:
    units = codes("units.csv") | {"street"}
    limit_units = {"urgent_hour", "urgent_day", "work_hour", "work_day"}
    for row in table("classes.csv"):
        letter = {"component": "C", "event": "E"}[row["category"]]
        built = letter + row["major_code"] + row["minor_code"] + row["condition_code"]
        assert row["code"] == built
        assert row["version"] == "2026-1"
        if row["in_duty"] == "yes":
            assert int(row["limit_value"]) > 0
            assert row["limit_unit"] in limit_units
            assert {row["unit_road"], row["unit_community"]} <= units
            assert row["closing_condition"]
            assert not row["out_of_duty_rule"]
        else:
            assert row["out_of_duty_rule"]
    codes("classes.csv")


def test_one_minor_class_has_one_name() -> None:
    names: dict[str, set[str]] = {}
    for row in table("classes.csv"):
        names.setdefault(row["code"][:5], set()).add(row["minor"])
    assert all(len(found) == 1 for found in names.values())


def test_hotline_matters_have_units_and_natures() -> None:
    units = codes("units.csv") | {"street"}
    for row in table("hotline_matters.csv"):
        assert row["unit"] in units
        assert set(split(row["natures"])) <= choices("nature")
        assert row["urgency"] in choices("urgency")
        assert int(row["limit_value"]) > 0


def test_reasons_cover_every_kind() -> None:
    kinds = {row["kind"] for row in table("reasons.csv")}
    assert kinds >= {"decline", "return", "recall", "late", "override", "drop", "reveal"}
    assert kinds >= {"grant", "refuse"}
    codes("reasons.csv")


def choices(name: str) -> set[str]:
    text = files("db").joinpath("workflow", "choices.csv").read_text(encoding="utf-8")
    return {row["code"] for row in csv.DictReader(io.StringIO(text)) if row["list"] == name}


def case_stages() -> set[str]:
    text = files("db").joinpath("workflow", "stages.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["stage"] for row in rows if row["subject"] == "case"}


def test_settings_have_whole_positive_limits() -> None:
    limits = document("settings.json")["limits_minutes"]
    for clock in ("register", "dispatch", "receipt", "verify", "inspect", "close", "callback"):
        minutes = {name: value for name, value in limits[clock].items() if name != "basis"}
        assert set(minutes) == choices("urgency")
        assert all(isinstance(value, int) and value > 0 for value in minutes.values())


def test_references_of_cases_resolve(cases: list[dict[str, Any]], areas: set[str]) -> None:
    known = {
        "class_code": codes("classes.csv"),
        "matter_code": codes("hotline_matters.csv"),
        "collector": codes("collectors.csv"),
        "unit": codes("units.csv"),
        "reason_code": codes("reasons.csv"),
        "case_kind": choices("case_kind"),
        "source": choices("source"),
        "nature": choices("nature"),
        "urgency": choices("urgency"),
        "datum": choices("datum"),
        "story": case_stages(),
        "area": areas,
        "duplicate_of": {case["key"] for case in cases},
    }
    assert len({case["key"] for case in cases}) == len(cases) == 160
    for case in cases:
        for name, values in known.items():
            assert case.get(name) is None or case[name] in values, (case["key"], name)


def test_cases_carry_what_their_kind_needs(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        assert 20 <= len(case["description"]) <= 80, case["key"]
        assert "{" not in case["description"]
        assert case["minutes_ago"] > 0
        if case["case_kind"] == "grid":
            assert case["class_code"]
            assert case["grid_code"]
        else:
            assert case["matter_code"]
            assert case["story"] == "reported" or case["nature"]
        if case["source"] == "collector":
            assert case["collector"]


def test_positions_lie_in_the_stated_cells(
    cases: list[dict[str, Any]], polygons: dict[str, Polygon]
) -> None:
    for case in cases:
        if case["grid_code"]:
            place = Point(case["lon_e7"] / E7, case["lat_e7"] / E7)
            assert polygons[case["grid_code"]].contains(place), case["key"]
            assert case["grid_code"].startswith(case["area"])
        else:
            assert case["lat_e7"] is None


def test_collectors_report_from_their_own_cells(cases: list[dict[str, Any]]) -> None:
    prefixes = {row["code"]: split(row["grids"]) for row in table("collectors.csv")}
    for case in cases:
        if case["collector"]:
            assert case["grid_code"].startswith(tuple(prefixes[case["collector"]]))


def test_callers_are_made(cases: list[dict[str, Any]]) -> None:
    phones = [case["caller_phone"] for case in cases if case["caller_phone"]]
    assert len(phones) > 60
    assert all(len(phone) == 11 and phone.startswith("1990000") for phone in phones)
    assert all(case["caller_name"][1] == "示" for case in cases if case["caller_name"])
    for case in cases:
        if case["source"] in {"hotline_12345", "hotline_12319", "phone"}:
            assert case["caller_phone"], case["key"]


def test_one_caller_repeats_and_the_others_do_not(cases: list[dict[str, Any]]) -> None:
    counts = Counter(case["caller_phone"] for case in cases if case["caller_phone"])
    assert sorted(counts.values())[-2:] == [1, 2]
    repeated = [case for case in cases if counts.get(case["caller_phone"]) == 2]
    assert len({case["matter_code"] for case in repeated}) == 1


def test_every_queue_is_alive(cases: list[dict[str, Any]]) -> None:
    for kind, stages in OPEN_QUEUES.items():
        assert stages <= {case["story"] for case in cases if case["case_kind"] == kind}
    assert sum(case["urgency"] != "normal" for case in cases) >= 5
    assert {case["mark"] for case in cases} >= {"overdue", "receipt_owed", "to_ratify"}


def test_duplicates_are_near_and_alike(cases: list[dict[str, Any]]) -> None:
    by_key = {case["key"]: case for case in cases}
    pairs = [(case, by_key[case["duplicate_of"]]) for case in cases if "duplicate_of" in case]
    assert pairs
    for second, first in pairs:
        assert second["class_code"] == first["class_code"]
        assert abs(second["lat_e7"] - first["lat_e7"]) < 4000
        assert abs(second["lon_e7"] - first["lon_e7"]) < 4000


def test_classes_that_ask_for_a_pair_have_it_when_answered(cases: list[dict[str, Any]]) -> None:
    pairs = {row["code"] for row in table("classes.csv") if row["photo_pair"] == "yes"}
    answered = {
        "responded",
        "to_inspect",
        "inspecting",
        "inspected_pass",
        "inspected_fail",
        "closing",
        "closed",
    }
    for case in cases:
        if case["case_kind"] == "grid" and case["story"] in answered:
            assert case["class_code"] not in pairs or case["photos_after"], case["key"]
    assert sum(bool(case["photos_after"]) for case in cases) >= 10


def test_photos_are_those_the_cases_name(
    cases: list[dict[str, Any]], photos: dict[str, dict[str, str]]
) -> None:
    named = [name for case in cases for _moment, name in described_photos(case)]
    stored = {entry.name for entry in DEMO.joinpath("photos").iterdir() if entry.name != ".gitkeep"}
    assert len(set(named)) == len(named)
    assert set(named) == set(photos) == stored
    assert {row["quality"] for row in photos.values()} == {"good", "blurred", "dark"}


def test_photos_open_and_are_small(photos: dict[str, dict[str, str]]) -> None:
    for name in photos:
        data = photo_file(name).read_bytes()
        assert len(data) < 110_000
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            assert (image.format, image.size) == ("JPEG", (1280, 960))


def test_photos_carry_time_and_a_place_in_the_cell_of_their_case(
    cases: list[dict[str, Any]],
    photos: dict[str, dict[str, str]],
    polygons: dict[str, Polygon],
) -> None:
    for case in cases:
        for moment, name in described_photos(case):
            row = photos[name]
            assert (row["case"], row["moment"]) == (case["key"], moment)
            with Image.open(io.BytesIO(photo_file(name).read_bytes())) as image:
                exif = image.getexif()
            assert exif[ExifTags.Base.Orientation] == 1
            assert exif[ExifTags.Base.Make].encode("latin-1").decode() == "示例"
            inner = exif.get_ifd(ExifTags.IFD.Exif)
            assert inner[ExifTags.Base.DateTimeOriginal] == row["taken_at"]
            assert inner[ExifTags.Base.OffsetTimeOriginal] == "+08:00"
            gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
            place = Point(
                degrees(gps[ExifTags.GPS.GPSLongitude]), degrees(gps[ExifTags.GPS.GPSLatitude])
            )
            assert polygons[case["grid_code"]].contains(place), name
            assert place.y == pytest.approx(int(row["lat_e7"]) / E7, abs=1e-6)


def degrees(parts: tuple[Any, Any, Any]) -> float:
    whole, minutes, seconds = (float(part) for part in parts)
    return whole + minutes / 60 + seconds / 3600


def test_after_pictures_were_taken_after_the_report(photos: dict[str, dict[str, str]]) -> None:
    for name, row in photos.items():
        later = int(row["minutes_after_report"]) > 0
        assert later == (row["moment"] == "after"), name
