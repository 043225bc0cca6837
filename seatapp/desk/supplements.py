"""What nobody has to type: values that follow from others, filled in before a step is judged.

Each belongs to a field by name and speaks only where the step has that field and it is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from seatapp.domain.callback_plan import next_try
from seatapp.domain.entries import Value
from seatapp.domain.masks import phone_key
from seatapp.domain.references import References, State
from seatapp.phones import read_phone


@dataclass(frozen=True)
class Typed:
    """A step in the making: what was typed, on what, when, and the key that hashes numbers.

    `missed_with` finds the other open duties from missed calls of the number of one.
    """

    values: Mapping[str, Value]
    state: State | None
    at: int
    references: References
    search_key: bytes | None
    missed_with: Callable[[State], Sequence[str]]


def area_of_grid(typed: Typed) -> Value:
    """The area of the grid cell."""
    grid = typed.references.get("grid", str(typed.values.get("grid_code") or "")) or {}
    return grid.get("area")


def key_of_phone(typed: Typed) -> Value:
    """The key by which the number is found again."""
    phone = read_phone(str(typed.values.get("caller_phone") or ""))
    if not phone.digits or typed.search_key is None:
        return None
    return phone_key(phone.digits, typed.search_key)


def planned_try(typed: Typed) -> Value:
    """When the number is rung next."""
    return next_try(str(typed.values.get("result") or ""), typed.at, typed.references)


def others_of_number(typed: Typed) -> Value:
    """The other missed calls of the same number: reaching somebody once settles them all."""
    state = typed.state or {}
    return list(typed.missed_with(state)) if state.get("caller_key") else None


SUPPLEMENTS: Mapping[str, Callable[[Typed], Value]] = {
    "area": area_of_grid,
    "caller_key": key_of_phone,
    "planned_at": planned_try,
    "also": others_of_number,
}
"""The values that follow from others, by field."""


def supplemented(fields: tuple[str, ...], typed: Typed) -> dict[str, Value]:
    """What can be filled in among `fields`; nothing that was typed."""
    found: dict[str, Value] = {}
    for name in fields:
        if typed.values.get(name) is None and name in SUPPLEMENTS:
            value = SUPPLEMENTS[name](typed)
            if value is not None and value != []:
                found[name] = value
    return found
