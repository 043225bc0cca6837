"""The supervisor's random callbacks: look first, then freeze the sample and owe the calls at once.

What is drawn is shown before it is frozen, and a frozen sample can be drawn again at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from seatapp.desk import Wanted
from seatapp.domain.callback_guards import caller_waits
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import State
from seatapp.domain.sampling import Drawn, drawn
from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.ids import new_id
from seatapp.local.reader import Reader
from seatapp.local.views import SyncStatus
from seatapp.text import _

MOST = 500
"""How many cases one sample can name."""


@dataclass(frozen=True)
class Wish:
    """What to draw from, and how: closed from `begin` to before `end`, `quota` of each stratum."""

    begin: int
    end: int
    stratum: str
    quota: int
    seed: str


@dataclass(frozen=True)
class Preview:
    """What a wish draws: the sample, how many each stratum has and gives, how many can be rung.

    `lacks` says what the cases here may lack against those of the centre; nothing after a round.
    """

    drawn: Drawn
    strata: Mapping[str, tuple[int, int]]
    with_caller: int
    lacks: str


class Takes(Protocol):
    """Takes steps in one transaction: all of them are on the disk then, or none."""

    def perform_together(self, steps: Sequence[Wanted]) -> object:
        """Take them."""


class AtWork(Protocol):
    """A person at work, as far as samples are concerned."""

    @property
    def workflow(self) -> Workflow:
        """The tables."""

    @property
    def reader(self) -> Reader:
        """The replica."""

    @property
    def desk(self) -> Takes:
        """What takes the steps."""

    def status(self) -> SyncStatus:
        """How this workstation stands with its centre."""

    def round(self) -> None:
        """Bring seat and centre together now, as far as the centre can be reached."""


def preview(duty: AtWork, wish: Wish) -> Preview:
    """What would be drawn now, from what the centre has where it can be reached. Waits for it."""
    if duty.status().online:
        duty.round()
    found = duty.reader.closed_between(wish.stratum, wish.begin, wish.end)
    sample = drawn(found, wish.quota, wish.seed)
    chosen = set(sample.cases)
    strata = {name: (len(ids), len(chosen & set(ids))) for name, ids in sorted(found.items())}
    return Preview(sample, strata, len(_to_ring(duty, sample)), _lacks(duty.status()))


def draw(duty: AtWork, area: str, wish: Wish) -> tuple[str, Preview]:
    """Freeze the sample and owe a callback for each case that has a caller: all of it or nothing.

    Returns the identifier of the sample, which notes what its cases may have lacked. Raises
    `InputFileError` when nothing, or more than a sample can hold, would be drawn, and what
    `Desk.perform` raises.
    """
    found = preview(duty, wish)
    if not 0 < len(found.drawn.cases) <= MOST:
        raise InputFileError(
            _("可抽 {population} 件，抽中 {count} 件；一个样本要有 1 到 {most} 件。").format(
                population=found.drawn.population, count=len(found.drawn.cases), most=MOST
            )
        )
    sample = new_id()
    values: dict[str, Value] = {
        **{"area": area, "from_at": wish.begin, "until_at": wish.end, "stratum": wish.stratum},
        **{"quota": wish.quota, "seed": wish.seed, "population": found.drawn.population},
        **{"frame": found.drawn.frame, "cases": found.drawn.cases},
    }
    if found.lacks:
        values["note"] = found.lacks
    owed = [
        Wanted("sample_case", "case", case, {"sample": sample})
        for case in _to_ring(duty, found.drawn)
    ]
    duty.desk.perform_together([Wanted("draw_sample", "sample", sample, values), *owed])
    return sample, found


def drawn_again(reader: Reader, sample: State) -> bool:
    """Whether the stored seed draws the same cases from what is closed here now."""
    wish = Wish(
        int(str(sample["from_at"])),
        int(str(sample["until_at"])),
        str(sample["stratum"]),
        int(str(sample["quota"])),
        str(sample["seed"]),
    )
    found = drawn(reader.closed_between(wish.stratum, wish.begin, wish.end), wish.quota, wish.seed)
    return (found.frame, found.cases) == (sample["frame"], sample["cases"])


def _to_ring(duty: AtWork, sample: Drawn) -> list[str]:
    states = ((case, duty.reader.state("case", case) or {}) for case in sample.cases)
    return [case for case, state in states if caller_waits(duty.workflow, state)]


def _lacks(status: SyncStatus) -> str:
    if not status.whole:
        return _("本机还没有下载完中心的数据，总体可能不全。")
    if status.online or status.last_round is None:
        return ""
    at = datetime.fromtimestamp(status.last_round, CITY_TIME)
    words = _("没有连上中心：按本机截至 {at} 的数据抽取，之后办结的不在总体里。")
    return words.format(at=f"{at:%m-%d %H:%M}")
