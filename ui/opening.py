"""Where the search box leads: to a case, a place of the city, a page, a step or a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from seatapp.domain.workflow import Queue
from seatapp.local.queue_asked import Asked
from seatapp.local.views import OfferedStep
from ui.commands import Command
from ui.finder import CASE, COMMAND, PERSON, PLACE, STEP, Found
from ui.going import Going
from ui.panes.case_panel import CasePanel
from ui.place_names import ROSTER

ALL_OPEN = "all_open"


class Opening:
    """Opens what was found; the steps that can be found are those on the case beside the rows."""

    def __init__(
        self,
        going: Going,
        panel: CasePanel,
        queues: Sequence[Queue],
        commands: Callable[[], Sequence[Command]],
    ) -> None:
        self._going, self._panel = going, panel
        self._queues = [queue.name for queue in queues]
        self._commands = commands

    def offered(self) -> list[OfferedStep]:
        """The steps on the case beside the rows."""
        here = self._going.at_the_queues and self._panel.shown is not None
        return self._panel.actions_bar.offered if here else []

    def open(self, found: Found) -> None:
        """Go to what was found, or do it."""
        if found.kind == CASE:
            self._going.show_case(found.key)
        elif found.kind == PLACE:
            self._go_to_place_in_city(found.key)
        elif found.kind == PERSON:
            self._going.go_to(ROSTER)
        elif found.kind == COMMAND:
            next(one.act for one in self._commands() if one.name == found.key)()
        elif found.kind == STEP:
            self._take_step(found.key)
        else:
            self._going.go_to(found.key)

    def _go_to_place_in_city(self, code: str) -> None:
        """All open cases of an area or a community; the first queue where that is not seen."""
        place = ALL_OPEN if ALL_OPEN in self._queues else self._queues[0]
        self._going.go_to(place, Asked(place=code))

    def _take_step(self, name: str) -> None:
        offered = next((one for one in self.offered() if one.step == name), None)
        if offered is not None:
            self._panel.open_step(offered)
