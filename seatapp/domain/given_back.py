"""Which units gave a case back, and how it came to be dispatched anew.

A unit gives back by a send-back that was granted, or by a ruling that moves the case on; who was
ruled responsible since has it to do, whatever they said before.
"""

from __future__ import annotations

from collections.abc import Collection

from seatapp.domain.references import State


def units_that_gave_back(children: Collection[State]) -> set[str]:
    """The units that need not be asked again, by the decisions on a case up to now."""
    units: set[str] = set()
    for decision in _decisions(children):
        units.add(str(decision["unit"]))
        if decision["subject"] == "dispute":
            units.discard(str(decision.get("ruled_unit") or decision["unit"]))
    return units


def came_back_by(case: State, children: Collection[State]) -> State | None:
    """The request or dispute by which a case waits to be dispatched anew; None when by neither."""
    moved = [one for one in _decisions(children) if _moves_on(one)]
    last = moved[-1] if case["stage"] == "filed" and moved else None
    return last if last is not None and _settled(last) >= _whole(case, "dispatched_at") else None


def _decisions(children: Collection[State]) -> list[State]:
    """Granted send-backs and rulings on who is responsible, in the order of time."""
    found = [one for one in children if one.get("unit") and _decided(one)]
    return sorted(found, key=_settled)


def _decided(child: State) -> bool:
    if child["subject"] == "request":
        return child["stage"] == "granted" and child.get("request_kind") == "send_back"
    return child["subject"] == "dispute" and child["stage"] == "ruled"


def _moves_on(decision: State) -> bool:
    return decision["subject"] == "request" or bool(decision.get("ruled_unit"))


def _settled(decision: State) -> int:
    return _whole(decision, "settled_at")


def _whole(state: State, name: str) -> int:
    value = state.get(name)
    return value if isinstance(value, int) else 0
