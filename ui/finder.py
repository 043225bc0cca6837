"""What the search box finds.

Queues, pages, commands, people, places and the steps of the case that is shown by their names or
pinyin initials; cases by number, address or words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from seatapp.domain.workflow import Queue
from seatapp.local.views import FoundCase, OfferedStep
from seatapp.text import _, listed
from ui.commands import Command
from ui.frame_duty import FrameDuty
from ui.queue_filter import city_places

QUEUE, PAGE, COMMAND, STEP, PERSON, PLACE, CASE = (
    *("queue", "page", "command", "step", "person", "place", "case"),
)
MOST_CASES = 10
MOST_OF_A_KIND = 4
"""People and places shown at most, so that cases are not pushed out of sight."""

SHORTEST_CASE_TEXT = 2
AREA_DIGITS = 6


@dataclass(frozen=True)
class Found:
    """One thing found: of a kind, by its key."""

    kind: str
    key: str
    title: str
    detail: str
    beside: str


@dataclass(frozen=True)
class Ways:
    """Where the window can go and what it can do: pages by place, commands, steps offered now."""

    queues: Sequence[Queue]
    pages: Mapping[str, str]
    commands: Sequence[Command]
    offered: Callable[[], Sequence[OfferedStep]]


class Finder:
    """Looks things up for one person; slow, so for the background only."""

    def __init__(self, duty: FrameDuty, ways: Ways) -> None:
        self._duty = duty
        self._ways = ways
        self._places: Mapping[str, str] | None = None

    def find(self, text: str) -> list[Found]:
        """Ways first, then people, places and cases; nothing for an empty text."""
        wanted = text.strip()
        if not wanted:
            return []
        low = wanted.lower()
        return [
            *self._ways_for(low),
            *islice(self._people_for(low), MOST_OF_A_KIND),
            *islice(self._places_for(low), MOST_OF_A_KIND),
            *self._cases_for(wanted),
        ]

    def _ways_for(self, wanted: str) -> Iterator[Found]:
        ways = self._ways
        for queue in ways.queues:
            if _named(wanted, _(queue.label)):
                yield Found(QUEUE, queue.name, _(queue.label), _(queue.group), _("队列"))
        for place, label in ways.pages.items():
            if _named(wanted, label):
                yield Found(PAGE, place, label, _("打开这一页"), _("页面"))
        for step in ways.offered():
            if _named(wanted, step.label):
                yield Found(STEP, step.step, step.label, _("办理当前案件"), _("步骤"))
        for command in ways.commands:
            if command.listed and _named(wanted, command.words):
                yield Found(COMMAND, command.name, command.words, command.first_keys, _("命令"))

    def _people_for(self, wanted: str) -> Iterator[Found]:
        posts = self._duty.workflow.posts
        for login, row in self._duty.reader.references("person"):
            name = str(row.get("name", ""))
            if _named(wanted, name):
                held = (str(post).partition("@")[0] for post in row.get("posts") or ())
                words = listed(_(posts[post].label) for post in held if post in posts)
                yield Found(PERSON, login, name, words, _("人员"))

    def _places_for(self, wanted: str) -> Iterator[Found]:
        for code, name in self._all_places().items():
            if _named(wanted, name) or (code.startswith(wanted) and len(wanted) >= AREA_DIGITS):
                yield Found(PLACE, code, name, _("在办案件，只看这里"), _("地点"))

    def _all_places(self) -> Mapping[str, str]:
        """Districts and communities; a city has thousands of grids, so they are read once."""
        if self._places is None:
            self._places = city_places(self._duty.reader.references)
        return self._places

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


def _named(wanted: str, name: str) -> bool:
    """Whether a part of the name, or the beginning of its pinyin initials, is wanted."""
    from ui.fields.catalogue import initials_of  # pinyin tables are slow to load

    return wanted in name.lower() or initials_of(name).startswith(wanted)
