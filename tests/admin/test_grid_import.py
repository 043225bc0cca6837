"""Grid cells from the three file formats in several coordinate systems, and the report on them."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from shapely import Polygon

from seatapp.admin.grid_import import GridReport, read_grid_cells
from seatapp.admin.polygon_files import Shape, read_shapes
from seatapp.cli.main import group
from seatapp.errors import InputFileError
from seatapp.places.datums import to_projected
from seatapp.places.points import CGCS2000, point_of
from seatapp.places.shifts import gcj02_of

DEMO = Path(str(files("resources") / "demo" / "grids.geojson"))
CELLS = 12


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DEMO.read_text("utf-8"))["features"][:CELLS]
    return found


def rings(report: GridReport) -> dict[str, list[int]]:
    return {one.code: one.row["ring"] for one in report.rows if one.row is not None}


@pytest.fixture(scope="module")
def expected(features: list[dict[str, Any]]) -> dict[str, list[int]]:
    return {
        one["properties"]["code"]: [
            round(degrees * 1e7) for spot in one["geometry"]["coordinates"][0] for degrees in spot
        ]
        for one in features
    }


def geojson(path: Path, features: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def written(path: Path, features: list[dict[str, Any]], epsg: int, driver: str) -> Path:
    """The cells in metres of a zone, written by another library."""
    import pyogrio.raw

    def projected(x: Any, y: Any) -> tuple[Any, Any]:
        metres = [to_projected(point_of(b, a, CGCS2000), epsg) for a, b in zip(x, y, strict=True)]
        return [m[0] for m in metres], [m[1] for m in metres]

    outlines = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    moved = [shapely.transform(one, projected, interleaved=False) for one in outlines]  # type: ignore[arg-type]
    columns = [[one["properties"][name] for one in features] for name in ("code", "name")]
    pyogrio.raw.write(
        path,
        shapely.to_wkb(moved),
        [np.array(column, dtype=object) for column in columns],
        ["code", "name"],
        geometry_type="Polygon",
        crs=f"EPSG:{epsg}",
        driver=driver,
        encoding="UTF-8",
    )
    return path


def close(found: dict[str, list[int]], expected: dict[str, list[int]]) -> None:
    assert set(found) == set(expected)
    for code, ring in expected.items():
        other = Polygon(list(zip(found[code][::2], found[code][1::2], strict=True)))
        own = Polygon(list(zip(ring[::2], ring[1::2], strict=True)))
        assert own.hausdorff_distance(other) <= 3  # whole 1e-7 degrees, a few centimetres


def test_geojson_is_taken_to_the_last_digit(expected: dict[str, list[int]]) -> None:
    report = read_grid_cells(read_shapes(DEMO))
    assert len(report.rows) == 208
    assert not report.faults
    assert not report.overlaps
    assert {code: ring for code, ring in rings(report).items() if code in expected} == expected


@pytest.mark.parametrize(
    ("name", "driver"), [("cells.gpkg", "GPKG"), ("cells.shp", "ESRI Shapefile")]
)
def test_files_in_metres_of_a_zone(
    tmp_path: Path,
    features: list[dict[str, Any]],
    expected: dict[str, list[int]],
    name: str,
    driver: str,
) -> None:
    path = written(tmp_path / name, features, 4544, driver)
    report = read_grid_cells(read_shapes(path))
    assert not report.faults
    close(rings(report), expected)
    names = {one.row["name"] for one in report.rows if one.row is not None}
    assert names == {one["properties"]["name"] for one in features}


def test_shifted_degrees_are_shifted_back(
    tmp_path: Path, features: list[dict[str, Any]], expected: dict[str, list[int]]
) -> None:
    moved = json.loads(json.dumps(features))
    for one in moved:
        ring = one["geometry"]["coordinates"][0]
        one["geometry"]["coordinates"][0] = [
            list(reversed(gcj02_of(lat, lon))) for lon, lat in ring
        ]
    report = read_grid_cells(read_shapes(geojson(tmp_path / "a.geojson", moved), system="gcj02"))
    close(rings(report), expected)


def test_an_unknown_coordinate_system_is_asked_for(
    tmp_path: Path, features: list[dict[str, Any]], expected: dict[str, list[int]]
) -> None:
    path = written(tmp_path / "cells.shp", features, 4544, "ESRI Shapefile")
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputFileError) as fault:
        read_shapes(path)
    assert fault.value.code == "unknown_crs"
    close(rings(read_grid_cells(read_shapes(path, crs="EPSG:4544"))), expected)
    with pytest.raises(InputFileError):
        read_shapes(path, crs="EPSG:999999")


@pytest.mark.parametrize("content", ["", "{}", '{"features": [{}]}', "\x00\x01"])
def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cells.geojson"
    path.write_text(content, "utf-8")
    with pytest.raises(InputFileError):
        read_shapes(path)


def square(code: str, west: float, south: float, size: float = 0.001, **more: str) -> Shape:
    outline = shapely.box(104 + west, 39 + south, 104 + west + size, 39 + south + size)
    return Shape(1, {"code": code, **more}, outline)


def test_the_report_names_what_is_wrong_with_each_cell() -> None:
    bow = Polygon([(104, 39), (104.001, 39.001), (104.001, 39), (104, 39.001)])
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    report = read_grid_cells(
        [
            square("999001001001001", 0, 0),
            square("999001001001001", 0.01, 0),
            square("99900100100100", 0.02, 0),
            square("999001001001000", 0.03, 0),
            square("110101001001001", 0.04, 0),
            Shape(6, {"code": "999001001001002"}, bow),
            Shape(7, {"code": "999001001001003"}, ring),
            Shape(8, {"code": "999001001001004"}, shapely.Point(1, 1)),
            Shape(9, {"code": "999001001001005"}, shapely.box(500_000, 1, 500_010, 9)),
        ],
        areas=["999001"],
    )
    assert [one.problem for one in report.faults] == [
        *("twice", "code", "code", "division"),
        *("crosses_itself", "hole", "not_one_polygon", "off_earth"),
    ]
    assert [one.code for one in report.rows] == ["999001001001001"]


def test_overlaps_gaps_and_retired_codes() -> None:
    around = [
        square(f"99900100100100{number}", 0.001 * (number % 3), 0.001 * (number // 3))
        for number in range(1, 9)
        if number != 4
    ]
    corner = square("999001001002001", 0, 0)
    over = square("999001001002002", 0.0025, 0.0025)
    old = square("999001001001900", 0.001, 0.001, end_date="20260101")
    report = read_grid_cells([*around, corner, over, old])
    assert report.retired == ["999001001001900"]
    assert [one.codes for one in report.overlaps] == [("999001001001008", "999001001002002")]
    assert report.overlaps[0].square_metres == pytest.approx(2401, rel=0.02)
    (gap,) = report.gaps
    assert gap.square_metres == pytest.approx(9610, rel=0.02)
    assert len(gap.codes) == 8
    retired = next(one.row for one in report.rows if one.code == "999001001001900")
    assert retired is not None
    assert retired["retired"] == "20260101"


def test_cells_within_each_other_and_twice_the_same_overlap() -> None:
    whole, again = square("999001001001001", 0, 0), square("999001001001002", 0, 0)
    corner = square("999001001001003", 0, 0, 0.0005)
    report = read_grid_cells([whole, again, corner])
    assert [tuple(code[-1] for code in one.codes) for one in report.overlaps] == [
        ("1", "2"),
        ("1", "3"),
        ("2", "3"),
    ]


def test_an_outline_that_no_row_can_hold_is_named() -> None:
    around = shapely.Point(104, 39).buffer(0.01, quad_segs=2_000)
    report = read_grid_cells([Shape(1, {"code": "999001001001001"}, around)])
    assert [one.problem for one in report.faults] == ["corners"]


def test_the_command_tells_its_report(tmp_path: Path, features: list[dict[str, Any]]) -> None:
    broken = [*features, {**features[0], "properties": {"code": "12"}}]
    path = geojson(tmp_path / "cells.geojson", broken)
    words = ["--home", str(tmp_path), "--json", "import", "grids", str(path), "--dry-run"]
    done = CliRunner().invoke(group, [*words, "--login", "u1022", "--password", "x"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["found"], told["changed"]) == (CELLS, 0)
    assert told["faults"][0]["problem"] == "code"
