"""What a unit may ask for and who may grant it: the rule of each kind, read from its row.

A rule is the reference row `request_rule/<kind>`. Sizes are minutes for an extension and days for
a deferral; other kinds have none. `core.request_fault` says the same in SQL.

| key | meaning |
|---|---|
| `most_grants` | how often it may be granted on one case; refusals do not count |
| `before_overdue` | only while the case is in time |
| `after_closing_days` | how long after closing it may be asked (appeals, doing it again) |
| `size` | `original_limit` (at most one original limit more), `built_in`, or `free` |
| `built_in`, `most_days` | the bound of the size |
| `paper_from_grant` | from which grant on a stamped paper is attached |
| `leader_grants`, `leader_size` | up to which number and size the shift leader grants |
| `manager_size` | up to which size the operations manager grants; above it the centre's head |
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from seatapp.domain.clock import DAY
from seatapp.domain.entries import Value
from seatapp.domain.references import ReferenceRow, References, State

RULE = "request_rule"
OPEN_STAGES = ("open", "endorsed")
CHAIN = ("shift_leader", "operations_manager", "centre_head")
"""Who may grant, from the lowest tier to the highest."""


def number_of_grants(kind: str, case: State) -> int:
    """How often requests of a kind were granted on a case; the case counts them itself."""
    return _whole(case.get(f"{kind}s"))


def open_kinds(family: Collection[State]) -> set[str]:
    """The kinds of which a request waits for a decision."""
    return {
        str(state.get("request_kind"))
        for state in family
        if state["subject"] == "request" and state["stage"] in OPEN_STAGES
    }


def request_fault(
    kind: str,
    case: State,
    values: Mapping[str, Value],
    family: Collection[State],
    at: int,
    references: References,
) -> str | None:
    """Why a request may not be made now; None when it may."""
    rule = references.get(RULE, kind)
    if rule is None:
        return "no_request_rule"
    if kind in open_kinds(family):
        return "request_open"
    if "most_grants" in rule and number_of_grants(kind, case) >= _whole(rule["most_grants"]):
        return "too_many_grants"
    if rule.get("before_overdue") is True and _is_overdue(case, at):
        return "overdue_already"
    if "after_closing_days" in rule:
        return _late_fault(kind, rule, case, at)
    original = _whole(case.get("original_limit"))
    asked = values.get("asked_minutes"), values.get("asked_until")
    return None if _fits(rule, *asked, original, at) else "asked_too_much"


def paper_fault(
    kind: str, case: State, values: Mapping[str, Value], references: References
) -> str | None:
    """`paper_missing` when the rule asks for a stamped paper with this request."""
    first = (references.get(RULE, kind) or {}).get("paper_from_grant")
    asked = isinstance(first, int) and number_of_grants(kind, case) + 1 >= first
    return "paper_missing" if asked and not values.get("scans") else None


def size_fault(
    request: State, values: Mapping[str, Value], at: int, refs: References
) -> str | None:
    """`grant_too_large` when what is granted is beyond the rule of its kind."""
    rule = refs.get(RULE, str(request.get("request_kind"))) or {}
    granted = values.get("granted_minutes"), values.get("granted_until")
    fits = _fits(rule, *granted, _whole(request.get("original_limit")), at)
    return None if fits else "grant_too_large"


def tier_of(request: State, values: Mapping[str, Value], at: int, references: References) -> str:
    """The lowest post of the chain that may grant this request in this size."""
    rule = references.get(RULE, str(request.get("request_kind"))) or {}
    number, size = _whole(request.get("grants_before")) + 1, size_of(values, at)
    if number <= _whole(rule.get("leader_grants")) and _within(rule, "leader_size", size):
        return CHAIN[0]
    return CHAIN[1] if _within(rule, "manager_size", size) else CHAIN[2]


def tier_fault(
    request: State,
    values: Mapping[str, Value],
    post: str,
    author: str,
    at: int,
    references: References,
) -> str | None:
    """Why somebody may not grant a request: their post is too low, or nobody has endorsed it."""
    tier = tier_of(request, values, at, references)
    place = acts_for(request, values, post, at, references)
    area = str(request.get("area") or "")
    if place is not None and not stands_in(author, place, area, at, references):
        return "above_your_tier"
    return "endorse_first" if tier != CHAIN[0] and request["stage"] == "open" else None


def acts_for(
    request: State, values: Mapping[str, Value], post: str, at: int, references: References
) -> str | None:
    """The post in whose place somebody grants; None when their own post reaches far enough."""
    tier = tier_of(request, values, at, references)
    reached = post in CHAIN and CHAIN.index(post) >= CHAIN.index(tier)
    return None if reached else tier


def stands_in(person: str, post: str, area: str, at: int, references: References) -> bool:
    """Whether a person is named to grant in place of `post`: `substitute/<post>/<person>`."""
    row = references.get("substitute", f"{post}/{person}")
    return row is not None and stands_now(row, at) and stands_there(row, area)


def stands_now(substitute: ReferenceRow, at: int) -> bool:
    """Whether a substitute stands in at a moment."""
    return _whole(substitute.get("from_at")) <= at < _whole(substitute.get("until_at"))


def stands_there(substitute: ReferenceRow, area: str) -> bool:
    """Whether a substitute stands in for an area; a row that names none does for all."""
    areas = substitute.get("areas")
    return not isinstance(areas, list) or any(area.startswith(one) for one in areas)


def size_of(values: Mapping[str, Value], at: int) -> int:
    """The size of a grant: minutes of an extension, begun days of a deferral, else 0."""
    if isinstance(values.get("granted_minutes"), int):
        return _whole(values["granted_minutes"])
    until = values.get("granted_until")
    return _days(until, at) if isinstance(until, int) else 0


def _within(rule: ReferenceRow, bound: str, size: int) -> bool:
    return bound not in rule or size <= _whole(rule[bound])


def _fits(rule: ReferenceRow, minutes: Value, until: Value, original: int, at: int) -> bool:
    if isinstance(until, int):
        return at < until and (
            "most_days" not in rule or _days(until, at) <= _whole(rule["most_days"])
        )
    if not isinstance(minutes, int):
        return True
    bounds = {"original_limit": original, "built_in": _whole(rule.get("built_in"))}
    return 0 < minutes <= bounds.get(str(rule.get("size")), minutes)


def _late_fault(kind: str, rule: ReferenceRow, case: State, at: int) -> str | None:
    """Too long after closing; an appeal is about a case that was late besides."""
    late, closed = case.get("late"), _whole(case.get("closed_at"))
    if kind == "appeal" and (not isinstance(late, list) or "handle" not in late):
        return "not_late"
    last = closed + _whole(rule["after_closing_days"]) * DAY
    return f"{kind}_too_late" if at > last else None


def _is_overdue(case: State, at: int) -> bool:
    due = case.get("due_at")
    return isinstance(due, int) and at > due


def _days(until: int, at: int) -> int:
    return -(-(until - at) // DAY)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
