"""Full personal values that the person in front may read here: what came for them, what they typed.

Everybody else sees masks. What a person typed themselves and is not settled yet goes before what
the centre handed out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from seatapp.domain.entries import entry_of
from seatapp.domain.workflow import Workflow
from seatapp.local.prepared import Prepared, given, listed, values_of, word
from seatapp.local.rights import rights_of
from seatapp.local.tables import ContactRow, LedgerRow, table_of
from seatapp.local.writing import PENDING
from seatapp.phones import read_phone

Personal = dict[str, str]
"""Personal values by field, none of them empty."""

Contacts = Mapping[str, Personal]
"""Personal values by root."""

_contact = table_of(ContactRow).c
_ledger = table_of(LedgerRow).c
_came = Prepared(
    select(_contact.root, _contact.row).where(
        _contact.root.in_(values_of("roots")), _contact.scope.in_(values_of("scopes"))
    )
)
_own_waiting = Prepared(
    select(_ledger.root, _ledger.body)
    .where(
        _ledger.root.in_(values_of("roots")),
        _ledger.author == given("author"),
        _ledger.verdict == word(PENDING),
    )
    .order_by(_ledger.position)
)


def contacts_of(
    connection: Connection, scopes: Collection[str], roots: Sequence[str], own: Contacts
) -> Contacts:
    """What may be read in full of these roots in `scopes`, under the person's own words."""
    came = _came.rows(connection, roots=listed(roots), scopes=listed(sorted(scopes)))
    full: dict[str, Personal] = {}
    for root, values in (*came, *own.items()):
        full.setdefault(root, {}).update(_filled(values))
    return {root: values for root, values in full.items() if values}


def own_values(
    connection: Connection, workflow: Workflow, roots: Sequence[str], person: str
) -> Contacts:
    """Personal values of the person's own unsettled entries, by root; none without entries."""
    found: dict[str, Personal] = {}
    for root, body in _own_waiting.rows(connection, roots=listed(roots), author=person):
        entry = entry_of(body)
        typed = {
            name: value
            for name, value in entry.values.items()
            if (field := workflow.fields.get((entry.subject, name))) and field.personal
        }
        found.setdefault(root, {}).update(_filled(typed))
    return found


def numbers_of(
    connection: Connection, workflow: Workflow, roots: Sequence[str], person: str
) -> dict[str, str]:
    """The callers' numbers of these roots that `person` may read here, by root, as digits."""
    if not roots:
        return {}
    scopes = rights_of(connection, person).scopes
    own = own_values(connection, workflow, roots, person)
    contacts = contacts_of(connection, scopes, roots, own)
    read = {root: read_phone(one.get("caller_phone", "")).digits for root, one in contacts.items()}
    return {root: digits for root, digits in read.items() if digits}


def _filled(values: Mapping[str, object]) -> Personal:
    return {name: str(value) for name, value in values.items() if value}
