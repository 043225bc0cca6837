"""Grid cells from a file, and the report on what is wrong with the map that they make."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from seatapp.admin.polygon_files import Shape
from seatapp.admin.reference_rows import Reference
from seatapp.places.grids import METRES_A_DEGREE
from seatapp.places.points import E7
from seatapp.text import _

CODE = re.compile(r"[0-9]{12}(?!000)[0-9]{3}", re.ASCII)
COLUMNS: Mapping[str, Sequence[str]] = {
    "code": ("code", "grid_code", "bgcode", "网格代码", "网格编码", "单元网格代码"),
    "name": ("name", "grid_name", "网格名称", "名称"),
    "community": ("community", "社区", "社区代码"),
    "start_date": ("start_date", "起始日期", "启用日期"),
    "end_date": ("end_date", "终止日期", "停用日期"),
    "remark": ("remark", "备注"),
}
"""The columns of a grid file under the names they go by."""

MOST_CORNERS = 7_500
"""The centre takes no longer row."""

LEAST_M2 = 1.0
"""Gaps and overlaps smaller than this come from rounding."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one feature (its place in the file, from 1); it is not imported."""

    place: int
    code: str
    problem: str
    sentence: str


@dataclass(frozen=True)
class Patch:
    """A gap or an overlap: the cells concerned, where it is (degrees) and how large."""

    codes: tuple[str, ...]
    lat: float
    lon: float
    square_metres: float


@dataclass
class GridReport:
    """What was read: rows to send, faults, and what is doubtful about the map as a whole."""

    rows: list[Reference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    overlaps: list[Patch] = field(default_factory=list)
    gaps: list[Patch] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


def read_grid_cells(shapes: Sequence[Shape], areas: Sequence[str] = ()) -> GridReport:
    """The cells of a file and the report on them; `areas` are the divisions that are known."""
    report = GridReport()
    seen: Counter[str] = Counter()
    cells: dict[str, Polygon] = {}
    for shape in shapes:
        said = _columns(shape.columns)
        code = said.get("code", "")
        outline, problem = _outline(shape, code, areas)
        if not problem and seen[code]:
            problem = "twice"
        seen[code] += 1
        if problem or outline is None:
            report.faults.append(Fault(shape.place, code, problem, _sentence(problem)))
            continue
        ring = [round(degrees * E7) for spot in outline.exterior.coords for degrees in spot[:2]]
        row: dict[str, object] = {
            "area": code[:6],
            "name": said.get("name") or code,
            "community": said.get("community") or code[:12],
            "ring": ring,
        }
        if said.get("start_date"):
            row["start_date"] = said["start_date"]
        if said.get("end_date"):
            row["retired"] = said["end_date"]
            report.retired.append(code)
        else:
            cells[code] = Polygon(list(zip(ring[::2], ring[1::2], strict=True)))
        report.rows.append(Reference("grid", code, row))
    report.overlaps = _overlaps(cells)
    report.gaps = _gaps(cells)
    return report


def _columns(columns: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): value for name, value in columns.items()}
    return {
        name: next(lower[one] for one in names if lower.get(one))
        for name, names in COLUMNS.items()
        if any(lower.get(one) for one in names)
    }


def _outline(shape: Shape, code: str, areas: Sequence[str]) -> tuple[Polygon | None, str]:
    """The one outline of a cell, or the code of what is wrong with it."""
    if not CODE.fullmatch(code):
        return None, "code"
    if areas and code[:6] not in areas:
        return None, "division"
    geometry = shape.geometry
    if isinstance(geometry, MultiPolygon) and len(geometry.geoms) == 1:
        geometry = geometry.geoms[0]
    if not isinstance(geometry, Polygon) or geometry.is_empty:
        return None, "not_one_polygon"
    if len(geometry.interiors):
        return None, "hole"
    if not geometry.is_valid:
        return None, "crosses_itself"
    if len(geometry.exterior.coords) > MOST_CORNERS:
        return None, "corners"
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None, "off_earth"
    return geometry, ""


def _sentence(problem: str) -> str:
    return {
        "code": _("网格代码应为 15 位数字，末三位不能是 000。"),
        "division": _("代码前六位不是本市的区划。"),
        "twice": _("代码出现了两次；变更后的网格要用新代码。"),
        "not_one_polygon": _("网格应为单个多边形。"),
        "hole": _("网格中间有洞。"),
        "crosses_itself": _("边界自相交。"),
        "corners": _("边界的点太多（最多 {n} 个），请在制图软件里简化后再导出。").format(
            n=MOST_CORNERS
        ),
        "off_earth": _("坐标超出经纬度范围，请核对坐标系。"),
    }[problem]


def _overlaps(cells: Mapping[str, Polygon]) -> list[Patch]:
    """Where two cells have more in common than a border, one within the other or the same."""
    codes, outlines = list(cells), np.array(list(cells.values()), dtype=object)
    one, other = STRtree(outlines).query(outlines, predicate="intersects")
    one, other = one[one < other], other[one < other]
    both = shapely.intersection(outlines[one], outlines[other])
    found = [
        _patch((codes[first], codes[second]), patch)
        for first, second, patch in zip(one.tolist(), other.tolist(), both.tolist(), strict=True)
        if patch.area > 0
    ]
    return sorted(
        (patch for patch in found if patch.square_metres >= LEAST_M2), key=lambda one: one.codes
    )


def _gaps(cells: Mapping[str, Polygon]) -> list[Patch]:
    """Holes that the cells leave between them."""
    whole = shapely.union_all(list(cells.values()))
    parts = [part for part in shapely.get_parts(whole).tolist() if isinstance(part, Polygon)]
    tree, codes = STRtree(list(cells.values())), list(cells)
    found = []
    for part in parts:
        for ring in part.interiors:
            hole = Polygon(ring)
            around = sorted(codes[at] for at in tree.query(hole, predicate="intersects").tolist())
            patch = _patch(tuple(around), hole)
            if patch.square_metres >= LEAST_M2:
                found.append(patch)
    return sorted(found, key=lambda one: one.codes)


def _patch(codes: tuple[str, ...], area: BaseGeometry) -> Patch:
    """`area` is in whole 1e-7 degrees, in which neighbours share their borders exactly."""
    spot = area.representative_point()
    lat, lon = spot.y / E7, spot.x / E7
    scale = (METRES_A_DEGREE / E7) ** 2 * math.cos(math.radians(lat))
    return Patch(codes, round(lat, 7), round(lon, 7), round(area.area * scale, 1))
