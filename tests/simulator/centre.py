"""The centre in memory: what `api.append` and `api.since` do, by Python's own rules."""

from __future__ import annotations

import copy
import hashlib
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
from seatapp.domain.entries import Entry, entry_of
from seatapp.domain.judge import Member, Refusal
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.refused import refusal_id
from tests.helpers.centre_model import NUMBER, CentreModel
from tests.simulator.receipts import Receipts, Told

END = "~"
"""The subject of a cursor whose scope was read to its end; it follows every other."""

APPLIED, REFUSED, FALLEN, HELD = "applied", "refused", "fallen", "held"

SAID_FIRST = frozenset({"unknown_step", "not_active", "wrong_post_kind", "not_your_post"})
"""Refusals that no state of the subject could change."""

MOST_A_DAY = 10_000
"""So many numbers are left free after a restore: they may have been given."""

Key = tuple[str, str]
"""Kind and identifier."""


@dataclass(frozen=True)
class Decided:
    """An entry of the ledger with its verdict.

    `before` is the fresh entry that stood before it, `counts_at` the moment from which it counts.
    """

    entry: Entry
    body: str
    verdict: Verdict
    before: str | None
    counts_at: int


@dataclass
class MadeCentre:
    """Judges, numbers and hands out.

    `rows` are the references, `model` judges and folds. With `asks_again` the centre is being
    brought what a restore lost, and holds what builds on it.
    """

    model: CentreModel
    rows: Mapping[tuple[str, str], ReferenceRow]
    epoch: int = 1
    n: int = 1
    at: int = 0
    asks_again: bool = False
    entries: dict[str, Decided] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, int], str] = field(default_factory=dict)
    waiting: dict[tuple[str, int], str] = field(default_factory=dict)
    last_q: dict[str, int] = field(default_factory=dict)
    numbered: dict[Key, int] = field(default_factory=dict)
    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    story: list[StoryLine] = field(default_factory=list)
    feed: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)
    serial: int = 0
    receipts: Receipts = field(default_factory=Receipts)

    def __post_init__(self) -> None:
        for kind, code in self.rows:
            self.feed["ref", "reference", f"{kind}/{code}"] = (1, "in")

    def copy(self) -> MadeCentre:
        """The centre as it is now, as a backup keeps it."""
        return replace(
            self,
            model=self.model.copy(),
            entries=dict(self.entries),
            decided=list(self.decided),
            numbers=dict(self.numbers),
            waiting=dict(self.waiting),
            last_q=dict(self.last_q),
            numbered=dict(self.numbered),
            contacts=copy.deepcopy(self.contacts),
            story=list(self.story),
            feed=dict(self.feed),
        )

    def begin_epoch(self, lost: int) -> None:
        """Be a new centre to everybody, after one of the epoch `lost`, and ask for what is gone."""
        self.epoch = lost + 1
        self.asks_again = True
        self.serial = max(self.serial, self.epoch * MOST_A_DAY)

    def member(self, person: str) -> Member:
        """A person as the rules see them."""
        return self.model.members[person]

    def scopes(self, person: str) -> list[str]:
        """The scopes of a person, in order."""
        areas = sorted(code for kind, code in self.rows if kind == "area")
        seen = [f"area:{area}" for area in areas if self.member(person).sees(area)]
        return [*seen, f"person:{person}", "ref"]

    def append(self, person: str, seat: str, epoch: int, batch: Sequence[Outgoing]) -> Answer:
        """Judge a batch of one seat that `person` hands in."""
        last = self.last_q.setdefault(seat, 0)
        problem = self._problem(seat, epoch, last, [out.q for out in batch], batch)
        if problem is not None:
            return Answer(problem, self.epoch, last, self.at)
        touched: dict[Key, None] = {}
        first = self.n
        verdicts = [
            self._with_receipt(self._decide(seat, last, out, touched), out) for out in batch
        ]
        self.last_q[seat] = max([last, *(out.q for out in batch)])
        told = {v.id for v in verdicts if v.verdict == "repeated"}
        story = [line for line in self.story if line.n > first or line.id in told]
        seen = self.scopes(person)
        return Answer(
            None,
            self.epoch,
            self.last_q[seat],
            self.at,
            verdicts,
            [
                self._row(key)
                for key in touched
                if key in self.numbered and self._scope(key) in seen
            ],
            [line for line in story if self._scope((line.subject, line.root)) in seen],
        )

    def since(self, person: str, cursors: Mapping[str, Cursor], size: int) -> Pages:
        """What is new for `person`, `size` lines in all; the scope with the least left first."""
        unread = {
            scope: self._after(scope, cursors.get(scope, Cursor())) for scope in self.scopes(person)
        }
        pages, story, room = [], [], size
        for scope, lines in sorted(unread.items(), key=lambda item: (len(item[1]), item[0])):
            given = lines[:room]
            room -= len(given)
            pages.append(self._page(scope, cursors.get(scope, Cursor()), given, len(lines)))
            if scope.startswith("area:"):
                ids = {subject for _, subject, _, op in given if op == "in"}
                story += [line for line in self.story if line.subject_id in ids]
        return Pages(self.epoch, float(self.at), self.scopes(person), pages, story)

    def digests(self, person: str) -> dict[str, tuple[int, str]]:
        """Two figures of every scope of a person, as `api.digests` reckons them."""
        found = {}
        for scope in self.scopes(person):
            lines = sorted(
                f"{kind}/{subject}/{n}"
                for (of, kind, subject), (n, op) in self.feed.items()
                if (of, op) == (scope, "in")
            )
            found[scope] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
        return found

    def _problem(
        self, seat: str, epoch: int, last: int, numbers: list[int], batch: Sequence[Outgoing]
    ) -> str | None:
        if epoch != self.epoch:
            return "new_epoch"
        whole = all(after == before + 1 for before, after in pairwise(numbers))
        if not whole or (numbers and not 1 <= numbers[0] <= last + 1):
            return "gap"
        known = [out for out in batch if out.q <= last]
        return "reused" if any(self._text(seat, out.q) != out.body for out in known) else None

    def _text(self, seat: str, q: int) -> str | None:
        decided = self.entries.get(self.numbers.get((seat, q), ""))
        return self.waiting.get((seat, q)) if decided is None else decided.body

    def _decide(self, seat: str, last: int, out: Outgoing, touched: dict[Key, None]) -> Verdict:
        entry = entry_of(out.body)
        known = self.known(seat, out, entry)
        if known is not None:
            self.numbers[seat, out.q] = entry.id
            touched.update(dict.fromkeys(self._with_effects(known.entry)))
            return replace(
                known.verdict,
                q=out.q,
                verdict="repeated",
                code=None if known.verdict.verdict == APPLIED else known.verdict.code,
            )
        before = self._fresh(entry)
        if self._is_held(entry):
            self.waiting[seat, out.q] = out.body
            return Verdict(out.q, entry.id, HELD, HELD)
        states = dict(self.model.states)
        told = self.receipts.proved(out.receipt, out.body) if self.asks_again else None
        counts_at = self.at if told is None else told.counts_at
        if told is None or told.code is None:
            refusal = self.model.decide(entry, counts_at)
        else:
            refusal = self.model.refuse(entry, Refusal(told.code, told.field), self.at)
        if refusal is None:
            verdict = Verdict(out.q, entry.id, APPLIED, n=self.n + 1)
            self._give_number(entry, told)
            touched.update(dict.fromkeys(self._take(entry, states, counts_at)))
        else:
            word = FALLEN if refusal.code == FALLEN else REFUSED
            verdict = Verdict(out.q, entry.id, word, refusal.code, refusal.field)
            touched.update(dict.fromkeys(self._with_effects(entry)))
            touched.update(dict.fromkeys(self._number(states)))
            self._keep_refused(entry)
        self.decided.append(entry.id)
        self.entries[entry.id] = Decided(entry, out.body, verdict, before, counts_at)
        self.numbers[seat, out.q] = entry.id
        self.waiting = {k: body for k, body in self.waiting.items() if body != out.body}
        again = out.q <= last
        return replace(verdict, verdict="repeated") if again else verdict

    def _with_receipt(self, verdict: Verdict, out: Outgoing) -> Verdict:
        """The verdict with what reminds a restored centre of it; none while it is held."""
        if verdict.verdict == HELD:
            return verdict
        decided = self.entries[verdict.id]
        number = self.model.states.get(decided.entry.root, {}).get(NUMBER)
        gives = self.model.workflow.steps[decided.entry.subject, decided.entry.step].gives
        refused = decided.verdict
        told = Told(
            decided.counts_at,
            str(number) if gives and refused.code is None else None,
            refused.code,
            refused.field,
        )
        return replace(verdict, receipt=self.receipts.give(out.body, told))

    def _give_number(self, entry: Entry, told: Told | None) -> None:
        """The number that the case has got already, if nobody else bears it, or the next one."""
        state = self.model.states[entry.subject_id]
        if state.get(NUMBER) != "?":
            return
        borne = {other.get(NUMBER) for other in self.model.states.values()}
        number = told.number if told is not None else None
        if number is None or number in borne:
            self.serial += 1
            number = str(self.serial)
        self.serial = max(self.serial, int(number))
        self.model.states[entry.subject_id] = {**state, NUMBER: number}

    def known(self, seat: str, out: Outgoing, entry: Entry) -> Decided | None:
        """What was decided about an entry when it came before."""
        return self.entries.get(entry.id)

    def _is_held(self, entry: Entry) -> bool:
        """Whether it is made on what nobody has brought back yet, and cannot stand without it."""
        lost = entry.parent is not None and entry.parent not in self.model.accepted
        if not (self.asks_again and lost):
            return False
        refusal = self.model.judge(entry, self.at)
        return refusal is not None and refusal.code not in SAID_FIRST

    def _fresh(self, entry: Entry) -> str | None:
        state = self.model.states.get(entry.subject_id)
        return None if state is None else str(state["fresh"])

    def _take(self, entry: Entry, before: Mapping[str, State], counts_at: int) -> list[Key]:
        """Number everything that the entry has changed; the entry's own subject comes first."""
        self._tell(entry, counts_at)
        keys = self._number(before, (entry.subject, entry.subject_id))
        for root in {str(self.model.states[subject_id]["root"]) for _kind, subject_id in keys}:
            self._hand_contacts(root)
        return keys

    def _number(self, before: Mapping[str, State], *first: Key) -> list[Key]:
        """Number what is not as it was before, and what comes first in any case."""
        states = self.model.states
        changed = [
            (str(state["subject"]), i) for i, state in states.items() if before.get(i) is not state
        ]
        keys = [*first, *(key for key in changed if key not in first)]
        for key in keys:
            self.n += 1
            self.numbered[key] = self.n
            self.publish(self._scope(key), *key, self.n, "in")
        return keys

    def _keep_refused(self, entry: Entry) -> None:
        """What is personal of a refused entry goes to its author until the refusal is settled."""
        refusal = refusal_id(entry.id)
        personal = self._personal(entry)
        if refusal in self.model.states and personal:
            self.contacts.setdefault(refusal, personal)
            self._hand_contacts(refusal)

    def _personal(self, entry: Entry) -> dict[str, str]:
        fields = self.model.workflow.fields
        return {
            name: str(value)
            for name, value in entry.values.items()
            if value is not None and fields[entry.subject, name].personal
        }

    def _tell(self, entry: Entry, counts_at: int) -> None:
        fields = self.model.workflow.fields
        personal = self._personal(entry)
        if personal:
            self.contacts.setdefault(entry.root, {}).update(personal)
        shown = {k: v for k, v in entry.values.items() if not fields[entry.subject, k].personal}
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
                received_at=self.at,
                counts_at=counts_at,
                n=self.n + 1,
                values=shown,
            )
        )

    def _hand_contacts(self, root: str) -> None:
        """Caller's details go to who owes this caller something, and are taken back after that."""
        if root not in self.contacts:
            return
        state, workflow = self.model.states[root], self.model.workflow
        subject = str(state["subject"])
        due = set()
        if not workflow.stage(subject, str(state["stage"])).terminal:
            due.add(f"person:{state[workflow.subjects[subject].keeper]}")
        for child in self.model.family(root):
            if child["subject"] == "callback" and not child.get("settled_at"):
                due.add(f"person:{child['owner']}")
        lines = self.feed.items()
        present = {s for (s, k, i), (_, op) in lines if (k, i, op) == ("contact", root, "in")}
        for scope in due - present:
            self.publish(scope, "contact", root, self.n, "in")
        for scope in present - due:
            self.publish(scope, "contact", root, self.n, "out")

    def publish(self, scope: str, kind: str, subject: str, n: int, op: str) -> None:
        """Let everybody who reads a scope learn of a subject."""
        self.feed[scope, kind, subject] = (n, op)

    def _with_effects(self, entry: Entry) -> list[Key]:
        found = [s for s in self.model.states.values() if s["root"] == entry.root]
        return [(str(state["subject"]), str(state["id"])) for state in found]

    def _scope(self, key: Key) -> str:
        state = self.model.states.get(key[1])
        owner = self.model.workflow.subjects[key[0]].owner
        if state is None:
            return ""
        return f"person:{state[owner]}" if owner else f"area:{state['area']}"

    def _row(self, key: Key) -> SubjectRow:
        return SubjectRow(key[0], key[1], self.numbered[key], dict(self.model.states[key[1]]))

    def _after(self, scope: str, cursor: Cursor) -> list[tuple[int, str, str, str]]:
        """Number, subject, kind and direction of the lines after a cursor, in order."""
        lines = [
            (n, subject, kind, op)
            for (of, kind, subject), (n, op) in self.feed.items()
            if of == scope and (n, subject) > (cursor.n, cursor.id)
        ]
        return sorted(lines)

    def _page(
        self, scope: str, cursor: Cursor, given: list[tuple[int, str, str, str]], lines: int
    ) -> Page:
        whole = len(given) == lines
        n, subject = (given[-1][0], given[-1][1]) if given else (cursor.n, cursor.id)
        return Page(
            scope,
            [self._line(kind, subject, n) for n, subject, kind, op in given if op == "in"],
            [(kind, subject) for _, subject, kind, op in given if op == "out"],
            Cursor(n, END if whole else subject),
            lines - len(given),
        )

    def _line(self, kind: str, subject: str, n: int) -> SubjectRow:
        if kind == "reference":
            of, _, code = subject.partition("/")
            return SubjectRow(kind, subject, n, self.rows[of, code])
        if kind == "contact":
            return SubjectRow(kind, subject, n, dict(self.contacts[subject]))
        return SubjectRow(kind, subject, n, dict(self.model.states[subject]))
