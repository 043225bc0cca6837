"""The centre as Python's own rules would run it: the model that `api.append` is compared with."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import Connection

from seatapp.domain.clock import Calendar, seconds_of
from seatapp.domain.effects import consequences, named
from seatapp.domain.entries import Entry, Value, Values
from seatapp.domain.fold import Taken, folded
from seatapp.domain.judge import Member, Refusal, judged
from seatapp.domain.lapse import all_matured
from seatapp.domain.masks import masked
from seatapp.domain.references import ReferenceRow, References, State
from seatapp.domain.refused import REFUSAL, needs_nobody, refusal_id
from seatapp.domain.workflow import Step, Workflow
from seatapp.ids import derived_id

NUMBER = "case_number"

BEFORE_THE_STATE = ("unknown_step", "not_active", "wrong_post_kind", "not_your_post")
"""Refusals for which the centre does not look at the state."""


class StoredReferences:
    """The references of a centre, read once but for swaps, which entries make."""

    def __init__(self, wire: Connection[tuple[Any, ...]]) -> None:
        self._wire = wire
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

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        """The approved swaps as they stand now."""
        found = self._wire.execute(
            "SELECT to_jsonb(s) FROM core.swap s WHERE s.stage = 'approved'"
        ).fetchall()
        return [row for (row,) in found if row["given"] in turns or row["taken"] in turns]

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
    """States by identifier, and which entries were accepted.

    With `shows_refusals` what is not accepted becomes a subject, as it does at the end of a batch;
    `seat_codes` tell where each key was given out.
    """

    workflow: Workflow
    references: References
    members: Mapping[str, Member]
    states: dict[str, State] = field(default_factory=dict)
    accepted: dict[str, bool] = field(default_factory=dict)
    shows_refusals: bool = True
    seat_codes: Mapping[str, str] = field(default_factory=dict)

    def copy(self) -> CentreModel:
        """A model to try things on."""
        states, accepted = deepcopy(self.states), dict(self.accepted)
        return replace(self, states=states, accepted=accepted)

    def family(self, root: str) -> list[State]:
        """A case with its children."""
        return [state for state in self.states.values() if state["root"] == root]

    def decide(self, entry: Entry, at: int) -> Refusal | None:
        """Judge an entry and take it if it is good, effects included."""
        refusal = self.judge(entry, at)
        if refusal is not None:
            return self.refuse(entry, refusal, at)
        self.accepted[entry.id] = True
        self._take(entry, at)
        return None

    def refuse(self, entry: Entry, refusal: Refusal, at: int) -> Refusal:
        """Do not take an entry, for a reason that was found."""
        self.accepted[entry.id] = False
        nobodys = needs_nobody(entry.subject, entry.step, refusal.code)
        if self.shows_refusals and entry.subject != REFUSAL and not nobodys:
            self._refuse(entry, refusal, at)
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
        if step is not None:
            family += self._named(entry, step)
        return judged(self.workflow, entry, member, state, family, self.references, at)

    def _named(self, entry: Entry, step: Step) -> list[State]:
        """What a step names in other roots, as far as its author sees it."""
        sees = self.members[entry.author].sees
        ids = [subject_id for _kind, subject_id in named(self.workflow, step, entry.values)]
        found = (self.states[one] for one in ids if one in self.states)
        return [s for s in found if s["root"] != entry.root and sees(str(s["area"]))]

    def _take(self, entry: Entry, at: int) -> None:
        step = self.workflow.steps[entry.subject, entry.step]
        earlier = self.family(entry.root) + self._named(entry, step)
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

    def _refuse(self, entry: Entry, refusal: Refusal, at: int) -> None:
        """Let what was not accepted stand before its author and the shift leader."""
        step = self.workflow.steps[REFUSAL, "refuse"]
        values: dict[str, Value] = {
            "area": self._area_of(entry, refusal),
            "owner": entry.author,
            "refused_entry": entry.id,
            "follows": entry.parent,
            "about": entry.subject,
            "about_id": entry.subject_id,
            "about_root": entry.root,
            "about_step": entry.step,
            "code": refusal.code,
            "about_field": refusal.field,
            "seat_code": self.seat_codes.get(entry.key),
            "taken_at": seconds_of(entry.claimed_at),
            "typed": self._typed(entry),
        }
        known = {name: value for name, value in values.items() if value is not None}
        subject_id = refusal_id(entry.id)
        taken = Taken(
            entry_id=derived_id(entry.id, "entry", step.name, subject_id),
            subject_id=subject_id,
            root=subject_id,
            step=step,
            values=known,
            author=entry.author,
            at=at,
            area=str(known["area"]),
            given={},
        )
        self.states[subject_id] = folded(self.workflow, None, taken, self.references)

    def _area_of(self, entry: Entry, refusal: Refusal) -> str:
        """Where it stands: at the case that its author may see, else where the author works."""
        member = self.members[entry.author]
        if refusal.code not in BEFORE_THE_STATE:
            for state in self.family(entry.root):
                if any(str(state["area"]).startswith(area) for _post, area in member.posts):
                    return str(state["area"])
        named_area = entry.values.get("area")
        own = [area for post, area in member.posts if post == entry.post]
        if isinstance(named_area, str) and named_area.startswith(tuple(own)):
            return named_area
        under = tuple(area for _post, area in member.posts)
        there = [code for code in self.references.all("area") if code.startswith(under)]
        return min(there or [area.ljust(6, "0") for area in under])

    def _typed(self, entry: Entry) -> str | None:
        """What was typed, masked, as JSON; nothing when a field of it is not known."""
        step = self.workflow.step(entry.subject, entry.step)
        shown: dict[str, Value] = {}
        for name, value in entry.values.items():
            if step is None or name not in step.fields:
                return None
            field = self.workflow.fields[entry.subject, name]
            if value is None or value == []:
                continue
            if field.personal:
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                shown[f"{name}_masked"] = masked(text, field.mask)
            else:
                shown[name] = value
        return json.dumps(shown, ensure_ascii=False) if shown else None

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


def comparable(state: State) -> dict[str, Any]:
    """A state with the number that only the centre gives made alike, and JSON read."""
    alike: dict[str, Any] = {n: "?" if n == NUMBER else value for n, value in state.items()}
    if state.get("typed"):
        alike["typed"] = json.loads(str(state["typed"]))
    return alike
