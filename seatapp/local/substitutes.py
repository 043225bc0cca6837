"""Who may grant in whose place, as this workstation knows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from seatapp.domain.requests import CHAIN

PLACES = CHAIN[1:]
"""The posts in whose place somebody may be named; whoever stands above reaches the lowest."""

KEEPER = "admin"
"""The post that may name somebody in place of each."""


@dataclass(frozen=True)
class Substitute:
    """A colleague who grants in place of `post`, from one moment to another (since 1970)."""

    post: str
    person: str
    from_at: int
    until_at: int
    named_by: str
    reason: str

    def stands(self, now: int) -> bool:
        """Whether it is so at `now`."""
        return self.from_at <= now < self.until_at

    def over(self, now: int) -> bool:
        """Whether it has ended."""
        return self.until_at <= now


def substitutes_of(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[Substitute]:
    """The substitutes among the reference rows `substitute/<post>/<log-in>`, latest end first."""
    found = []
    for code, row in rows:
        post, _slash, person = code.partition("/")
        found.append(
            Substitute(
                post=post,
                person=person,
                from_at=int(row["from_at"]),
                until_at=int(row["until_at"]),
                named_by=str(row.get("named_by") or ""),
                reason=str(row.get("reason") or ""),
            )
        )
    return sorted(found, key=lambda one: (-one.until_at, one.post, one.person))


def places_of(posts: Collection[str]) -> list[str]:
    """The posts in whose place somebody with these posts may name a substitute.

    `core.may_name_substitute` says the same in SQL.
    """
    return [post for post in PLACES if post in posts or KEEPER in posts]


def who_holds(people: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, dict[str, str]]:
    """Log-in and name of those who hold each post, by post."""
    found: dict[str, dict[str, str]] = {}
    for login, row in people:
        for held in row.get("posts") or ():
            found.setdefault(str(held).partition("@")[0], {})[login] = str(row.get("name") or login)
    return found


def who_can_grant(people: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Log-in and name of everybody who holds a post from which requests are granted."""
    return {
        login: str(row.get("name") or login)
        for login, row in people
        if any(str(held).partition("@")[0] in CHAIN for held in row.get("posts") or ())
    }
