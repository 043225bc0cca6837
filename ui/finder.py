"""What the search box finds: queues by name or pinyin initials, cases by number, place or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seatapp.domain.workflow import Queue
from seatapp.local.views import FoundCase
from seatapp.text import _
from ui.frame_duty import FrameDuty

QUEUE, CASE = "queue", "case"
MOST_CASES = 10
SHORTEST_CASE_TEXT = 2


@dataclass(frozen=True)
class Found:
    """One thing found: a queue by its name, or a case by its identifier."""

    kind: str
    key: str
    title: str
    detail: str
    beside: str


class Finder:
    """Looks things up for one person; slow, so for the background only."""

    def __init__(self, duty: FrameDuty, queues: Sequence[Queue]) -> None:
        self._duty = duty
        self._queues = queues

    def find(self, text: str) -> list[Found]:
        """Queues first, then cases; nothing for an empty text."""
        wanted = text.strip()
        if not wanted:
            return []
        return [*self._queues_for(wanted.lower()), *self._cases_for(wanted)]

    def _queues_for(self, wanted: str) -> list[Found]:
        from ui.fields.catalogue import initials_of  # pinyin tables are slow to load

        return [
            Found(QUEUE, queue.name, _(queue.label), _(queue.group), _("队列"))
            for queue in self._queues
            if wanted in _(queue.label).lower() or initials_of(queue.label).startswith(wanted)
        ]

    def _cases_for(self, wanted: str) -> list[Found]:
        if len(wanted) < SHORTEST_CASE_TEXT:
            return []
        person = self._duty.person.id
        return [self._case(one) for one in self._duty.reader.search(wanted, person, MOST_CASES)]

    def _case(self, case: FoundCase) -> Found:
        """What was found stands below the title, so that people see why the case is here."""
        stage = self._duty.workflow.stage("case", case.stage)
        detail = case.around if case.where not in ("", "address") else case.address
        return Found(CASE, case.case_id, f"{case.number}  {case.title}", detail, _(stage.label))
