"""The lines of `effects.csv` and `lapses.csv`: what follows by itself, from a step or from time."""

from __future__ import annotations

from collections.abc import Mapping

from seatapp.domain.effects import ACTS, AUTHOR, CONDITIONS, MARKS, PASSED
from seatapp.domain.running_clock import DUE
from seatapp.domain.table_rows import Row
from seatapp.domain.vocabulary import Vocabulary
from seatapp.domain.workflow import Copy, Effect, Lapse, Step


class EffectReader:
    """Reads what names steps and words that are known already."""

    def __init__(self, words: Vocabulary, steps: Mapping[tuple[str, str], Step]) -> None:
        self._words = words
        self._steps = steps
        self._roots = words.roots

    def lapse(self, row: Row) -> Lapse:
        """The lapse of a line; raises `TableFault`."""
        subject, stage = row.word("subject", self._words.subjects), row.word("stage")
        step = self._steps.get((subject, row.word("step")))
        if step is None or not step.by_system or stage not in step.sources:
            raise row.fault("step", f"not a step by itself from there: {row.word('step')!r}")
        until = row.word("until", {DUE, *self._words.fields_of(subject, "value")})
        return Lapse(subject, stage, until, step.name, step.stage_after(stage))

    def effect(self, row: Row) -> Effect:
        """The effect of a line; raises `TableFault`."""
        subject, step = row.word("subject"), row.word("step")
        target, target_step = row.word("target"), row.word("target_step")
        if (subject, step) not in self._steps:
            raise row.fault("step", f"unknown step {step!r}")
        if (target, target_step) not in self._steps:
            raise row.fault("target_step", f"unknown step {target_step!r}")
        when, _, argument = row.word("when").partition(":")
        if when not in (PASSED if row.word("effect") == "pass" else CONDITIONS):
            raise row.fault("when", f"unknown condition {when!r}")
        return Effect(
            subject=subject,
            step=step,
            act=row.word("effect", ACTS),
            target=target,
            target_step=target_step,
            when=when,
            argument=argument,
            copies=tuple(self._copy(row, text, subject, target) for text in row.words("values")),
        )

    def _copy(self, row: Row, text: str, subject: str, target: str) -> Copy:
        fields = self._words.fields
        how = next((mark for mark in MARKS if mark in text), "")
        into, _, what = text.partition(how or "=")
        if not how or ((target, into) not in fields and (into, how) != ("id", "*")):
            raise row.fault("values", f"unknown field {into!r}")
        if how in "=<*" and what != DUE and (subject, what) not in fields:
            raise row.fault("values", f"unknown field {what!r}")
        if how == "^" and all((root, what) not in fields for root in self._roots):
            raise row.fault("values", f"unknown field of a root {what!r}")
        if how == "@" and what != AUTHOR:
            raise row.fault("values", f"unknown fact {what!r}")
        return Copy(into, how, what)
