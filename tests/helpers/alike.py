"""Numbers that nobody can tell apart by mask and key."""

from __future__ import annotations

from seatapp.domain.masks import phone_key


def numbers_under(number: str) -> list[str]:
    """Every mobile number with the mask of this one."""
    return [f"{number[:3]}{middle:04}{number[-4:]}" for middle in range(10_000)]


def another_like(number: str, search_key: bytes) -> str:
    """A number of somebody else with the same key."""
    key = phone_key(number, search_key)
    others = (one for one in numbers_under(number) if one != number)
    return next(one for one in others if phone_key(one, search_key) == key)
