"""What happened to a case, as lines for people."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, RowMapping, select

from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import Entry, Value, entry_of
from seatapp.domain.workflow import SYSTEM_POST, Workflow
from seatapp.local.naming import Names
from seatapp.local.tables import LedgerRow, StoryRow, table_of
from seatapp.local.view_rows import state_here
from seatapp.local.views import StoryItem
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


def root_here(
    connection: Connection, workflow: Workflow, subject: str, root: str
) -> Mapping[str, Value]:
    """The root to which a subject of that kind belongs; empty when it is not here."""
    kinds = workflow.roots_of(subject) if subject in workflow.subjects else ()
    return next(filter(None, (state_here(connection, kind, root) for kind in kinds)), {})


def label_of(workflow: Workflow, subject: str, step: str) -> str:
    """The words for a step; its code when this program does not know it."""
    known = workflow.step(subject, step)
    return _.of("step", known.label) if known else step


def public_values(workflow: Workflow, entry: Entry) -> dict[str, Value]:
    """The values of an entry that are nobody's private matter."""
    return {name: value for name, value in entry.values.items() if not _mask(workflow, entry, name)}


def _mask(workflow: Workflow, entry: Entry, name: str) -> str:
    """The mask of a personal field; a field that is not known here is masked whole."""
    field = workflow.fields.get((entry.subject, name))
    if field is None:
        return "name"
    return field.mask if field.personal else ""
