"""The desk of a workstation: a step is judged, signed and written, or refused with a sentence.

Everything happens in one transaction on the writer's thread, against the state as this seat sees
it; the centre judges again later. What comes back was saved on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from seatapp.desk.offers import Offers
from seatapp.desk.refusing import step_refused
from seatapp.desk.seated import Seated, SigningKey
from seatapp.desk.steps import Taken, Wanted
from seatapp.desk.taking import Taking
from seatapp.desk.tidying import tidied
from seatapp.domain.entries import Value, Values
from seatapp.domain.judge import Member, Refusal
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.refused import (
    DROPPED,
    HANDED,
    LEADERS_STEPS,
    MOST_TOGETHER,
    OWN_STEPS,
    REDONE,
    REFUSAL,
)
from seatapp.domain.workflow import Step, Workflow
from seatapp.errors import StepRefused
from seatapp.intake.intake import Intake
from seatapp.local import ledger
from seatapp.local.naming import number_of
from seatapp.local.refusals import fell_together, standing_refusals
from seatapp.local.replica import Replica
from seatapp.local.views import OfferedStep
from seatapp.local.writing import Writing
from seatapp.text import _, cleaned

RECORD, RECORD_VERSION = "checks", "checks_version"
"""The fields in which a step keeps what the checks said; nobody types them."""

MERGED_INTO = "merged_into"
MERGED_INTO_IDS = "merged_into_ids"
NAMES_A_CASE = (MERGED_INTO, "linked_to")
"""Fields that hold the number of another case."""


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
        self._signing()
        typed = tidied(self._workflow, subject, values)
        for name in NAMES_A_CASE:
            if typed.get(name) is not None:
                typed |= self._named_case(known, name, str(typed[name]))
        if RECORD in known.fields:
            typed |= self._record(subject, subject_id, typed)

        def work(writing: Writing) -> Taken:
            taken = self._taking(writing).take(known, subject_id, typed, post, draft)
            if redoes is not None:
                self._settle(writing, redoes, REDONE, _("按现在的情况重新办理"))
            return taken

        return self._replica.write(work)

    def perform_together(self, steps: Sequence[Wanted], draft: str | None = None) -> list[Taken]:
        """Take several steps in one transaction: all are on the disk then, or none is.

        The centre judges each for itself. Raises what `perform` raises.
        """
        self._signing()
        known = [
            (self._known(one), one.subject_id, tidied(self._workflow, one.subject, one.values))
            for one in steps
        ]

        def work(writing: Writing) -> list[Taken]:
            taking = self._taking(writing)
            return [
                taking.take(step, subject_id, typed, draft=draft)
                for step, subject_id, typed in known
            ]

        return self._replica.write(work)

    def offered(self, subject: str, state: State, children: Iterable[State]) -> list[OfferedStep]:
        """The steps that the person could take on `state` now; see `Offers.offered`."""
        offers = self._offers()
        return [] if offers is None else offers.offered(subject, state, children)

    def bars(self, step: str, state: State, children: Iterable[State]) -> list[str]:
        """Why the person cannot take a step of `state` now; see `Offers.bars`."""
        offers = self._offers()
        return [] if offers is None else offers.bars(step, state, children)

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
            taking = self._taking(writing)
            own = how == HANDED or found["refused_by"] == taking.person
            step = self._workflow.steps[REFUSAL, (OWN_STEPS if own else LEADERS_STEPS)[how]]
            fell = [str(one["id"]) for one in fell_together(writing, standing, entry_id)]
            values: dict[str, Value] = {"also": fell[:MOST_TOGETHER], "reason": told}
            typed = {name: v for name, v in values.items() if name in step.fields and v}
            taking.take(step, str(found["id"]), typed)
        ledger.close_refusal(writing, entry_id, how, told, self._now())

    def _known(self, wanted: Wanted) -> Step:
        known = self._workflow.step(wanted.subject, wanted.step)
        if known is None:
            unknown = Refusal("unknown_step")
            raise step_refused(self._workflow, unknown, wanted.subject, wanted.step)
        return known

    def _record(self, subject: str, subject_id: str | None, typed: Values) -> dict[str, Value]:
        """What the checks say now to the case as it would stand, and under which version."""
        state = self._replica.reader.state(subject, subject_id or "") or {}
        reading = self.intake.reading({**state, **typed}, self._now())
        return {RECORD: list(reading.record), RECORD_VERSION: reading.version}

    def _named_case(self, step: Step, field: str, typed: str) -> dict[str, Value]:
        """The number of the one case that `typed` names by its number or the end of one.

        Merging names the case itself too, so that the centre judges whether it is open.
        """
        reader = self._replica.reader
        found = [reader.state("case", case_id) or {} for case_id in reader.find_case(typed)]
        numbers = {number_of(state): state for state in found if _ends_with(state, typed)}
        if len(numbers) != 1:
            unknown = Refusal("no_such_case", field)
            raise step_refused(self._workflow, unknown, "case", step.name)
        ((number, state),) = numbers.items()
        named: dict[str, Value] = {field: number}
        if field == MERGED_INTO:
            named[MERGED_INTO_IDS] = [str(state["id"])]
        return named

    def _taking(self, writing: Writing) -> Taking:
        return Taking(writing, self._workflow, *self._signing(), self._clock())

    def _offers(self) -> Offers | None:
        """What can be done now; None while nobody sits here."""
        if self._seated is None:
            return None
        references = self._replica.references()
        return Offers(self._workflow, references, self._seated.person, self._now())

    def _now(self) -> int:
        return int(self._clock().timestamp())

    def _signing(self) -> tuple[Seated, SigningKey]:
        """Who works here and signs; raises `StepRefused` when the log-in has run out.

        A clock that is far before the log-in is wrong: numbers and histories would bear
        its year.
        """
        seated, now = self._seated, self._clock()
        key = None if seated is None else seated.key
        if seated is None or key is None or now.timestamp() > key.sign_until:
            sentence = _(
                "登录已过期，这一步没有保存，填写的内容还在。"
                "请联网重新登录后再办；刚登录过的，请校准本机时钟（现为 {day}）。"
            )
            raise StepRefused(sentence.format(day=f"{now:%Y-%m-%d}"), "sign_in_again")
        if now.timestamp() < key.sign_from:
            sentence = _(
                "本机时钟比登录时还早（现为 {day}），这一步没有保存，填写的内容还在。"
                "请校准时钟后再办。"
            )
            raise StepRefused(sentence.format(day=f"{now:%Y-%m-%d}"), "clock_set_back")
        return seated, key


def _ends_with(state: State, typed: str) -> bool:
    """Whether a number of the case is what was typed, or ends with it."""
    numbers = (str(state.get(name) or "") for name in ("acceptance_number", "case_number"))
    return any(number.endswith(typed) for number in numbers)
