"""The cases that a person keeps an eye on from this workstation."""

from __future__ import annotations

import time

from sqlalchemy import Connection, delete, select

from seatapp.local.prepared import Prepared, given, upsert
from seatapp.local.tables import FollowedRow, table_of
from seatapp.local.writing import Writing

_followed = table_of(FollowedRow)
_read = Prepared(
    select(_followed.c.case_id).where(
        _followed.c.person == given("person"), _followed.c.case_id == given("case_id")
    )
)


def follow(writing: Writing, person: str, case_id: str, wanted: bool) -> None:
    """Put a case on the list of a person, or take it off."""
    place = (_followed.c.person == person, _followed.c.case_id == case_id)
    if wanted:
        row = {"person": person, "case_id": case_id, "since_at": int(time.time())}
        writing.connection.execute(upsert(_followed, "person", "case_id"), row)
    else:
        writing.connection.execute(delete(_followed).where(*place))
    writing.changed.subjects.add(("case", case_id))


def follows(connection: Connection, person: str, case_id: str) -> bool:
    """Whether the case is on the list of this person."""
    return _read.one(connection, person=person, case_id=case_id) is not None
