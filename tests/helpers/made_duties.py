"""Orders, calls, callbacks and errors of a made month, and what must be counted of them.

Like `made_month.py`, the truth is told in plain loops from the meanings in `counts.csv`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

from tests.helpers.made_month import COLLECTORS, DAY, NATURES, PEOPLE, MadeCase

Made = dict[str, Any]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
KINDS = ("report", "accept", "file", "dispatch", "inspect", "close", "callback")
ENDS_WITHOUT = ("unreachable", "excused", "withdrawn", "joined")
RATINGS = ("very_satisfied", "satisfied", "neutral", "dissatisfied", None)


def made_duties(
    cases: Sequence[MadeCase], since: int, until: int, random: Random
) -> dict[str, list[Made]]:
    """Rows of each table, about as many as cases together."""
    share = len(cases) // 5
    makers = {
        "verification": _order,
        "inspection": _order,
        "callback": _callback,
        "call": _call,
        "mistake": _mistake,
    }
    return {
        table: [
            {**_spine(table, random.choice(cases), random), **one}
            for one in (make(table, since, until, random) for _ in range(share))
        ]
        for table, make in makers.items()
    }


def _spine(table: str, case: MadeCase, random: Random) -> Made:
    own = str(UUID(int=random.getrandbits(128), version=4))
    root = own if table == "call" else str(case.id)
    return {"id": own, "root": root, "n": 1, "fresh": own, "area": case.area}


def _moment(since: int, until: int, random: Random) -> int:
    return random.randrange(since - 3 * DAY, until + 3 * DAY)


def _late(random: Random) -> list[str] | None:
    return random.choice((None, [], ["any"]))


def _order(table: str, since: int, until: int, random: Random) -> Made:
    ordered = _moment(since, until, random)
    row: Made = {"ordered_at": ordered, "collector": random.choice(COLLECTORS), "stage": "ordered"}
    if random.random() < 0.8:
        ends = ("true", "untrue") if table == "verification" else ("passed", "failed")
        row["stage"] = random.choice((*ends, "cancelled"))
        row |= {"settled_at": ordered + random.randrange(DAY), "late": _late(random)}
    return row


def _callback(table: str, since: int, until: int, random: Random) -> Made:
    owed = _moment(since, until, random)
    row: Made = {"owed_at": owed, "stage": "owed"}
    if random.random() < 0.8:
        row["stage"] = random.choice(("done", "done", *ENDS_WITHOUT))
        row |= {"settled_at": owed + random.randrange(DAY), "late": _late(random)}
        row["settled_by"] = random.choice(PEOPLE)
    if row["stage"] == "done":
        row |= {"satisfaction": random.choice(RATINGS), "seat_satisfaction": random.choice(RATINGS)}
        row["solved"] = random.choice((True, False, None))
    return row


def _call(table: str, since: int, until: int, random: Random) -> Made:
    stage = random.choice(("answered", "to_case", "not_accepted", "invalid", "missed"))
    caller = random.randrange(15)
    row: Made = {"taken_at": _moment(since, until, random), "stage": stage}
    row |= {"caller_key": f"key{caller}", "caller_phone_masked": f"199****00{caller:02d}"}
    if stage != "missed":
        row |= {"taken_by": random.choice(PEOPLE), "nature": random.choice(NATURES)}
    return row


def _mistake(table: str, since: int, until: int, random: Random) -> Made:
    stage = random.choice(("marked", "appealed", "upheld", "lifted", "withdrawn"))
    row: Made = {"marked_at": _moment(since, until, random), "stage": stage}
    row |= {"mistake_kind": random.choice(KINDS), "words": "示例"}
    who = ("person", PEOPLE) if random.random() < 0.7 else ("collector", COLLECTORS)
    return {**row, who[0]: random.choice(who[1])}


def duty_truth(
    made: Rows, cases: Sequence[MadeCase], since: int, until: int
) -> dict[tuple[str, str], Counter[str]]:
    """What must be counted, by (kind of group, key) and name."""
    found: dict[tuple[str, str], Counter[str]] = {}
    by_id = {str(case.id): case for case in cases}
    for table, rows in made.items():
        for row in rows:
            names = list(_names(table, row, since, until))
            groups = [("all", "")]
            groups += [("collector", row["collector"])] if row.get("collector") else []
            person = row.get({"call": "taken_by", "callback": "settled_by"}.get(table, "person"))
            groups += [("person", person)] if person else []
            groups += [("call_nature", row["nature"])] if row.get("nature") else []
            case = by_id.get(row["root"])
            if table == "callback" and case and case.case_kind == "hotline" and case.unit:
                groups.append(("hotline_unit", case.unit))
            for group in groups if names else ():
                found.setdefault(group, Counter()).update(names)
    return found


def _names(table: str, row: Mapping[str, Any], since: int, until: int) -> Iterator[str]:
    begun = {"call": "taken_at", "callback": "owed_at", "mistake": "marked_at"}
    if not since <= row[begun.get(table, "ordered_at")] < until:
        return
    settled = row.get("settled_at") is not None and row["settled_at"] < until
    in_time = settled and not row.get("late")
    stage = row["stage"]
    if table in ("verification", "inspection"):
        yield f"{table}s"
        if stage == "cancelled":
            yield f"{table}s_cancelled"
            return
        yield f"{table}s_needed"
        yield from [f"{table}s_replied"] * settled
        yield from [f"{table}s_in_time"] * in_time
        yield from ["inspections_failed"] * (settled and stage == "failed")
    elif table == "callback" and stage in ("excused", "withdrawn"):
        yield "callbacks_excused"
    elif table == "callback" and stage != "joined":
        yield "callbacks"
        yield from ["callbacks_settled"] * settled
        yield from ["callbacks_in_time"] * in_time
        yield from ["callbacks_unreachable"] * (stage == "unreachable")
        content = ("very_satisfied", "satisfied")
        for field, name in (("satisfaction", "callbacks"), ("seat_satisfaction", "callbacks_seat")):
            yield from [f"{name}_rated"] * bool(row.get(field))
            yield from [f"{name}_satisfied"] * (row.get(field) in content)
        yield from ["callbacks_asked"] * (row.get("solved") is not None)
        yield from ["callbacks_solved"] * (row.get("solved") is True)
    elif table == "call":
        yield "calls"
        yield "calls_missed" if stage == "missed" else "calls_taken"
        if stage == "invalid":
            yield "calls_invalid"
        elif stage != "missed":
            yield "calls_valid"
            names = {"answered": "direct", "to_case": "transferred", "not_accepted": "declined"}
            yield f"calls_{names[stage]}"
    elif table == "mistake" and stage in ("marked", "appealed", "upheld"):
        yield "mistakes"
        yield f"mistakes_{row['mistake_kind']}"
