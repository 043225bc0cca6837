"""What of this seat's own entries the centre has not settled, and which photos it lacks."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import Connection, func, literal_column, or_, select

from seatapp.domain.entries import entry_of
from seatapp.domain.refused import REFUSAL
from seatapp.domain.values import photos_named
from seatapp.domain.workflow import Workflow
from seatapp.local.ledger import APPLIED, HELD
from seatapp.local.prepared import Prepared, given, word
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import LedgerRow, PhotoOwed, table_of
from seatapp.local.views import Judged
from seatapp.local.writing import PENDING

DRAFT = "draft_handover"
_ledger = table_of(LedgerRow).c
_owed = table_of(PhotoOwed).c
_count_unsent = Prepared(select(func.count()).where(_ledger.unsent == literal_column("1")))
_count_unsent_to_hand_over = Prepared(
    select(func.count()).where(_ledger.unsent == literal_column("1"), _ledger.step != word(DRAFT))
)
_count_held = Prepared(
    select(func.count()).where(_ledger.verdict == word(PENDING), _ledger.code == word(HELD))
)
_count_verdicts = Prepared(
    select(_ledger.verdict, func.count()).group_by(_ledger.verdict).order_by(_ledger.verdict)
)
_count_bare = Prepared(
    select(func.count()).where(_ledger.received_at.is_not(None), _ledger.receipt.is_(None))
)
_judged = Prepared(
    select(*(getattr(_ledger, part.name) for part in fields(Judged))).where(
        _ledger.id == given("wanted")
    )
)
_own = Prepared(
    select(_ledger.id)
    .where(_ledger.root == given("root"), _ledger.author == given("author"))
    .limit(1)
)
_bodies = Prepared(select(_ledger.body))
_all_photos = Prepared(select(_owed.sha256).distinct())
_refused = select(VIEWS[REFUSAL].c.refused_entry).where(
    VIEWS[REFUSAL].c.open == literal_column("1")
)
_wanted_photos = Prepared(
    select(_owed.sha256)
    .join_from(table_of(PhotoOwed), table_of(LedgerRow), _owed.entry_id == _ledger.id)
    .where(or_(_ledger.verdict == word(APPLIED), _ledger.id.in_(_refused)))
)


def unsent_count(connection: Connection) -> int:
    """Entries that the centre has not answered yet."""
    return int(_count_unsent.column(connection)[0])


def unsent_to_hand_over(connection: Connection) -> int:
    """Those of them that are more than the beginning of a handover, about which it says nothing."""
    return int(_count_unsent_to_hand_over.column(connection)[0])


def held_count(connection: Connection) -> int:
    """Entries that the centre holds back until another seat has brought what came before."""
    return int(_count_held.column(connection)[0])


def counts_by_verdict(connection: Connection) -> dict[str, int]:
    """How many entries of this seat have come to which verdict."""
    return {str(verdict): int(count) for verdict, count in _count_verdicts.rows(connection)}


def without_receipt(connection: Connection) -> int:
    """Entries that the centre has decided, but could not as before once it was restored."""
    return int(_count_bare.column(connection)[0])


def judged(connection: Connection, entry_id: str) -> Judged | None:
    """Where an entry of this seat stands with the centre; None when it is not kept any more."""
    found = _judged.one(connection, wanted=entry_id)
    return None if found is None else Judged(*found)


def took_part(connection: Connection, root: str, person: str) -> bool:
    """Whether an entry of this person on the root is kept here."""
    return _own.one(connection, root=root, author=person) is not None


def photos_owed(connection: Connection) -> set[str]:
    """Photos that entries of this seat name and the centre may lack: here alone, perhaps."""
    return set(_all_photos.column(connection))


def photos_of_all(connection: Connection, workflow: Workflow) -> set[str]:
    """Photos of all entries that are kept here."""
    bodies = _bodies.column(connection)
    return {name for body in bodies for name in photos_named(workflow, entry_of(body))}


def photos_to_send(connection: Connection) -> list[str]:
    """Photos that entries of this seat name and the centre lacks.

    Those of a refused one stand with its refusal, for whoever settles it at another workstation.
    """
    return list(dict.fromkeys(_wanted_photos.column(connection)))
