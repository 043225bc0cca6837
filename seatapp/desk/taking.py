"""Steps as they are taken in one transaction: filled in, judged, signed and written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from seatapp.desk.refusing import step_refused
from seatapp.desk.seated import Seated, SigningKey, any_post, post_for
from seatapp.desk.steps import Taken
from seatapp.desk.supplements import Typed, supplemented
from seatapp.desk.tidying import without_idle_clearing
from seatapp.domain.callback_guards import taken_by_oneself
from seatapp.domain.effects import named
from seatapp.domain.entries import Entry, Value, Values, body_of, signature
from seatapp.domain.guards import external_case_id
from seatapp.domain.judge import Refusal, judged
from seatapp.domain.lapse import all_matured
from seatapp.domain.letters import letter_number
from seatapp.domain.looks import LOOK, day_began, looks_a_day
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.requests import acts_for
from seatapp.domain.workflow import Step, Workflow
from seatapp.ids import new_id
from seatapp.local import ledger
from seatapp.local.callers import missed_with
from seatapp.local.drafts import save as save_draft
from seatapp.local.naming import number_of
from seatapp.local.replay import Family
from seatapp.local.writing import Writing

ACTING = "acting_for"
"""The field that says in whose place a grant is given."""

OWNER = "owner"
"""The field that says who owes a call; who takes it over is not asked for their own name."""

LETTER = "letter_number"
"""The field that a step has with which a letter is issued."""


class Taking:
    """Takes steps for the person who works here, all at the same moment."""

    def __init__(
        self,
        writing: Writing,
        workflow: Workflow,
        seated: Seated,
        key: SigningKey,
        moment: datetime,
    ) -> None:
        self._writing = writing
        self._workflow = workflow
        self._seated = seated
        self._key = key
        self._moment = moment
        self._at = int(moment.timestamp())

    @property
    def person(self) -> str:
        """Who takes the steps."""
        return self._seated.person.id

    def take(
        self,
        step: Step,
        subject_id: str | None,
        typed: Mapping[str, Value],
        post: str | None = None,
        draft: str | None = None,
    ) -> Taken:
        """Take one step with what was typed, which is tidy; see `Desk.perform`."""
        identity = subject_id or _new_identity(step, typed)
        found, family = self._writing.standing(step.subject, identity)
        root = identity if found is None else str(found["root"])
        standing = self._as_of_now(family)
        state = standing.get((step.subject, identity))
        values = without_idle_clearing(typed, state)
        values |= self._filled_in(step, values, state)
        post = post or self._post(step, values if state is None else state)
        if state is not None:
            values |= self._standing_in(step, values, state, post)
        entry = self._entry(step, identity, root, values, state, post)
        self._judge(entry, state, [*standing.values(), *self._named(step, values)])
        body = body_of(entry)
        mac = signature(body, self._key.key)
        ledger.append(self._writing, entry, body, mac, family)
        if draft is not None:
            save_draft(self._writing, self.person, draft, None)
        stands = next((state for state in family.values() if state["id"] == root), {})
        return Taken(entry.id, step.subject, identity, root, step.name, number_of(stands))

    def _named(self, step: Step, values: Values) -> list[State]:
        """What the step names in other roots, as far as the person may see it."""
        found = (self._writing.state(*key) for key in named(self._workflow, step, values))
        sees = self._seated.person.sees
        return [state for state in found if state is not None and sees(str(state["area"]))]

    def _as_of_now(self, family: Family) -> Family:
        """A root with its children as they are at this moment."""
        references = self._writing.references
        ended = all_matured(self._workflow, family.values(), self._at, references)
        return {key: ended.get(key[1], state) for key, state in family.items()}

    def _post(self, step: Step, facts: Mapping[str, Value]) -> str:
        person, area = self._seated.person, str(facts.get("area") or "")
        return post_for(self._workflow, person, step, area) or any_post(person, step)

    def _entry(
        self,
        step: Step,
        subject_id: str,
        root: str,
        values: Values,
        state: State | None,
        post: str,
    ) -> Entry:
        return Entry(
            id=new_id(),
            subject=step.subject,
            subject_id=subject_id,
            root=root,
            step=step.name,
            values=values,
            parent=None if state is None else _text_or_none(state.get("fresh")),
            author=self.person,
            post=post,
            claimed_at=self._moment.isoformat(timespec="seconds"),
            key=self._key.id,
        )

    def _filled_in(self, step: Step, typed: Values, state: State | None) -> dict[str, Value]:
        """What nobody has to type: what follows from other values, and numbers."""
        writing, seated = self._writing, self._seated
        missed = partial(missed_with, writing.connection, self._workflow, self.person)
        known = Typed(typed, state, self._at, writing.references, seated.search_key, missed)
        found = supplemented(step.fields, known)
        if taken_by_oneself(step) and not typed.get(OWNER):
            found[OWNER] = self.person
        about = self._workflow.subjects[step.subject]
        if step.creates and about.number in step.fields and not typed.get(about.number):
            found[about.number] = self._number(about.prefix)
        if LETTER in step.fields and state is not None:
            found |= self._addressed(state, {**typed, **found})
        return found

    def _number(self, prefix: str) -> str:
        """A number of this workstation for a new subject; the caller hears it."""
        day = self._moment.astimezone(CITY_TIME).strftime("%y%m%d")
        serial = ledger.next_serial(self._writing, prefix + day)
        return f"{prefix}{self._seated.seat_code}-{day}-{serial:04d}"

    def _addressed(self, state: State, typed: Values) -> dict[str, Value]:
        """What a letter gets when nobody typed it: the unit of the case, and a number."""
        found: dict[str, Value] = {}
        if not typed.get("letter_to") and state.get("unit"):
            found["letter_to"] = state["unit"]
        kind = self._workflow.choices.get(("letter_kind", str(typed.get("letter_kind"))))
        if not typed.get(LETTER) and kind is not None:
            year = self._moment.astimezone(CITY_TIME).year
            serial = ledger.next_letter(self._writing, kind.code, year)
            mark = next(iter(kind.marks), kind.label)
            found[LETTER] = letter_number(mark, year, self._seated.seat_code, serial)
        return found

    def _standing_in(self, step: Step, values: Values, state: State, post: str) -> dict[str, Value]:
        """In whose place a grant is given, where that is another post's."""
        if ACTING not in step.fields:
            return {}
        place = acts_for(state, values, post, self._at, self._writing.references)
        return {ACTING: place} if place else {}

    def _judge(self, entry: Entry, state: State | None, family: Collection[State]) -> None:
        """Raise `StepRefused` when the entry may not be made."""
        references, member = self._writing.references, self._seated.person
        refusal = judged(self._workflow, entry, member, state, family, references, self._at)
        if refusal is None and (entry.subject, entry.step) == LOOK and self._looked_enough():
            refusal = Refusal("looks_used_up")
        if refusal is not None:
            raise step_refused(
                self._workflow, refusal, entry.subject, entry.step, state, self.person
            )

    def _looked_enough(self) -> bool:
        """Whether the ceiling of looks at personal values is reached for today."""
        since = day_began(self._moment)
        taken = ledger.taken_since(self._writing, self.person, *LOOK, since)
        return taken >= looks_a_day(self._writing.references)


def _new_identity(step: Step, typed: Values) -> str:
    """The identifier of a new subject: its own, or the one that follows from a foreign number."""
    system, number = typed.get("source_system"), typed.get("external_id")
    if step.subject == "case" and system and number:
        return external_case_id(str(system), str(number))
    return new_id()


def _text_or_none(value: Value) -> str | None:
    return None if value is None else str(value)
