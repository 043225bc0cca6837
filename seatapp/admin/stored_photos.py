"""Looks whether the photos of a centre are what their names say, and tells which are not.

The server reckons the SHA-256 of each, a few photos a statement, so that a look of hours holds
nobody up and can be broken off: what was looked at is noted, and the next look goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from seatapp.admin.centre_lint import Finding
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.text import _, listed

Wire = Connection[tuple[Any, ...]]

AT_A_TIME = 20
"""Photos a statement: some seconds at the most, were all as large as photos can be."""

MOST_FAULTS = 100
"""So many spoiled photos are named; who sees that many looks for one cause."""

NAME_SHOWN = 12
"""So many letters of a photo's name tell it from all others."""


def check_photos(connection: Wire, seconds: float | None) -> Iterator[tuple[int, int]]:
    """Look at the photos that were not looked at for longest, all of them or for so many seconds.

    Yields how many were looked at and how many there are, now and then.
    """
    begun = time.monotonic()
    found = connection.execute("SELECT core.photos_to_check()").fetchall()
    piles = [row[0] for row in found]
    for done in range(0, len(piles), AT_A_TIME):
        if seconds is not None and time.monotonic() - begun >= seconds:
            return
        some = piles[done : done + AT_A_TIME]
        connection.execute("SELECT core.check_photos(%s)", (some,))
        yield done + len(some), len(piles)


def photos_stored(connection: Wire) -> tuple[int, int | None]:
    """How many photos there are, and since when each of them was looked at (None without any)."""
    row = connection.execute("SELECT stored, checked_since FROM core.photos_stored()").fetchone()
    assert row is not None
    return row[0], row[1]


def spoiled_findings(connection: Wire) -> Iterator[Finding]:
    """The photos that were found spoiled and did not come anew, the first ones."""
    query = "SELECT hash, spoiled_at, numbers, seat FROM core.spoiled_photos() LIMIT %s"
    words = _(
        "照片 {name}… 已损坏（{day} 发现），最初由席位 {seat} 加入。"
        "还有原件的席位联网后会自动补来；几天后还列在这里的，请照 runbook.md 处理。"
    )
    for name, at, numbers, seat in connection.execute(query, (MOST_FAULTS,)).fetchall():
        sentence = words.format(
            name=name[:NAME_SHOWN], day=f"{at.astimezone(CITY_TIME):%Y-%m-%d}", seat=seat or "?"
        )
        yield Finding("photo_spoiled", listed(numbers), sentence)
