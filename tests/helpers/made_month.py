"""A month of made cases, and what the figures of it must be, reckoned case by case.

The truth is told here in plain loops over the made cases, from the meanings in
`db/reports/counts.csv`; nothing of the program's own counting is used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any
from uuid import UUID

from seatapp.central.reports import MonthCounts
from seatapp.domain.periods import border

CITY = timezone(timedelta(hours=8))
DAY = 86_400
AREAS = ("999001", "999002")
UNITS = ("401", "402", "501", "502", "503", "701")
CLASSES = ("C010101", "E011001", "E040501")
SOURCES = ("collector", "video", "hotline_12319", "public")
PEOPLE = ("u1001", "u1002", "u1003")
COLLECTORS = ("C001", "C002")
NATURES = ("consult", "complaint")


def seconds(year: int, month: int, day: int = 1) -> int:
    """The beginning of a day of the city."""
    return int(datetime(year, month, day, tzinfo=CITY).timestamp())


@dataclass
class MadeCase:
    """One case as its columns will stand at the centre."""

    id: UUID
    values: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        """A column; None where the case has none."""
        return self.values.get(name)


def made_cases(count: int, since: int, until: int, random: Random) -> Iterator[MadeCase]:
    """Cases reported from forty days before the month to its end, in every state of completion."""
    for _ in range(count):
        case = MadeCase(UUID(int=random.getrandbits(128), version=4))
        v = case.values
        v["area"] = random.choice(AREAS)
        v["source"] = random.choice(SOURCES)
        v["reported_at"] = random.randrange(since - 40 * DAY, until)
        v["reported_by"] = random.choice(PEOPLE)
        v["stage"] = "reported"
        v["late"] = ["register"] if random.random() < 0.1 else []
        if v["source"] == "hotline_12319":
            v |= {"case_kind": "hotline", "nature": random.choice(NATURES), "matter_code": "M01"}
        else:
            v |= {"case_kind": "grid", "class_code": random.choice(CLASSES)}
        if v["source"] in ("collector", "video"):
            v["collector"] = random.choice(COLLECTORS)
        _go_on(v, until, random)
        yield case


def _go_on(v: dict[str, Any], until: int, random: Random) -> None:
    ends = random.random()
    if ends < 0.12:
        v["stage"] = "declined" if ends < 0.07 else "answered" if ends < 0.1 else "self_handled"
        return
    if random.random() < 0.05:
        return
    v |= {"stage": "filed", "filed_at": v["reported_at"] + random.randrange(60, 7200)}
    v["filed_by"] = random.choice(PEOPLE)
    if random.random() < 0.04:
        return
    v["dispatched_at"] = v["filed_at"] + random.randrange(60, 7200)
    v["dispatched_by"] = random.choice(PEOPLE)
    v["unit"] = random.choice(UNITS)
    v["stage"] = "handling"
    v["handle_due_at"] = v["dispatched_at"] + random.choice((2, 4, 24, 72, 240)) * 3600
    v["extensions"] = random.choice((0, 0, 0, 0, 0, 1, 2))
    if random.random() < 0.1:
        v["late"] = [*v["late"], "dispatch"]
    if random.random() < 0.05:
        v["stage"] = random.choice(("deferred", "void", "merged"))
        return
    if random.random() < 0.15:
        return
    v["responded_at"] = v["dispatched_at"] + random.randrange(600, 12 * DAY)
    v["reworks"] = random.choice((0, 0, 0, 0, 1, 2))
    if v["responded_at"] > v["handle_due_at"]:
        v["late"] = [*v["late"], "handle"]
        if random.random() < 0.1:
            v["excused"] = "yes"
    if random.random() < 0.1:
        v["stage"] = "responded"
        return
    if random.random() < 0.1:
        v["late"] = [*v["late"], "review"]
    v["stage"] = "to_inspect"
    if random.random() < 0.8:
        v["closed_at"] = v["responded_at"] + random.randrange(600, 3 * DAY)
        v["closed_by"] = random.choice(PEOPLE)
        v["stage"] = "closed"
        if random.random() < 0.1:
            v["late"] = [*v["late"], "close"]


def truth(cases: list[MadeCase], since: int, until: int) -> dict[tuple[str, str], Counter[str]]:
    """What the counts must be: by (kind of group, key) and name."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for case in cases:
        counts = _counts_of(case, since, until)
        if counts is None:
            continue
        groups = [("all", ""), ("area", case.area), ("source", case.source)]
        groups.append(("case_kind", case.case_kind))
        groups += [("class", case.class_code)] if case.class_code else []
        groups += [("matter", case.matter_code)] if case.matter_code else []
        groups += [("nature", case.nature)] if case.nature else []
        groups += [("unit", case.unit)] if case.unit else []
        groups += [("collector", f"{case.collector}/{case.source}")] if case.collector else []
        if case.unit and case.case_kind == "hotline":
            groups.append(("hotline_unit", case.unit))
        for group in groups:
            found[group].update(counts)
    return found


