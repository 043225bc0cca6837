"""What the search box finds: queues by name or pinyin initials, cases by number, place or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seatapp.domain.workflow import Queue
from seatapp.local.views import CaseDetail
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
        found = []
        for case_id in self._duty.reader.find_case(wanted)[:MOST_CASES]:
            detail = self._duty.reader.case(case_id, self._duty.person.id)
            if detail is not None:
                found.append(self._case(case_id, detail))
        return found

    def _case(self, case_id: str, detail: CaseDetail) -> Found:
        from ui.panes.case_panel import title_of

        state = detail.state
        number = str(state.get("case_number") or state.get("acceptance_number") or "")
        stage = self._duty.workflow.stage("case", str(state["stage"]))
        title = f"{number}  {title_of(self._duty.workflow, detail)}"
        place = str(state.get("address") or state.get("description") or "")
        return Found(CASE, case_id, title, place, _(stage.label))
