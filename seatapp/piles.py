"""One decision on many subjects: each is judged on its own, exactly as if it were taken alone.

There is no group in the ledger: every subject gets its own entry, and what is refused keeps
nobody else from being done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from seatapp.domain.entries import Value, Values
from seatapp.errors import StepRefused
from seatapp.reports.watch import CalledOff, Watch


class Takes(Protocol):
    """Who takes steps: `seatapp.desk.Desk` does."""

    def perform(self, step: str, subject: str, subject_id: str | None, values: Values) -> object:
        """Take one step, or raise `StepRefused`."""


@dataclass(frozen=True)
class OfPile:
    """One subject of a pile: what to take on it, and what it is called on a list."""

    step: str
    subject: str
    subject_id: str
    values: Values
    number: str
    title: str


@dataclass(frozen=True)
class NotTaken:
    """What was not done, and why, in a sentence."""

    one: OfPile
    code: str
    sentence: str


@dataclass(frozen=True)
class PileTaken:
    """What came of a pile; `untouched` is what somebody called off before its turn."""

    taken: Sequence[OfPile]
    refused: Sequence[NotTaken]
    untouched: Sequence[OfPile]


def take_each(desk: Takes, pile: Sequence[OfPile], watch: Watch | None = None) -> PileTaken:
    """Take the step of each in turn; what is done when the work is called off stays done.

    Raises `LocalFileError` when the disk fails.
    """
    watch = watch or Watch()
    watch.expect(len(pile))
    taken: list[OfPile] = []
    refused: list[NotTaken] = []
    for place, one in enumerate(pile):
        try:
            watch.step()
        except CalledOff:
            return PileTaken(taken, refused, pile[place:])
        try:
            desk.perform(one.step, one.subject, one.subject_id, one.values)
        except StepRefused as refusal:
            refused.append(NotTaken(one, refusal.code, refusal.sentence))
        else:
            taken.append(one)
    return PileTaken(taken, refused, ())


AS_ASKED: Mapping[str, Mapping[str, str]] = {
    "grant_extension": {"granted_minutes": "asked_minutes"},
    "grant_deferral": {"granted_until": "asked_until"},
}
"""What each subject of a pile says itself: a request in a pile is granted as it was asked."""


FILLED_IN: Mapping[str, frozenset[str]] = {
    "issue_letter": frozenset({"letter_to", "letter_number"}),
}
"""What the desk fills in for each subject of a pile, so that nobody is asked for it: a letter goes
to the unit that has the case, under the next number."""


def own_values(step: str, state: Mapping[str, Value]) -> dict[str, Value]:
    """What a step in a pile takes from the subject itself, not from the person."""
    wanted = AS_ASKED.get(step, {})
    return {into: state[asked] for into, asked in wanted.items() if state.get(asked) is not None}
