"""What happened to a case, and what the centre did not accept, as lines for people."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, RowMapping, func, select

from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import Entry, Value, entry_of
from seatapp.domain.masks import masked
from seatapp.domain.workflow import SYSTEM_POST, Workflow
from seatapp.local.naming import Names, number_of
from seatapp.local.refusal_words import refusal_words
from seatapp.local.subject_tables import VIEWS
from seatapp.local.tables import LedgerRow, StoryRow, table_of
from seatapp.local.view_rows import state_here
from seatapp.local.views import RefusalItem, StoryItem
from seatapp.text import _

_ledger = table_of(LedgerRow)
_story = table_of(StoryRow)

STANDING = {"applied": "accepted", "pending": "pending", "refused": "refused", "fallen": "fallen"}


def story_items(
    connection: Connection, workflow: Workflow, names: Names, case_id: str
) -> list[StoryItem]:
    """The accepted lines in the centre's order, then this seat's own that are not among them."""
    accepted = connection.execute(
        select(_story).where(_story.c.root == case_id).order_by(_story.c.n)
    ).mappings()
    lines = {row["id"]: _accepted(workflow, names, row) for row in accepted}
    own = select(_ledger).where(_ledger.c.root == case_id).order_by(_ledger.c.position)
    for row in connection.execute(own).mappings():
        if row["id"] not in lines:
            lines[row["id"]] = _own(workflow, names, row)
    return list(lines.values())


def _accepted(workflow: Workflow, names: Names, row: RowMapping) -> StoryItem:
    return StoryItem(
        entry_id=row["id"],
        subject=row["subject"],
        step=row["step"],
        label=label_of(workflow, row["subject"], row["step"]),
        author=row["author"],
        author_name=_author_name(names, row["author"]),
        post=row["post"],
        claimed_at=seconds_of(row["claimed_at"]),
        received_at=row["received_at"],
        counts_at=row["counts_at"],
        standing="accepted",
        values=row["values"],
        by_system=row["post"] == SYSTEM_POST,
    )


def _author_name(names: Names, author: str) -> str:
    """Who acted; what ended by itself has nobody but the clock."""
    return _("系统") if author == SYSTEM_POST else names.words("person", author)


def _own(workflow: Workflow, names: Names, row: RowMapping) -> StoryItem:
    entry = entry_of(row["body"])
    return StoryItem(
        entry_id=entry.id,
        subject=entry.subject,
        step=entry.step,
        label=label_of(workflow, entry.subject, entry.step),
        author=entry.author,
        author_name=names.words("person", entry.author),
        post=entry.post,
        claimed_at=row["claimed_at"],
        received_at=row["received_at"],
        counts_at=row["claimed_at"],
        standing=STANDING[row["verdict"]],
        values=public_values(workflow, entry),
        by_system=False,
        subject_id=entry.subject_id,
    )


def refusal_items(
    connection: Connection, workflow: Workflow, names: Names, person: str
) -> list[RefusalItem]:
    """Refusals that nobody has settled yet, oldest first, each with the length of its chain."""
    counted = (
        select(_ledger.c.head, func.count())
        .where(_ledger.c.head.is_not(None), _ledger.c.closed_at.is_(None))
        .group_by(_ledger.c.head)
    )
    chains = {str(head): int(count) for head, count in connection.execute(counted)}
    heads = select(_ledger).where(_ledger.c.head == _ledger.c.id, _ledger.c.closed_at.is_(None))
    rows = connection.execute(heads.order_by(_ledger.c.position)).mappings().all()
    return [
        _refusal(connection, workflow, names, person, row, chains[row["id"]] - 1) for row in rows
    ]


def _refusal(
    connection: Connection,
    workflow: Workflow,
    names: Names,
    person: str,
    row: RowMapping,
    chain: int,
) -> RefusalItem:
    entry = entry_of(row["body"])
    standing = _state(connection, entry.subject, entry.subject_id)
    case = _root_of(connection, workflow, entry) or public_values(workflow, entry)
    author_name = names.words("person", entry.author)
    stage = str(standing.get("stage") or "")
    sentence, advice = refusal_words(
        workflow,
        str(row["code"]),
        entry.subject,
        entry.step,
        field=row["field"],
        stage=stage,
        author=author_name,
    )
    return RefusalItem(
        entry_id=entry.id,
        subject=entry.subject,
        subject_id=entry.subject_id,
        case_id=entry.root,
        number=number_of(case),
        title=names.title(case),
        step=entry.step,
        label=label_of(workflow, entry.subject, entry.step),
        code=str(row["code"]),
        sentence=sentence,
        advice=advice,
        author=entry.author,
        author_name=author_name,
        claimed_at=row["claimed_at"],
        values=entry.values if entry.author == person else masked_values(workflow, entry),
        chain=chain,
    )


def _state(connection: Connection, subject: str, subject_id: str) -> Mapping[str, Value]:
    return (state_here(connection, subject, subject_id) or {}) if subject in VIEWS else {}


def _root_of(connection: Connection, workflow: Workflow, entry: Entry) -> Mapping[str, Value]:
    kinds = workflow.roots_of(entry.subject) if entry.subject in workflow.subjects else ()
    return next(filter(None, (_state(connection, kind, entry.root) for kind in kinds)), {})


def label_of(workflow: Workflow, subject: str, step: str) -> str:
    """The words for a step; its code when this program does not know it."""
    known = workflow.step(subject, step)
    return _.of("step", known.label) if known else step


def public_values(workflow: Workflow, entry: Entry) -> dict[str, Value]:
    """The values of an entry that are nobody's private matter."""
    return {name: value for name, value in entry.values.items() if not _mask(workflow, entry, name)}


def masked_values(workflow: Workflow, entry: Entry) -> dict[str, Value]:
    """The values of an entry with the personal ones under their masks."""
    shown: dict[str, Value] = {}
    for name, value in entry.values.items():
        mask = _mask(workflow, entry, name)
        shown[name] = masked(str(value), mask) if mask and value is not None else value
    return shown


def _mask(workflow: Workflow, entry: Entry, name: str) -> str:
    """The mask of a personal field; a field that is not known here is masked whole."""
    field = workflow.fields.get((entry.subject, name))
    if field is None:
        return "name"
    return field.mask if field.personal else ""
