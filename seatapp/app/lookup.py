"""What commands ask about cases by name: which one is meant, where a step stands."""

from __future__ import annotations

import time
from dataclasses import dataclass

from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.local.ledger import FALLEN, REFUSED
from seatapp.local.reader import Reader
from seatapp.local.refusal_words import refusal_words
from seatapp.local.views import Judged, QueueRow
from seatapp.local.writing import PENDING
from seatapp.text import _

TAIL = 4
"""The fewest last characters by which somebody can name a case."""


@dataclass(frozen=True)
class Standing:
    """Where an entry of this seat stands: a word for programs, words for people."""

    word: str
    code: str | None
    words: str


class Lookup:
    """Finds what `person` names among what stands on this workstation."""

    def __init__(self, workflow: Workflow, reader: Reader, person: str) -> None:
        self._workflow, self._reader, self._person = workflow, reader, person

    def find(self, subject: str, target: str) -> str:
        """The identifier of what `target` names: an identifier, a number of a case, or its end.

        Raises `InputFileError` when it names nothing, or more than one.
        """
        if self._reader.state(subject, target) is not None:
            return target
        cases = self._reader.find_case(target)
        found = [case_id for case_id in cases if self._is(case_id, target)]
        if len(found) != 1:
            raise InputFileError(
                _("“{target}”找到 {count} 件，请写完整编号。").format(
                    target=target, count=len(found)
                ),
                "not_found" if not found else "ambiguous",
            )
        return found[0] if subject == "case" else self._waiting(subject, found[0], target)

    def standing(self, entry_id: str) -> Standing:
        """Where an entry of this seat stands now."""
        judged = self._reader.judged(entry_id)
        if judged is None or judged.verdict == PENDING:
            return Standing(PENDING, None, _("待发送到中心"))
        if judged.verdict in (REFUSED, FALLEN):
            return Standing(judged.verdict, judged.code, self._why_refused(judged))
        return Standing(judged.verdict, judged.code, _("中心已接收"))

    def _why_refused(self, judged: Judged) -> str:
        state = self._reader.state(judged.subject, judged.subject_id) or {}
        sentence, _advice = refusal_words(
            self._workflow,
            judged.code or "",
            judged.subject,
            judged.step,
            field=judged.field,
            stage=str(state.get("stage") or ""),
            author=self._reader.words("person", self._person),
        )
        return sentence

    def queue(self, name: str) -> list[QueueRow]:
        """Every row of a queue, most urgent first.

        Raises `InputFileError` for a queue that nobody has.
        """
        if name not in self._workflow.queues:
            raise InputFileError(_("没有“{name}”这个队列。").format(name=name), "unknown_queue")
        keys = self._reader.queue_ids(name, self._person, int(time.time()))
        return self._reader.queue_rows(name, keys)

    def _waiting(self, subject: str, case_id: str, target: str) -> str:
        """The one child of this kind that the case has open."""
        detail = self._reader.case(case_id, self._person)
        waiting = [
            str(child["id"])
            for child in (detail.children if detail else ())
            if child["subject"] == subject
            and not self._workflow.stage(subject, str(child["stage"])).terminal
        ]
        if len(waiting) != 1:
            raise InputFileError(
                _("“{target}”有 {count} 个这种待办。").format(target=target, count=len(waiting)),
                "not_found" if not waiting else "ambiguous",
            )
        return waiting[0]

    def _is(self, case_id: str, target: str) -> bool:
        """Whether `target` is a number of the case or the end of one, not words in its text."""
        state = self._reader.state("case", case_id) or {}
        numbers = [str(state.get(name) or "") for name in ("case_number", "acceptance_number")]
        return target in numbers or (
            len(target) >= TAIL and any(number.endswith(target) for number in numbers)
        )
