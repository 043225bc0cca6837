"""Rows of the centre that came in a packet, for entries on subjects that were never seen here.

They are lent: what screens show of such a subject is made of them and marked as provisional until
this workstation has itself read its area to the end; then they are gone, whatever they said. They
never replace a row that came from the centre, so that a packet cannot hide what the centre says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import entry_of
from seatapp.domain.handover import roots_named
from seatapp.local.ledger import EPOCH
from seatapp.local.prepared import Prepared, listed, upsert, values_of
from seatapp.local.rights import AREA
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import (
    BaseRow,
    CursorRow,
    GrantedRow,
    LedgerRow,
    LentRow,
    ReachRow,
    table_of,
)
from seatapp.local.writing import PENDING, Writing, in_chunks

_base = table_of(BaseRow)
_cursor = table_of(CursorRow)
_granted = table_of(GrantedRow)
_ledger = table_of(LedgerRow)
_lent = table_of(LentRow)
_reach = table_of(ReachRow)
_of_areas = _lent.c.area.in_(values_of("areas"))
_roots_lent = Prepared(select(_lent.c.root).where(_of_areas))
_give_back = Prepared(delete(_lent).where(_of_areas))


def rows_behind(connection: Connection) -> list[SubjectRow]:
    """The families of everything that waits for the centre, and what a handover lists."""
    waiting = _ledger.c.verdict == PENDING
    own = connection.execute(select(_ledger.c.root, _ledger.c.body).where(waiting)).all()
    reached = select(_reach.c.root).join_from(_reach, _ledger, _reach.c.entry_id == _ledger.c.id)
    roots = {root for root, _body in own}
    roots |= set(connection.execute(reached.where(waiting)).scalars())
    roots |= {root for _root, body in own for root in roots_named(entry_of(body).values)}
    found: dict[tuple[str, str], SubjectRow] = {}
    for chunk in in_chunks(sorted(roots)):
        for table in (_lent, _base):
            columns = (table.c.kind, table.c.id, table.c.n, table.c.row)
            for row in connection.execute(select(*columns).where(table.c.root.in_(chunk))):
                one = SubjectRow(*row)
                if one.kind in VIEWS and one.n >= _number(found, one):
                    found[one.kind, one.id] = one
    return list(found.values())


def _number(found: dict[tuple[str, str], SubjectRow], one: SubjectRow) -> int:
    known = found.get((one.kind, one.id))
    return -1 if known is None else known.n


def lend(writing: Writing, rows: Sequence[SubjectRow], epoch: int) -> set[str]:
    """Keep those rows that the centre has not told here yet, of areas that people here see.

    Rows of another epoch of the centre say nothing here. Returns the roots to be rebuilt.
    """
    if str(epoch) != writing.meta(EPOCH, "0"):
        return set()
    read, seen = _read_up_to(writing.connection), _areas(writing.connection)
    wanted = [
        row for row in rows if _area(row) in seen and row.n > read.get(f"{AREA}{_area(row)}", 0)
    ]
    if wanted:
        writing.connection.execute(upsert(_lent, "kind", "id"), [_stored(row) for row in wanted])
    return {str(row.row.get("root", row.id)) for row in wanted}


def give_back(writing: Writing, areas: Collection[str]) -> set[str]:
    """These areas were read to their end and need no lent rows; the roots to be rebuilt."""
    gone = listed(sorted(areas))
    roots = set(_roots_lent.column(writing.connection, areas=gone))
    if roots:
        _give_back.run(writing.connection, areas=gone)
    return roots


def _read_up_to(connection: Connection) -> dict[str, int]:
    found = connection.execute(select(_cursor.c.scope, _cursor.c.n)).all()
    return {row.scope: row.n for row in found}


def _areas(connection: Connection) -> Collection[str]:
    areas = select(_granted.c.area).where(_granted.c.area != "")
    return set(connection.execute(areas).scalars())


def _area(row: SubjectRow) -> str:
    return str(row.row.get("area", ""))


def _stored(row: SubjectRow) -> dict[str, object]:
    state = {"subject": row.kind, "id": row.id, "root": row.id, **row.row}
    told = {"kind": row.kind, "id": row.id, "n": row.n}
    return {**told, "root": state["root"], "area": _area(row), "row": state}
