"""The desk: the only door for a change. A step is judged, signed and written, or refused.

Everything happens in one transaction on the writer's thread, against the state as this seat sees
it; the centre judges again later. What comes back was saved on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from seatapp.domain.callback_guards import taken_by_oneself
from seatapp.domain.clock import seconds_of
from seatapp.domain.entries import Entry, Value, Values, body_of, signature
from seatapp.domain.guards import GUARDS, external_case_id
from seatapp.domain.judge import Member, Refusal, judged
from seatapp.domain.lapse import all_matured, matured
from seatapp.domain.letters import letter_number
from seatapp.domain.looks import LOOK, day_began, looks_a_day
from seatapp.domain.references import References, State
from seatapp.domain.refused import (
    DROPPED,
    HANDED,
    LEADERS_STEPS,
    MOST_TOGETHER,
    OWN_STEPS,
    REDONE,
    REFUSAL,
    fell_with,
)
from seatapp.domain.requests import acts_for
from seatapp.domain.situation import Situation
from seatapp.domain.workflow import Step, Workflow
from seatapp.errors import StepRefused
from seatapp.ids import new_id
from seatapp.intake.intake import Intake
from seatapp.local import ledger
from seatapp.local.callers import missed_with
from seatapp.local.drafts import save as save_draft
from seatapp.local.naming import number_of
from seatapp.local.refusal_words import refusal_words
from seatapp.local.refusals import standing_refusals
from seatapp.local.replay import Family
from seatapp.local.replica import Replica
from seatapp.local.views import OfferedStep
from seatapp.local.writing import Writing
from seatapp.supplements import Typed, supplemented
from seatapp.text import _, cleaned, in_turn

CITY_TIME = ZoneInfo("Asia/Shanghai")

TOLD_IN_ADVANCE = frozenset(
    {
        *("not_author", "ratification_owed", "ratification_settled", "receipt_owed", "tried"),
        *("same_author", "named_person", "all_answered", "none_disputed", "some_disputed"),
        *("caller_known", "free_to_take", "tried_enough", "asks_verdict", "callbacks_settled"),
        "own_callback",
        "kind_is",
        "may_grant",
    }
)
"""Guards that look at what stands, so that a step they bar need not be offered. The others look
at what is typed, or are better explained by their sentence than by a button that is missing."""

OF_WHAT_STANDS = frozenset(
    {"not_author", "ratification_settled", "callbacks_settled", "pair_present"}
)
"""Guards that say the same whatever is typed, so that a screen can tell why before."""

RECORD, RECORD_VERSION = "checks", "checks_version"
"""The fields in which a step keeps what the checks said; nobody types them."""

ACTING = "acting_for"
"""The field that says in whose place a grant is given; the desk fills it in."""

OWNER = "owner"
"""The field that says who owes a call; who takes it over is not asked for their own name."""

MERGED_INTO = "merged_into"
NAMES_A_CASE = frozenset({MERGED_INTO, "linked_to"})
"""Fields that hold the number of another case."""


@dataclass(frozen=True)
class SigningKey:
    """The courier key of a person on this workstation; signs until `sign_until` (since 1970)."""

    id: str
    key: bytes = field(repr=False)
    sign_until: int


@dataclass(frozen=True)
class Wanted:
    """A step that somebody wants to take together with others."""

    step: str
    subject: str
    subject_id: str | None
    values: Values


@dataclass(frozen=True)
class Taken:
    """A step that was saved: its entry, what it was taken on, and the number of the case."""

    entry_id: str
    subject: str
    subject_id: str
    root: str
    step: str
    number: str


@dataclass(frozen=True)
class Seated:
    """Who works at this desk now: the person, the key if there is one, the code of the seat.

    `search_key` makes the keys by which phone numbers are found again; None before the first log-in
    online.
    """

    person: Member
    key: SigningKey | None
    seat_code: str
    search_key: bytes | None = field(default=None, repr=False)


def now_in_the_city() -> datetime:
    """The time of this workstation, in the zone of the city."""
    return datetime.now(CITY_TIME)


class Desk:
    """Takes steps for the person who sits here; any thread may call.

    `intake` measures: a step that has room for a record of the checks gets one, made here.
    """

    def __init__(
        self,
        workflow: Workflow,
        replica: Replica,
        clock: Callable[[], datetime] = now_in_the_city,
    ) -> None:
        self._workflow = workflow
        self._replica = replica
        self._clock = clock
        self.intake = Intake(replica)
        self._seated: Seated | None = None

    def take_seat(
        self,
        person: Member,
        key: SigningKey | None,
        seat_code: str,
        search_key: bytes | None = None,
    ) -> None:
        """From now on `person` works here, and their key signs; without a key they only look."""
        self._seated = Seated(person, key, seat_code, search_key)

    def perform(
        self,
        step: str,
        subject: str,
        subject_id: str | None,
        values: Values,
        post: str | None = None,
        draft: str | None = None,
        redoes: str | None = None,
    ) -> Taken:
        """Take a step; returns when it is on the disk.

        `subject_id` may be None for a step that creates. A value of None clears the field.
        `post` is chosen among those held when not named. `draft` is the key of a draft that goes
        away with the step, `redoes` the refused entry that it settles by being taken again: all
        of it is one transaction. Raises `StepRefused` with a sentence, and the field to mend if
        there is one; `LocalFileError` when the disk fails. Nothing was written then, and drafts
        stay.
        """
        known = self._known(Wanted(step, subject, subject_id, values))
        seated, key = self._signing()
        typed = tidied(self._workflow, subject, values)
        for name in NAMES_A_CASE & set(typed):
            typed[name] = self._named_case(known, name, str(typed[name]))
        if RECORD in known.fields:
            typed |= self._record(subject, subject_id, typed)

        def work(writing: Writing) -> Taken:
            taken = self._take(writing, seated, key, known, subject_id, typed, post, draft)
            if redoes is not None:
                self._settle(writing, redoes, REDONE, _("按现在的情况重新办理"))
            return taken

        return self._replica.write(work)

    def _record(self, subject: str, subject_id: str | None, typed: Values) -> dict[str, Value]:
        """What the checks say now to the case as it would stand, and under which version."""
        state = self._replica.reader.state(subject, subject_id or "") or {}
        reading = self.intake.reading({**state, **typed}, int(self._clock().timestamp()))
        return {RECORD: list(reading.record), RECORD_VERSION: reading.version}

    def _named_case(self, step: Step, field: str, typed: str) -> str:
        """The number of the one case that `typed` names by its number or the end of one."""
        reader = self._replica.reader
        found = [reader.state("case", case_id) or {} for case_id in reader.find_case(typed)]
        numbers = {number_of(state): state for state in found if _ends_with(state, typed)}
        if len(numbers) != 1:
            raise self._refused(Refusal("no_such_case", field), "case", step.name, None)
        ((number, state),) = numbers.items()
        ended = self._workflow.stage("case", str(state["stage"])).terminal
        if ended and field == MERGED_INTO:
            raise self._refused(Refusal("case_ended", field), "case", step.name, None)
        return number

    def perform_together(self, steps: Sequence[Wanted], draft: str | None = None) -> list[Taken]:
        """Take several steps in one transaction: all are on the disk then, or none is.

        The centre judges each for itself. Raises what `perform` raises.
        """
        seated, key = self._signing()
        known = [self._known(one) for one in steps]

        def work(writing: Writing) -> list[Taken]:
            return [
                self._take(
                    writing,
                    seated,
                    key,
                    step,
                    one.subject_id,
                    tidied(self._workflow, one.subject, one.values),
                    None,
                    draft,
                )
                for step, one in zip(known, steps, strict=True)
            ]

        return self._replica.write(work)

    def _known(self, wanted: Wanted) -> Step:
        known = self._workflow.step(wanted.subject, wanted.step)
        if known is None:
            raise self._refused(Refusal("unknown_step"), wanted.subject, wanted.step, None)
        return known

    def offered(self, subject: str, state: State, children: Iterable[State]) -> list[OfferedStep]:
        """The steps that the person could take on `state` now, in the order of the table.

        Whether what they type will do is not asked yet. `children` are those of the case.
        """
        if self._seated is None:
            return []
        member, references = self._seated.person, self._replica.references()
        now = int(self._clock().timestamp())
        state = matured(self._workflow, state, now, references)
        family = [state, *children]
        found = []
        kind = str(state.get("case_kind") or "")
        for step in self._workflow.steps_from(subject, str(state["stage"]), kind):
            post = self._post_for(member, step, str(state.get("area") or ""))
            if post and not self._barred(step, state, post, family, now):
                found.append(
                    OfferedStep(
                        subject=subject,
                        subject_id=str(state["id"]),
                        step=step.name,
                        post=post,
                        label=_.of("step", step.label),
                        key=step.key,
                        tone=step.tone,
                    )
                )
        return found

    def bars(self, step: str, state: State, children: Iterable[State]) -> list[str]:
        """Why the person cannot take a step of `state` now, whatever they type: one sentence each.

        Nothing is said of steps that are not theirs, or not of this stage.
        """
        if self._seated is None:
            return []
        known = self._workflow.steps[str(state["subject"]), step]
        post = self._post_for(self._seated.person, known, str(state.get("area") or ""))
        if not post or state["stage"] not in known.sources:
            return []
        now = self._situation(state, post, [state, *children], self._now())
        codes = [
            code
            for guard in known.guards
            if guard.name in OF_WHAT_STANDS
            and (code := GUARDS[guard.name](now, guard.argument)) is not None
        ]
        return [
            in_turn(*refusal_words(self._workflow, code, known.subject, step))
            for code in dict.fromkeys(codes)
        ]

    def drop_refusal(self, entry_id: str, reason: str) -> None:
        """Give up a step that was refused, and what fell with it.

        Raises `StepRefused` when it is neither one's own nor the shift leader's to settle.
        """
        self._replica.write(lambda writing: self._settle(writing, entry_id, DROPPED, reason))

    def hand_refusal(self, entry_id: str, reason: str) -> None:
        """Leave one's own refused step to the shift leader; raises `StepRefused` for another's."""
        self._replica.write(lambda writing: self._settle(writing, entry_id, HANDED, reason))

    def _settle(self, writing: Writing, entry_id: str, how: str, reason: str) -> None:
        """Settle a refusal here, and at the centre if that knows of it, for all who see it."""
        told = cleaned(reason)
        standing = standing_refusals(writing)
        found = next((one for one in standing if one["refused_entry"] == entry_id), None)
        if found is not None:
            seated, key = self._signing()
            own = how == HANDED or found["refused_by"] == seated.person.id
            step = self._workflow.steps[REFUSAL, (OWN_STEPS if own else LEADERS_STEPS)[how]]
            fell = [str(one["id"]) for one in fell_with(standing, entry_id)]
            values: dict[str, Value] = {"also": fell[:MOST_TOGETHER], "reason": told}
            typed: dict[str, Value] = {k: v for k, v in values.items() if k in step.fields and v}
            self._take(writing, seated, key, step, str(found["id"]), typed, None, None)
        ledger.close_refusal(writing, entry_id, how, told, self._now())

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _signing(self) -> tuple[Seated, SigningKey]:
        seated = self._seated
        key = None if seated is None else seated.key
        if seated is None or key is None or self._clock().timestamp() > key.sign_until:
            sentence = _("登录已过期，这一步没有保存，填写的内容还在。请联网重新登录后再办。")
            raise StepRefused(sentence, "sign_in_again")
        return seated, key

    def _take(
        self,
        writing: Writing,
        seated: Seated,
        key: SigningKey,
        step: Step,
        subject_id: str | None,
        typed: dict[str, Value],
        post: str | None,
        draft: str | None,
    ) -> Taken:
        identity = subject_id or _new_identity(step, typed)
        moment = self._clock()
        found, family = writing.standing(step.subject, identity)
        root = identity if found is None else str(found["root"])
        standing = self._as_of(moment, family, writing.references)
        state = standing.get((step.subject, identity))
        typed = without_idle_clearing(typed, state)
        typed |= self._filled_in(writing, seated, step, typed, state, moment)
        if "letter_number" in step.fields and state is not None:
            typed |= self._addressed(writing, seated, state, typed, moment)
        area = str((typed if state is None else state).get("area") or "")
        if post is None:
            post = self._post_for(seated.person, step, area) or _any_post(seated.person, step)
        if ACTING in step.fields and state is not None:
            at = int(moment.timestamp())
            place = acts_for(state, typed, post, at, writing.references)
            typed |= {ACTING: place} if place else {}
        entry = Entry(
            id=new_id(),
            subject=step.subject,
            subject_id=identity,
            root=root,
            step=step.name,
            values=typed,
            parent=None if state is None else _text_or_none(state.get("fresh")),
            author=seated.person.id,
            post=post,
            claimed_at=moment.isoformat(timespec="seconds"),
            key=key.id,
        )
        self._judge(writing, entry, seated.person, state, list(standing.values()))
        if (step.subject, step.name) == LOOK:
            self._count_look(writing, entry, state, moment)
        body = body_of(entry)
        ledger.append(writing, entry, body, signature(body, key.key), family)
        if draft is not None:
            save_draft(writing, seated.person.id, draft, None)
        stands = next((state for state in family.values() if state["id"] == root), {})
        return Taken(entry.id, step.subject, identity, root, step.name, number_of(stands))

    def _as_of(self, moment: datetime, family: Family, references: References) -> Family:
        """A root with its children as they are at this moment."""
        now = int(moment.timestamp())
        ended = all_matured(self._workflow, family.values(), now, references)
        return {key: ended.get(key[1], state) for key, state in family.items()}

    def _filled_in(
        self,
        writing: Writing,
        seated: Seated,
        step: Step,
        typed: Values,
        state: State | None,
        moment: datetime,
    ) -> dict[str, Value]:
        """What nobody has to type: what follows from other values, the number of the seat."""
        at = int(moment.timestamp())
        missed = partial(missed_with, writing.connection, self._workflow, seated.person.id)
        known = Typed(typed, state, at, writing.references, seated.search_key, missed)
        found = supplemented(step.fields, known)
        if taken_by_oneself(step) and not typed.get(OWNER):
            found[OWNER] = seated.person.id
        about = self._workflow.subjects[step.subject]
        if step.creates and about.number in step.fields and not typed.get(about.number):
            day = moment.astimezone(CITY_TIME).strftime("%y%m%d")
            serial = ledger.next_serial(writing, about.prefix + day)
            found[about.number] = f"{about.prefix}{seated.seat_code}-{day}-{serial:04d}"
        return found

    def _addressed(
        self,
        writing: Writing,
        seated: Seated,
        state: State,
        typed: Values,
        moment: datetime,
    ) -> dict[str, Value]:
        """What a letter gets when nobody typed it: the unit of the case, and a number."""
        found: dict[str, Value] = {}
        if not typed.get("letter_to") and state.get("unit"):
            found["letter_to"] = state["unit"]
        kind = self._workflow.choices.get(("letter_kind", str(typed.get("letter_kind"))))
        if not typed.get("letter_number") and kind is not None:
            year = moment.astimezone(CITY_TIME).year
            serial = ledger.next_letter(writing, kind.code, year)
            mark = next(iter(kind.marks), kind.label)
            found["letter_number"] = letter_number(mark, year, seated.seat_code, serial)
        return found

    def _judge(
        self,
        writing: Writing,
        entry: Entry,
        member: Member,
        state: State | None,
        family: Collection[State],
    ) -> None:
        at = seconds_of(entry.claimed_at)
        refusal = judged(self._workflow, entry, member, state, family, writing.references, at)
        if refusal is not None:
            raise self._refused(refusal, entry.subject, entry.step, state, member.id)

    def _count_look(
        self, writing: Writing, entry: Entry, state: State | None, moment: datetime
    ) -> None:
        """Refuse a look at personal values beyond the ceiling of the day."""
        taken = ledger.taken_since(writing, entry.author, *LOOK, day_began(moment))
        if taken >= looks_a_day(writing.references):
            raise self._refused(Refusal("looks_used_up"), entry.subject, entry.step, state)

    def _refused(
        self,
        refusal: Refusal,
        subject: str,
        step: str,
        state: State | None,
        author: str = "",
    ) -> StepRefused:
        sentence, advice = refusal_words(
            self._workflow,
            refusal.code,
            subject,
            step,
            field=refusal.field,
            stage=str((state or {}).get("stage") or ""),
            author=author,
        )
        return StepRefused(in_turn(sentence, advice), refusal.code, refusal.field)

    def _post_for(self, member: Member, step: Step, area: str) -> str:
        """The first post of the step that the person holds for the area; none if there is none."""
        posts = (post for post in self._workflow.posts if post in step.posts)
        return next((post for post in posts if member.holds_in(post, area)), "")

    def _barred(
        self, step: Step, state: State, post: str, family: Collection[State], now: int
    ) -> bool:
        situation = self._situation(state, post, family, now)
        return any(
            guard.name in TOLD_IN_ADVANCE and GUARDS[guard.name](situation, guard.argument)
            for guard in step.guards
        )

    def _situation(self, state: State, post: str, family: Collection[State], now: int) -> Situation:
        """The subject as it stands, before anything is typed."""
        assert self._seated is not None
        return Situation(
            workflow=self._workflow,
            subject_id=str(state["id"]),
            before=state,
            after=state,
            author=self._seated.person.id,
            post=post,
            at=now,
            values={},
            family=family,
            references=self._replica.references(),
        )


def _ends_with(state: State, typed: str) -> bool:
    """Whether a number of the case is what was typed, or ends with it."""
    numbers = (str(state.get(name) or "") for name in ("acceptance_number", "case_number"))
    return any(number.endswith(typed) for number in numbers)


def _any_post(member: Member, step: Step) -> str:
    """A post of the step, for the judgement to say what is wrong with it."""
    return next((post for post, _area in member.posts if post in step.posts), min(step.posts))


def tidied(workflow: Workflow, subject: str, values: Values) -> dict[str, Value]:
    """Values as they may be stored: cleaned texts, single lines in one line, nothing empty.

    None stays: it clears a field.
    """
    found: dict[str, Value] = {}
    for name, value in values.items():
        known = workflow.fields.get((subject, name))
        one_line = known is None or known.type != "text"
        tidy: Value = value
        if isinstance(value, str):
            tidy = _tidy_text(value, one_line)
        elif isinstance(value, list):
            tidy = [text for text in (_tidy_text(item, True) for item in value) if text]
        if tidy != "" and tidy != []:
            found[name] = tidy
    return found


def without_idle_clearing(typed: Values, state: State | None) -> dict[str, Value]:
    """The values without those that would clear what is empty anyway."""
    held = state or {}
    return {
        name: value
        for name, value in typed.items()
        if value is not None or name in held or f"{name}_masked" in held
    }


def _tidy_text(value: str, one_line: bool) -> str:
    whole = cleaned(value)
    return whole.replace("\n", " ").replace("\t", " ") if one_line else whole


def _new_identity(step: Step, typed: Values) -> str:
    """The identifier of a new subject: its own, or the one that follows from a foreign number."""
    system, number = typed.get("source_system"), typed.get("external_id")
    if step.subject == "case" and system and number:
        return external_case_id(str(system), str(number))
    return new_id()


def _text_or_none(value: Value) -> str | None:
    return None if value is None else str(value)
