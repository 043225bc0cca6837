"""Polygons out of the three usual files: GeoJSON, GeoPackage, Shapefile, in any coordinate system.

What comes out is in WGS-84 degrees, longitude before latitude, with the columns as text.

A file is handed in by somebody: it has a measure, and what it says about its coordinate system
names no other file, which Windows would ask for over the network under the account that imports.
"""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from seatapp.admin import geopackage
from seatapp.errors import InputFileError
from seatapp.places.points import BD09, GCJ02, WGS84
from seatapp.places.shifts import gcj02_of_bd09, wgs84_of
from seatapp.text import _

WGS84_CRS = "EPSG:4326"
MAP_BYTES = 100_000_000
OTHER_FILES = re.compile(r"\+\w+=|parameterfile|extension|^\s*{", re.IGNORECASE)
"""In what a file says about its coordinate system: where another file could be named."""

DAMAGED = (
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    shapely.GEOSException,
    sqlite3.Error,
    struct.error,
)
"""What the readers raise on files that are cut, nested without end, or made by hand."""


@dataclass(frozen=True)
class Shape:
    """One feature: where it stands in the file (from 1), its columns, its geometry in WGS-84."""

    place: int
    columns: dict[str, str]
    geometry: BaseGeometry


def read_shapes(path: Path, crs: str | None = None, system: str = WGS84) -> list[Shape]:
    """The features of a file.

    `crs` (such as `EPSG:4547`) replaces what the file says about its coordinate system; `system`
    tells that degrees are shifted (`gcj02`, `bd09`). Raises `InputFileError` for a file that
    cannot be read or is too large, or whose coordinate system nobody knows.
    """
    if not path.is_file():
        raise InputFileError(_("找不到文件 {path}。").format(path=path), "not_found")
    parts = [path, *(path.with_suffix(one) for one in (".dbf", ".shx", ".prj", ".cpg"))]
    if any(part.stat().st_size > MAP_BYTES for part in parts if part.is_file()):
        raise InputFileError(_("文件 {path} 过大，没有打开。").format(path=path.name), "too_large")
    readers = {
        ".geojson": _geojson,
        ".json": _geojson,
        ".gpkg": _geopackage,
        ".shp": _shapefile,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        sentence = _("{name} 不是 GeoJSON、GeoPackage 或 Shapefile 文件。")
        raise InputFileError(sentence.format(name=path.name), "unknown_format")
    try:
        said, rows = reader(path)
        move = _mover(crs or ("" if OTHER_FILES.search(said) else said), system)
        return [
            Shape(place, columns, shapely.transform(geometry, move, interleaved=False))
            for place, (columns, geometry) in enumerate(rows, 1)
        ]
    except DAMAGED as fault:
        sentence = _("文件 {name} 缺了一部分，或已损坏，没有导入任何内容。请重新导出后再试。")
        raise InputFileError(sentence.format(name=path.name), "faulty_file") from fault


Rows = list[tuple[dict[str, str], BaseGeometry]]


def _geojson(path: Path) -> tuple[str, Rows]:
    raw = json.loads(path.read_text("utf-8-sig"))
    named = ((raw.get("crs") or {}).get("properties") or {}).get("name")
    rows = [
        (
            _texts(feature.get("properties") or {}),
            shapely.from_geojson(json.dumps(feature["geometry"])),
        )
        for feature in raw["features"]
    ]
    return str(named or WGS84_CRS), rows


def _geopackage(path: Path) -> tuple[str, Rows]:
    said, found = geopackage.features(path)
    return said, [(_texts(columns), geometry) for columns, geometry in found]


def _shapefile(path: Path) -> tuple[str, Rows]:
    import shapefile

    prj = path.with_suffix(".prj")
    cpg = path.with_suffix(".cpg")
    encoding = cpg.read_text("ascii").strip() if cpg.is_file() else "utf-8"
    encoding = {"936": "gbk", "CP936": "gbk", "OEM": "gbk"}.get(encoding.upper(), encoding)
    try:
        rows = list(_shapefile_rows(shapefile, path, encoding))
    except UnicodeDecodeError:
        rows = list(_shapefile_rows(shapefile, path, "gb18030"))
    except shapefile.ShapefileException as fault:
        raise ValueError(str(fault)) from fault
    return prj.read_text("utf-8") if prj.is_file() else "", rows


def _shapefile_rows(
    library: Any, path: Path, encoding: str
) -> Iterator[tuple[dict[str, str], BaseGeometry]]:
    with library.Reader(str(path), encoding=encoding) as reader:
        for one in reader.iterShapeRecords():
            geometry = shapely.from_geojson(json.dumps(one.shape.__geo_interface__))
            yield _texts(one.record.as_dict()), geometry


def _texts(columns: dict[str, Any]) -> dict[str, str]:
    return {str(name): _text(value) for name, value in columns.items() if value is not None}


def _text(value: object) -> str:
    """A cell as text; a code that was stored as a number keeps its digits."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _mover(crs: str, system: str) -> Any:
    """The function that takes longitudes and latitudes (or metres) to WGS-84 degrees."""
    if not crs:
        raise InputFileError(
            _("文件没有写明坐标系，没有导入。请用 --crs 给出，例如 EPSG:4547。"), "unknown_crs"
        )
    try:
        source = CRS.from_user_input(crs)
    except CRSError:
        sentence = _("不认识的坐标系 {crs}，没有导入。请用 --crs 给出，例如 EPSG:4547。")
        raise InputFileError(sentence.format(crs=crs[:60]), "unknown_crs") from None
    transformer = Transformer.from_crs(source, WGS84_CRS, always_xy=True)

    def move(x: Any, y: Any) -> tuple[Any, Any]:
        lon, lat = transformer.transform(x, y)
        if system in (GCJ02, BD09):
            turned = [_unshifted(b, a, system) for a, b in zip(lon, lat, strict=True)]
            lon, lat = [b for _a, b in turned], [a for a, _b in turned]
        return lon, lat

    return move


def _unshifted(lat: float, lon: float, system: str) -> tuple[float, float]:
    if system == BD09:
        lat, lon = gcj02_of_bd09(lat, lon)
    return wgs84_of(lat, lon)
