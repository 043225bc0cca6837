"""The documents and registers that somebody can have of what stands on this workstation."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

from seatapp.domain.clock import DAY
from seatapp.domain.handover import rule_of
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.local.queue_asked import Asked
from seatapp.local.replica import Replica
from seatapp.reports.approvals import approval_paper
from seatapp.reports.emergencies import emergency_report
from seatapp.reports.grid import Grid
from seatapp.reports.letters import case_letter
from seatapp.reports.office import Office
from seatapp.reports.paper import Paper
from seatapp.reports.registers import WHOLE_QUEUE, register_of
from seatapp.reports.shifts import Duties, duty_log_paper, handover_paper
from seatapp.reports.watch import Watch
from seatapp.text import _


class Papers:
    """What `person` may see of the replica, as documents; every method waits for a disk."""

    def __init__(
        self,
        workflow: Workflow,
        replica: Replica,
        person: str,
        city_name: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._workflow, self._replica, self._person = workflow, replica, person
        self._city_name, self._clock = city_name, clock

    def office(self) -> Office:
        """Who writes the documents of this centre."""
        rows = self._replica.reader.references("setting")
        return Office.of({code: row.get("value") for code, row in rows}, self._city_name)

    def letter(self, case_ids: Sequence[str], number: str) -> Paper:
        """The document of a letter that was issued about these cases.

        Raises `InputFileError` when a case has no letter of that number.
        """
        reader, office = self._replica.reader, self.office()
        return case_letter(self._workflow, reader, self._person, office, case_ids, number)

    def approval_form(self, case_id: str, request_id: str | None = None) -> Paper:
        """The approval form of a request about a case, the last one unless another is named.

        Raises `InputFileError` when there is none that the person may see.
        """
        detail = self._replica.reader.case(case_id, self._person)
        if detail is None:
            raise InputFileError(_("这一件不在本机，或已不在您岗位负责的区域内。"), "not_found")
        now = int(self._clock().timestamp())
        return approval_paper(self._workflow, self.office(), detail, now, request_id)

    def emergency_report(self, emergency: str) -> Paper:
        """The last written report on an emergency.

        Raises `InputFileError` when nothing was reported in writing yet.
        """
        reader, office = self._replica.reader, self.office()
        return emergency_report(self._workflow, reader, self._person, office, emergency)

    def handover(self, handover_id: str) -> Paper:
        """The record of a handover. Raises `InputFileError` when it is not here."""
        view = self._replica.book.handover(handover_id)
        if view is None:
            raise InputFileError(_("本机没有这一次交接班，请同步后再试。"), "not_found")
        post = str(view.state["duty_post"])
        given = self._replica.references().get("handover_rule", post)
        return handover_paper(self._duties(), view, rule_of(self._workflow, post, given))

    def duty_log(self, day: date) -> Paper:
        """The duty log of a day."""
        begins = int(datetime(day.year, day.month, day.day, tzinfo=CITY_TIME).timestamp())
        notes = self._replica.book.notes(begins, begins + DAY)
        return duty_log_paper(self._duties(), day, notes)

    def register(self, queue: str, asked: Asked = WHOLE_QUEUE, watch: Watch | None = None) -> Grid:
        """The register of a queue as the person sees it; raises `CalledOff`."""
        reader, now = self._replica.reader, int(time.time())
        return register_of(self._workflow, reader, queue, self._person, now, asked, watch)

    def _duties(self) -> Duties:
        return Duties(self._workflow, self._replica.reader, self._replica.book.roster())