def _counts_of(case: MadeCase, since: int, until: int) -> list[str] | None:
    """The counts in which a case stands; None when the month does not touch it at all."""

    def within(at: int | None) -> bool:
        return at is not None and since <= at < until

    def done(at: int | None) -> bool:
        return at is not None and at < until

    names = []
    late = set(case.late)
    due, handled = case.handle_due_at, case.responded_at
    closed = case.closed_at if case.stage == "closed" else None
    moments = (case.reported_at, case.filed_at, case.dispatched_at, due, handled, closed)
    if not any(within(at) for at in moments):
        return None
    if within(case.reported_at):
        names.append("reported")
        names += ["collected"] if case.source in ("collector", "video", "drone") else []
        names += [case.stage] if case.stage in ("declined", "answered", "self_handled") else []
    if within(case.filed_at):
        names.append("registered")
        names += [] if "register" in late else ["registered_in_time"]
    if within(case.dispatched_at):
        names.append("dispatched")
        names += [] if "dispatch" in late else ["dispatched_in_time"]
        names += ["dispatched_closed"] if done(closed) else []
    if within(handled) and case.stage != "responded":
        names.append("reviewed")
        names += [] if "review" in late else ["reviewed_in_time"]
    if case.stage in ("deferred", "void", "merged"):
        return names
    punctual = "handle" not in late or case.excused
    if within(due) or within(handled):
        names.append("should_dispose")
        names += ["extended"] if case.extensions else []
        if done(handled):
            names.append("disposed")
            names += ["disposed_in_time"] if punctual else []
    if within(due) and not done(handled):
        names.append("overdue_open")
    if case.filed_at and (within(due) or within(closed)):
        names.append("should_close")
        names += ["reworked"] if case.reworks else []
        if done(closed):
            names.append("closed")
            names += ["closed_in_time"] if punctual else []
    return names


def rows(cases: list[MadeCase]) -> Iterator[dict[str, Any]]:
    """The cases as the table of the centre holds them."""
    for case in cases:
        v = dict(case.values)
        due = v.pop("handle_due_at", None)
        row = {"id": str(case.id), "root": str(case.id), "n": 1, "fresh": str(case.id), **v}
        if due is not None:
            # The table itself forgets when a handling was due as soon as it has ended.
            row |= {"clock": "handle", "due_at": due}
        yield row


def made_counts(month: str, cases: list[MadeCase]) -> MonthCounts:
    """What the centre would count of these cases in a month."""
    since, until = border(month)
    groups = [
        {"by": by, "key": key, "counts": dict(counts)}
        for (by, key), counts in sorted(truth(cases, since, until).items())
    ]
    people = [{"task": "file", "person": "u1007", "done": 40, "in_time": 38}]
    duties = [
        {"by": "all", "key": "", "counts": {"callbacks": 8, "callbacks_in_time": 7}},
        {"by": "call_nature", "key": "consult", "counts": {"calls_taken": 5, "calls_direct": 4}},
    ]
    counts = {"groups": groups, "people": people, "duties": duties}
    return MonthCounts(month, "9990", 0, "", until, "u1015", "", counts)
