"""Why a deadline stands where it stands: the running link of a case, told from its history.

The history is replayed with the same fold that made the state, so the explanation cannot say
anything else than what was done: when the clock was started and with which limit, where it stood
still, what was granted by whom, and which spans counted under which version of the calendar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from seatapp.domain.clock import WORK, Calendar
from seatapp.domain.entries import Value, Values
from seatapp.domain.fold import Taken, folded
from seatapp.domain.references import ReferenceRow, References, State, calendar_for
from seatapp.domain.running_clock import CLOCK, DUE, PINNED_AT
from seatapp.domain.workflow import Step, Workflow
from seatapp.domain.worktime import Run, Segment, segments


@dataclass(frozen=True)
class Told:
    """One line of the history of a case: what, by whom, and the moment from which it counts."""

    entry_id: str
    subject: str
    step: str
    values: Values
    author: str
    at: int


@dataclass(frozen=True)
class Pause:
    """The clock stood still; `until` is None while it still does."""

    since: int
    until: int | None
    step: str
    author: str


@dataclass(frozen=True)
class Grant:
    """Minutes that were added to the limit."""

    at: int
    minutes: int
    author: str


@dataclass(frozen=True)
class Recount:
    """The link was reckoned anew, and why; `standard` where it came under another version."""

    at: int
    calendar_version: str
    reason: str
    standard: str | None = None


@dataclass(frozen=True)
class Mended:
    """The class or the matter was mended, and the limit read again; why."""

    at: int
    author: str
    reason: str


@dataclass(frozen=True)
class Explanation:
    """The link that runs or stands, and everything that its deadline is made of.

    `original_minutes` is the limit without grants, `limit_minutes` with them (None: nobody set a
    limit, or the year is not loaded). `segments` are the spans that count, up to the deadline.
    `overdue` names the links that were late, now or earlier. `agrees` is False when the replay
    does not come to the deadline that is stored; then the stored one holds and somebody has to
    look.
    """

    clock: str
    step: str
    author: str
    started_at: int
    basis: str | None
    original_minutes: int | None
    limit_minutes: int | None
    standard: str | None
    calendar_version: str | None
    pauses: tuple[Pause, ...]
    grants: tuple[Grant, ...]
    recounts: tuple[Recount, ...]
    mended: tuple[Mended, ...]
    segments: tuple[Segment, ...]
    overdue: tuple[str, ...]
    due_at: int | None
    agrees: bool


@dataclass
class _Link:
    """The link while it is replayed."""

    begun: Told
    runs: list[Run] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    recounts: list[Recount] = field(default_factory=list)
    mended: list[Mended] = field(default_factory=list)


def explanation(
    workflow: Workflow, lines: Sequence[Told], stored: State, references: References
) -> Explanation | None:
    """The explanation of the running link of a case; None when no link runs or stands.

    `lines` are the history of the case in the order of the centre, `stored` its state.
    """
    if stored.get("clock") is None or workflow.stage("case", str(stored["stage"])).terminal:
        return None
    link: _Link | None = None
    state: State | None = None
    for told, step, state in _states(workflow, lines, stored, references):
        link = _moved(link, told, step, state)
    if link is None or state is None:
        return None
    calendar = _calendar(stored, references)
    due, late = stored.get(DUE), stored.get("late")
    return Explanation(
        clock=str(stored["clock"]),
        step=link.begun.step,
        author=link.begun.author,
        started_at=link.begun.at,
        basis=_text(stored.get("clock_basis")),
        original_minutes=_number(stored.get("original_limit")),
        limit_minutes=_number(stored.get("clock_limit")),
        standard=_text(stored.get("standard")),
        calendar_version=_text(stored.get("clock_calendar")),
        pauses=tuple(link.pauses),
        grants=tuple(link.grants),
        recounts=tuple(link.recounts),
        mended=tuple(link.mended),
        segments=tuple(segments(calendar, link.runs, _number(due))),
        overdue=tuple(late) if isinstance(late, list) else (),
        due_at=_number(due),
        agrees=all(state.get(name) == stored.get(name) for name in (*CLOCK, DUE)),
    )


def replayed(
    workflow: Workflow, lines: Sequence[Told], stored: State, references: References
) -> State | None:
    """The state of a case as its whole history adds up to it.

    What the centre alone gives (the number, the version of the standard that was kept) is taken
    from `stored`. None for a history without a beginning.
    """
    states = [state for _told, _step, state in _states(workflow, lines, stored, references)]
    return states[-1] if states else None


def _states(
    workflow: Workflow, lines: Iterable[Told], stored: State, references: References
) -> Iterable[tuple[Told, Step, State]]:
    known = _AsStarted(references, stored)
    state: State | None = None
    for told in lines:
        step = workflow.step(told.subject, told.step)
        if told.subject != "case" or step is None or (state is None and not step.creates):
            continue
        if state and stored.get("standard") and step.clock.removeprefix("start:") in PINNED_AT:
            state = {**state, "standard": stored["standard"]}
        taken = Taken(
            entry_id=told.entry_id,
            subject_id=str(stored["id"]),
            root=str(stored["root"]),
            step=step,
            values=told.values,
            author=told.author,
            at=told.at,
            area=str(told.values.get("area") or stored.get("area")),
            given={"case_number": stored.get("case_number")},
        )
        state = folded(workflow, state, taken, known)
        yield told, step, state


def _moved(link: _Link | None, told: Told, step: Step, state: State) -> _Link | None:
    """The link after a line: clocks of `steps.csv` in words."""
    since = _number(state.get("clock_since"))
    if step.clock.startswith("start:"):
        return _Link(told, [(since, None)] if since is not None else [])
    if link is None:
        return None
    if step.clock in ("pause", "stop") and link.runs and link.runs[-1][1] is None:
        link.runs[-1] = (link.runs[-1][0], told.at)
    if step.clock == "pause":
        link.pauses.append(Pause(told.at, None, told.step, told.author))
    elif step.clock == "resume":
        if link.pauses:
            link.pauses[-1] = replace(link.pauses[-1], until=told.at)
        link.runs.append((told.at, None))
    elif step.clock == "extend":
        minutes = _number(told.values.get("granted_minutes")) or 0
        link.grants.append(Grant(told.at, minutes, told.author))
    elif step.clock == "relimit":
        reason = str(told.values.get("reason") or "")
        link.mended.append(Mended(told.at, told.author, reason))
        if not link.runs and since is not None:
            link.runs.append((since, None))
    elif step.clock == "recount":
        values = told.values
        if not link.runs and since is not None:
            link.runs.append((since, None))
        link.recounts.append(
            Recount(
                at=told.at,
                calendar_version=str(values.get("calendar_version")),
                reason=str(values.get("reason") or ""),
                standard=_text(values.get("standard_version")),
            )
        )
    return link


def _calendar(stored: State, references: References) -> Calendar | None:
    if stored.get("clock_basis") != WORK:
        return None
    return calendar_for(WORK, stored.get("clock_calendar"), references)


class _AsStarted:
    """The references with the calendar of the running link as the one in force."""

    def __init__(self, references: References, stored: Mapping[str, Value]) -> None:
        self._references = references
        self._version = _text(stored.get("clock_calendar"))

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        return self._references.get(kind, code)

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        return self._references.all(kind)

    def calendar(self, version: str | None = None) -> Calendar | None:
        return self._references.calendar(version or self._version)

    def swaps(self, turns: Collection[str]) -> Sequence[State]:
        return self._references.swaps(turns)


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
