"""The centre as Python's own rules would run it: the model that `api.append` is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from seatapp.domain.clock import Calendar
from seatapp.domain.effects import consequences, named
from seatapp.domain.entries import Entry, Value, Values
from seatapp.domain.fold import Taken, folded
from seatapp.domain.judge import Member, Refusal, judged
from seatapp.domain.lapse import all_matured
from seatapp.domain.references import ReferenceRow, References, State
from seatapp.domain.workflow import Step, Workflow

NUMBER = "case_number"

BEFORE_THE_STATE = ("unknown_step", "not_active", "wrong_post_kind", "not_your_post")
"""Refusals for which the centre does not look at the state."""


class StoredReferences:
    """The references of a centre, read once."""

    def __init__(self, wire: Connection[tuple[Any, ...]]) -> None:
        found = wire.execute('SELECT kind, code, "row" FROM core.reference').fetchall()
        self.rows: dict[tuple[str, str], ReferenceRow] = {(k, c): row for k, c, row in found}
        frames: dict[str, list[tuple[int, int]]] = {}
        stored = "SELECT version, starts, ends FROM core.calendar_frame"
        for version, starts, ends in wire.execute(stored).fetchall():
            frames.setdefault(version, []).append((starts, ends))
        self._calendars = {version: Calendar(version, frames[version]) for version in frames}

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The stored row."""
        return self.rows.get((kind, code))

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """The stored rows of a kind."""
        return {code: row for (found, code), row in self.rows.items() if found == kind}

    def calendar(self, version: str | None = None) -> Calendar | None:
        """The calendar of that version, else the one with the last."""
        return self._calendars.get(version or max(self._calendars, default=""))

    def codes(self, kind: str) -> list[str]:
        """Every code of a kind, in order."""
        return sorted(code for found, code in self.rows if found == kind)


def stored_members(wire: Connection[tuple[Any, ...]]) -> dict[str, Member]:
    """The people of a centre as the rules see them."""
    members: dict[str, Member] = {}
    for person, active in wire.execute("SELECT person, active FROM core.member").fetchall():
        query = b"SELECT post, area FROM core.posts_of(%s)"
        posts = [(post, area) for post, area in wire.execute(query, (person,)).fetchall()]
        members[person] = Member(person, active, posts)
    return members


@dataclass
class CentreModel:
    """States by identifier, and which entries were accepted."""

    workflow: Workflow
    references: References
    members: Mapping[str, Member]
    states: dict[str, State] = field(default_factory=dict)
    accepted: dict[str, bool] = field(default_factory=dict)

    def copy(self) -> CentreModel:
        """A model to try things on."""
        states, accepted = deepcopy(self.states), dict(self.accepted)
        return CentreModel(self.workflow, self.references, self.members, states, accepted)

    def family(self, root: str) -> list[State]:
        """A case with its children."""
        return [state for state in self.states.values() if state["root"] == root]

    def decide(self, entry: Entry, at: int) -> Refusal | None:
        """Judge an entry and take it if it is good, effects included."""
        refusal = self.judge(entry, at)
        self.accepted[entry.id] = refusal is None
        if refusal is None:
            self._take(entry, at)
        return refusal

    def judge(self, entry: Entry, at: int) -> Refusal | None:
        """The judgement on an entry as things stand at a moment, after what matures until then."""
        refusal = self._refusal(entry, at)
        if refusal is None or refusal.code not in BEFORE_THE_STATE:
            family = self.family(entry.root)
            self.states |= all_matured(self.workflow, family, at, self.references)
            refusal = self._refusal(entry, at)
        fell = self.accepted.get(entry.parent or "") is False
        if refusal and refusal.code in ("stale", "unknown_subject") and fell:
            return Refusal("fallen")
        return refusal

    def _refusal(self, entry: Entry, at: int) -> Refusal | None:
        found = self.states.get(entry.subject_id)
        step = self.workflow.step(entry.subject, entry.step)
        # An identifier is taken whatever kind of subject bears it.
        fits = found is not None and (found["subject"] == entry.subject or (step and step.creates))
        state = found if fits else None
        member, family = self.members[entry.author], self.family(entry.root)
        return judged(self.workflow, entry, member, state, family, self.references, at)

    def _take(self, entry: Entry, at: int) -> None:
        step = self.workflow.steps[entry.subject, entry.step]
        earlier = self.family(entry.root)
        author = self.members[entry.author]
        for _kind, subject_id in named(self.workflow, step, entry.values):
            reached = (s for s in self.states.values() if s["id"] == subject_id)
            earlier += [s for s in reached if author.sees(str(s["area"]))]
        area = str(entry.values.get("area"))
        self._fold(entry, step, entry.id, entry.subject_id, entry.values, area, at)
        after = self.states[entry.subject_id]
        for one in consequences(
            self.workflow,
            entry.id,
            step,
            entry.values,
            entry.author,
            after,
            earlier,
            self.references,
        ):
            area = str(after["area"])
            self._fold(entry, one.step, one.entry_id, one.subject_id, one.values, area, at)

    def _fold(
        self,
        entry: Entry,
        step: Step,
        entry_id: str,
        subject_id: str,
        values: Values,
        area: str,
        at: int,
    ) -> None:
        given: dict[str, Value] = {NUMBER: "?"} if step.gives else {}
        taken = Taken(
            entry_id=entry_id,
            subject_id=subject_id,
            root=entry.root,
            step=step,
            values=values,
            author=entry.author,
            at=at,
            area=area,
            given=given,
        )
        before = self.states.get(subject_id)
        self.states[subject_id] = folded(self.workflow, before, taken, self.references)


def comparable(state: State) -> dict[str, Value]:
    """A state with the number that only the centre gives made alike."""
    return {name: "?" if name == NUMBER else value for name, value in state.items()}
