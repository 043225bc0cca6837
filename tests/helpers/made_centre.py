"""A centre in memory that answers as `seatapp.central.messages` says, for tests of the seat.

It judges with `seatapp.domain` as the real one does; storage is plain Python. `World` folds.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from seatapp.central.messages import (
    Answer,
    Cursor,
    Outgoing,
    Page,
    Pages,
    StoryLine,
    SubjectRow,
    Verdict,
)
from seatapp.domain.entries import Entry, Values, entry_of
from seatapp.domain.judge import Member
from seatapp.domain.workflow import Workflow
from tests.helpers.rules import ROWS, World, everyone

AREAS = ("999001", "999002")


@dataclass
class MadeCentre:
    """Judges, numbers and hands out. Everybody is `everyone`, unless `members` says otherwise."""

    workflow: Workflow
    epoch: int = 1
    n: int = 1
    world: World = field(init=False)
    members: dict[str, Member] = field(default_factory=dict)
    last_q: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    story: list[StoryLine] = field(default_factory=list)
    contacts: dict[str, tuple[str, int, dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.workflow)

    def restored(self, backup: MadeCentre) -> MadeCentre:
        """The centre as it was at `backup`, in a new epoch."""
        return replace_epoch(copy.deepcopy(backup), self.epoch + 1)

    def append(self, seat: str, epoch: int, batch: Sequence[Outgoing]) -> Answer:
        """Judge a batch of one seat."""
        last = self.last_q.get(seat, 0)
        if epoch != self.epoch:
            return Answer("new_epoch", self.epoch, last, self.world.at)
        numbers = [out.q for out in batch]
        whole = all(after == before + 1 for before, after in pairwise(numbers))
        if not whole or (numbers and numbers[0] > last + 1):
            return Answer("gap", self.epoch, last, self.world.at)
        touched: dict[tuple[str, str], None] = {}
        first = len(self.story)
        verdicts = [self._judge(out, touched) for out in batch]
        self.last_q[seat] = max([last, *numbers])
        rows = [self._row(key) for key in touched if key[1] in self.world.states]
        return Answer(
            None, self.epoch, self.last_q[seat], self.world.at, verdicts, rows, self.story[first:]
        )

    def take(self, author: str, post: str, step: str, case_id: str, values: Values) -> None:
        """Somebody at another seat takes a step of a case: it gets the next number, as any does."""
        entry = self.world.entry(author, post, "case", step, case_id, values)
        assert self.world.judge(entry, everyone(author)) is None
        self.world.apply(entry)
        self._number(entry, {})

    def since(self, cursors: Mapping[str, Cursor], person: str, size: int = 500) -> Pages:
        """What is new for `person` in their scopes."""
        scopes = ["ref", f"person:{person}", *(f"area:{area}" for area in AREAS)]
        pages = [self._page(scope, cursors.get(scope, Cursor()), size) for scope in scopes]
        ids = {(row.kind, row.id): page for page in pages for row in page.rows}
        lines = [line for line in self.story if (line.subject, line.subject_id) in ids]
        return Pages(self.epoch, float(self.world.at), scopes, pages, lines)

    def _judge(self, out: Outgoing, touched: dict[tuple[str, str], None]) -> Verdict:
        entry = entry_of(out.body)
        before = self.verdicts.get(entry.id)
        touched.update(dict.fromkeys(self._family(entry.root)))
        if before is not None:
            return replace(before, q=out.q, verdict="repeated")
        member = self.members.get(entry.author, everyone(entry.author))
        refusal = self.world.judge(entry, member)
        if refusal is None:
            self.world.apply(entry)
            self._number(entry, touched)
            verdict = Verdict(out.q, entry.id, "applied", n=self.n)
        elif refusal.code == "stale" and self._fell(entry.parent):
            verdict = Verdict(out.q, entry.id, "fallen", "fallen")
        else:
            verdict = Verdict(out.q, entry.id, "refused", refusal.code, refusal.field)
        self.verdicts[entry.id] = verdict
        return verdict

    def _fell(self, parent: str | None) -> bool:
        verdict = self.verdicts.get(parent or "")
        return verdict is not None and verdict.verdict != "applied"

    def _family(self, root: str) -> list[tuple[str, str]]:
        states = self.world.states.values()
        return [(str(s["subject"]), str(s["id"])) for s in states if s["root"] == root]

    def _number(self, entry: Entry, touched: dict[tuple[str, str], None]) -> None:
        self.n += 1
        for key in self._family(entry.root):
            self.rows[key] = self.n
            touched[key] = None
        known = self.workflow.fields
        personal = {
            name: str(value)
            for name, value in entry.values.items()
            if known[entry.subject, name].personal
        }
        if personal:
            self.contacts[entry.root] = (f"person:{entry.author}", self.n, personal)
        self.story.append(
            StoryLine(
                id=entry.id,
                subject=entry.subject,
                subject_id=entry.subject_id,
                root=entry.root,
                step=entry.step,
                author=entry.author,
                post=entry.post,
                claimed_at=entry.claimed_at,
                received_at=self.world.at,
                counts_at=self.world.at,
                n=self.n,
                values={k: v for k, v in entry.values.items() if k not in personal},
            )
        )

    def _row(self, key: tuple[str, str]) -> SubjectRow:
        return SubjectRow(key[0], key[1], self.rows[key], dict(self.world.states[key[1]]))

    def _page(self, scope: str, cursor: Cursor, size: int) -> Page:
        rows = sorted(self._rows_of(scope), key=lambda row: (row.n, row.id))
        after = [row for row in rows if (row.n, row.id) > (cursor.n, cursor.id)]
        given = after[:size]
        end = Cursor(given[-1].n, given[-1].id) if given else cursor
        return Page(scope, given, [], end, len(after) - len(given))

    def _rows_of(self, scope: str) -> list[SubjectRow]:
        kind, _, what = scope.partition(":")
        if kind == "ref":
            return [SubjectRow("reference", f"{k}/{c}", 1, row) for (k, c), row in ROWS.items()]
        if kind == "person":
            found = self.contacts.items()
            return [SubjectRow("contact", c, n, row) for c, (s, n, row) in found if s == scope]
        return [
            self._row(key) for key in self.rows if self.world.states[key[1]].get("area") == what
        ]


def replace_epoch(centre: MadeCentre, epoch: int) -> MadeCentre:
    """The same centre in another epoch."""
    centre.epoch = epoch
    return centre
