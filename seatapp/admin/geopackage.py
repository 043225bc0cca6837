"""The polygons of a GeoPackage, which is an SQLite database made by somebody else's program.

What stands where its tables should be can be a query without end, and geometries can lie within
each other so deep that the library which reads them ends the program: both are stopped here.
"""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

MAGIC = b"GP"
MOST_SHAPES = 200_000
CELL_BYTES = 20_000_000
QUERY_STEPS = 50_000_000
"""How long one query may work, in steps of SQLite: some seconds."""

POLYGON, MULTI_POLYGON = 3, 6
ISO_STEP = 1000
NUMBERS = (2, 3, 3, 4)
"""Of a corner, by the thousands of the kind: plane, with height, with measure, with both."""
HEAD_BYTES = 9
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}

LAYER = """
    SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g
    JOIN gpkg_contents c ON c.table_name = g.table_name WHERE c.data_type = 'features'
"""
SYSTEM = """
    SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys
    WHERE srs_id = ?
"""


Features = list[tuple[dict[str, Any], BaseGeometry]]


def features(path: Path) -> tuple[str, Features]:
    """The coordinate system of the first layer, and columns and geometry of its features.

    Raises `sqlite3.Error`, `ValueError`, `TypeError`, `LookupError` or `struct.error` for a file
    that is damaged or made to do harm.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as wire:
        wire.set_progress_handler(lambda: True, QUERY_STEPS)
        wire.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, CELL_BYTES)
        wire.execute("PRAGMA trusted_schema = OFF")
        table, column, srs = wire.execute(LAYER).fetchone()
        organization, code, wkt = wire.execute(SYSTEM, (srs,)).fetchone()
        found = wire.execute('SELECT * FROM "{}"'.format(str(table).replace('"', '""')))
        names = [part[0] for part in found.description]
        rows: Features = []
        for values in found:
            if len(rows) == MOST_SHAPES:
                raise ValueError("too many features")
            row = dict(zip(names, values, strict=True))
            rows.append((row, shapely.from_wkb(_polygons(row.pop(column)))))
    return f"EPSG:{code}" if str(organization).upper() == "EPSG" else str(wkt), rows


def _polygons(blob: bytes) -> bytes:
    """What follows the header of a geometry, which has to be a polygon or several of them."""
    if blob[:2] != MAGIC:
        raise ValueError("not a geometry of a GeoPackage")
    wkb = blob[8 + _ENVELOPE_BYTES[(blob[3] >> 1) & 7] :]
    _order, kind, amount = _head(wkb, 0)
    if kind % ISO_STEP == MULTI_POLYGON:
        at = HEAD_BYTES
        for _part in range(amount):
            at = _end_of_polygon(wkb, at)
    else:
        _end_of_polygon(wkb, 0)
    return wkb


def _head(wkb: bytes, at: int) -> tuple[str, int, int]:
    """The order of bytes of a geometry, its kind, and how many parts or rings it has."""
    order = "<" if wkb[at] else ">"
    kind, amount = struct.unpack_from(f"{order}II", wkb, at + 1)
    return order, kind, amount


def _end_of_polygon(wkb: bytes, at: int) -> int:
    order, kind, rings = _head(wkb, at)
    if kind % ISO_STEP != POLYGON:
        raise ValueError("not a polygon")
    corner_bytes = 8 * NUMBERS[kind // ISO_STEP]
    at += HEAD_BYTES
    for _ring in range(rings):
        (corners,) = struct.unpack_from(f"{order}I", wkb, at)
        at += 4 + corners * corner_bytes
    return at
