"""What the intake asks of the replica: facts of photos, and cases that may be the same matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from seatapp.local.candidates import Box, Candidates, edges_of, in_box
from seatapp.local.photo_facts import cases_showing, facts_of, picture_hashes
from seatapp.local.rights import rights_of
from seatapp.local.subject_tables import VIEWS
from seatapp.local.writing import in_chunks
from seatapp.media.facts import Facts

Row = dict[str, Any]

MOST = 200
"""How many cases a map names of one system of coordinates, the newest first."""

_case = VIEWS["case"].c
_columns = tuple(
    _case[name]
    for name in (
        *("id", "area", "stage", "open", "case_kind", "source", "class_code", "matter_code"),
        *("acceptance_number", "case_number", "description", "address", "grid_code", "unit"),
        *("lat_e7", "lon_e7", "datum", "photos_before", "caller_phone_masked"),
        *("reported_at", "closed_at", "category_text"),
    )
)


class Lookups:
    """Reads on a connection of its own, within the areas of the person in front."""

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Connection]],
        person: Callable[[], str],
    ) -> None:
        self._connect = connect
        self._person = person

    def facts(self, hashes: Iterable[str]) -> dict[str, Facts]:
        """What is known of these photos."""
        with self._connect() as connection:
            return facts_of(connection, hashes)

    def picture_hashes(self) -> Sequence[tuple[str, int]]:
        """Every photo with a picture hash."""
        with self._connect() as connection:
            return picture_hashes(connection)

    def showing(self, hashes: Iterable[str]) -> dict[str, list[str]]:
        """The cases that show each of these photos, whoever may see them."""
        with self._connect() as connection:
            return cases_showing(connection, hashes)

    def cases(self, case_ids: Iterable[str]) -> list[Row]:
        """These cases as far as the person may see them."""
        with self._connect() as connection:
            areas = self._areas(connection)
            return [
                dict(row)
                for chunk in in_chunks(case_ids)
                for row in connection.execute(
                    select(*_columns).where(_case.id.in_(chunk), areas)
                ).mappings()
            ]

    @contextmanager
    def question(self) -> Iterator[Candidates]:
        """One question for cases that may be the same matter."""
        with self._connect() as connection:
            yield Candidates(connection, rights_of(connection, self._person()).areas)

    def near(self, boxes: Iterable[Box]) -> list[Row]:
        """Open cases in the boxes, the newest of each first, as a map tells of them."""
        found: list[Row] = []
        with self._connect() as connection:
            open_here = (_case.open.is_(True), self._areas(connection), in_box())
            newest = _case.reported_at.desc()
            statement = select(*_columns).where(*open_here).order_by(newest).limit(MOST)
            for box in boxes:
                rows = connection.execute(statement, edges_of(box))
                found += [dict(row) for row in rows.mappings()]
        return found

    def texts(self, after_key: int, limit: int) -> list[tuple[int, str]]:
        """Key and description of the cases behind `after_key`, in order of key."""
        rows = (
            select(_case.key, _case.description)
            .where(_case.key > after_key, _case.description.is_not(None))
            .order_by(_case.key)
            .limit(limit)
        )
        with self._connect() as connection:
            return [(key, text) for key, text in connection.execute(rows)]

    def descriptions(self, case_ids: Iterable[str]) -> list[tuple[int, str]]:
        """Key and description of these cases, whoever may see them."""
        with self._connect() as connection:
            return [
                (key, text or "")
                for chunk in in_chunks(case_ids)
                for key, text in connection.execute(
                    select(_case.key, _case.description).where(_case.id.in_(chunk))
                )
            ]

    def history(self) -> list[Row]:
        """Class, matter, place, unit, rule and words of all cases, whoever may see them."""
        columns = (
            _case[name]
            for name in (
                *("class_code", "matter_code", "grid_code", "area", "unit", "rule_cited"),
                "description",
            )
        )
        with self._connect() as connection:
            return [dict(row) for row in connection.execute(select(*columns)).mappings()]

    def _areas(self, connection: Connection) -> ColumnElement[bool]:
        return _case.area.in_(rights_of(connection, self._person()).areas)
