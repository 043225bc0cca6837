"""One question for cases that may be the same matter: one connection, statements made once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from seatapp.local.photo_facts import cases_showing
from seatapp.local.tables import VIEWS
from seatapp.local.writing import in_chunks

Row = Mapping[str, Any]

MOST = 200
"""How many cases one question answers at most, the newest first."""

_case = VIEWS["case"].c
_brief = tuple(
    _case[name]
    for name in (
        *("id", "stage", "open", "class_code", "matter_code", "grid_code", "description"),
        *("lat_e7", "lon_e7", "datum", "reported_at", "closed_at"),
    )
)
_told = tuple(
    _case[name]
    for name in (
        *("id", "area", "stage", "open", "case_kind", "class_code", "matter_code"),
        *("acceptance_number", "case_number", "description", "address", "photos_before"),
        *("category_text", "reported_at"),
    )
)


@dataclass(frozen=True)
class Box:
    """A rectangle in whole 1e-7 degrees of some systems: south, north, west, east."""

    datums: Collection[str]
    south: int
    north: int
    west: int
    east: int


def _recent(*where: ColumnElement[bool]) -> Select[Any]:
    """The newest cases within the areas that are open, or were reported or closed lately."""
    since = bindparam("since", type_=_case.reported_at.type)
    recent = or_(_case.open.is_(True), _case.reported_at >= since, _case.closed_at >= since)
    newest = func.coalesce(_case.reported_at, 0).desc()
    return select(*_brief).where(*where, recent, _areas()).order_by(newest).limit(MOST)


def _areas() -> ColumnElement[bool]:
    return _case.area.in_(bindparam("areas", expanding=True))


_near = _recent(
    _case.lat_e7.between(bindparam("south"), bindparam("north")),
    _case.lon_e7.between(bindparam("west"), bindparam("east")),
    func.coalesce(_case.datum, "wgs84").in_(bindparam("datums", expanding=True)),
)
_in_cell = _recent(_case.grid_code == bindparam("cell"))
_from_caller = _recent(_case.caller_phone_masked == bindparam("number"))
_brief_of = select(*_brief).where(_case.id.in_(bindparam("ids", expanding=True)), _areas())
_told_of = select(*_told).where(_case.id.in_(bindparam("ids", expanding=True)), _areas())


class Candidates:
    """Reads within the areas of one person while a connection is open."""

    def __init__(self, connection: Connection, areas: Sequence[str]) -> None:
        self._connection = connection
        self._areas = list(areas)

    def near(self, boxes: Iterable[Box], since: int) -> list[Row]:
        """Cases in the boxes that are open, or were reported or closed after `since`."""
        found: list[Row] = []
        for box in boxes:
            edges = {name: getattr(box, name) for name in ("south", "north", "west", "east")}
            found += self._rows(_near, since=since, datums=list(box.datums), **edges)
        return found

    def in_cell(self, grid_code: str, since: int) -> list[Row]:
        """Cases of a grid cell that are open, or were reported or closed after `since`."""
        return self._rows(_in_cell, since=since, cell=grid_code)

    def from_caller(self, masked: str, since: int) -> list[Row]:
        """Cases whose caller's number looks like this under the mask."""
        return self._rows(_from_caller, since=since, number=masked)

    def cases(self, case_ids: Iterable[str]) -> list[Row]:
        """These cases as far as the person may see them."""
        return [row for ids in in_chunks(case_ids) for row in self._rows(_brief_of, ids=ids)]

    def told(self, case_ids: Iterable[str]) -> dict[str, Row]:
        """What a card says of these cases, by their identifiers."""
        return {
            row["id"]: row for ids in in_chunks(case_ids) for row in self._rows(_told_of, ids=ids)
        }

    def showing(self, hashes: Iterable[str]) -> dict[str, list[str]]:
        """The cases that show each of these photos, whoever may see them."""
        return cases_showing(self._connection, hashes)

    def _rows(self, statement: Select[Any], **values: object) -> list[Row]:
        values["areas"] = self._areas
        return [dict(row) for row in self._connection.execute(statement, values).mappings()]
