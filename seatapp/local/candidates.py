"""One question for cases that may be the same matter: one connection, statements made once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from seatapp.local.photo_facts import cases_showing
from seatapp.local.prepared import listed, values_of
from seatapp.local.subject_tables import VIEWS

Row = Mapping[str, Any]

MOST = 24
"""How many cases one reason names at most, the newest first."""

STRIP_E7 = 20_000
"""So high are the strips of latitude that the index of places is made of."""

_case = VIEWS["case"].c
_brief = tuple(
    _case[name]
    for name in (
        *("key", "id", "stage", "open", "class_code", "matter_code", "grid_code", "description"),
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

    @property
    def strips(self) -> list[int]:
        """The strips of latitude that the box reaches into, rounded towards the equator."""
        return list(range(int(self.south / STRIP_E7), int(self.north / STRIP_E7) + 1))


def in_box() -> ColumnElement[bool]:
    """Whether a case lies in a box, by the index of places; the values are `edges_of(box)`."""
    strip: ColumnElement[int] = literal_column(f"case_row.lat_e7 / {STRIP_E7}", _case.lat_e7.type)
    return and_(
        strip.in_(values_of("strips")),
        _case.lat_e7.between(bindparam("south"), bindparam("north")),
        _case.lon_e7.between(bindparam("west"), bindparam("east")),
        func.coalesce(_case.datum, "wgs84").in_(values_of("datums")),
    )


def edges_of(box: Box) -> dict[str, object]:
    """The values that `in_box` asks for."""
    edges = {name: getattr(box, name) for name in ("south", "north", "west", "east")}
    return {**edges, "strips": listed(box.strips), "datums": listed(box.datums)}


def _recent(*where: ColumnElement[bool]) -> Select[Any]:
    """The newest cases within the areas that are open, or were reported or closed lately."""
    since = bindparam("since", type_=_case.reported_at.type)
    recent = or_(_case.open.is_(True), _case.reported_at >= since, _case.closed_at >= since)
    newest = _case.reported_at.desc()
    return select(*_brief).where(*where, recent, _areas()).order_by(newest).limit(MOST)


def _areas() -> ColumnElement[bool]:
    return _case.area.in_(values_of("areas"))


_near = _recent(in_box())
_in_cell = _recent(_case.grid_code == bindparam("cell"))
_in_cell_only = _recent(_case.grid_code == bindparam("cell"), _case.lat_e7.is_(None))
_from_caller = _recent(_case.caller_phone_masked == bindparam("number"))
_brief_of = select(*_brief).where(_case.id.in_(values_of("ids")), _areas())
_brief_at = select(*_brief).where(_case.key.in_(values_of("keys")), _areas())
_told_of = select(*_told).where(_case.id.in_(values_of("ids")), _areas())


class Candidates:
    """Reads within the areas of one person while a connection is open."""

    def __init__(self, connection: Connection, areas: Sequence[str]) -> None:
        self._connection = connection
        self._areas = listed(areas)

    def near(self, boxes: Iterable[Box], since: int) -> list[Row]:
        """Cases in the boxes that are open, or were reported or closed after `since`."""
        return [row for box in boxes for row in self._rows(_near, since=since, **edges_of(box))]

    def in_cell(self, grid_code: str, since: int, without_place: bool) -> list[Row]:
        """Such cases of a grid cell; on demand only those whose place is not known closer."""
        statement = _in_cell_only if without_place else _in_cell
        return self._rows(statement, since=since, cell=grid_code)

    def from_caller(self, masked: str, since: int) -> list[Row]:
        """Cases whose caller's number looks like this under the mask."""
        return self._rows(_from_caller, since=since, number=masked)

    def cases(self, case_ids: Iterable[str]) -> list[Row]:
        """These cases as far as the person may see them."""
        ids = list(case_ids)
        return self._rows(_brief_of, ids=listed(ids)) if ids else []

    def at(self, keys: Sequence[int]) -> list[Row]:
        """The cases with these keys, as far as the person may see them."""
        return self._rows(_brief_at, keys=listed(keys)) if keys else []

    def told(self, case_ids: Iterable[str]) -> dict[str, Row]:
        """What a card says of these cases, by their identifiers."""
        return {row["id"]: row for row in self._rows(_told_of, ids=listed(case_ids))}

    def showing(self, hashes: Iterable[str]) -> dict[str, list[str]]:
        """The cases that show each of these photos, whoever may see them."""
        return cases_showing(self._connection, hashes)

    def _rows(self, statement: Select[Any], **values: object) -> list[Row]:
        values["areas"] = self._areas
        found = self._connection.execute(statement, values)
        names = tuple(found.keys())
        return [dict(zip(names, row, strict=True)) for row in found]
