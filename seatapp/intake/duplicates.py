"""Cases that may be the same matter as a report: same photo, place and class, caller, words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from seatapp.domain.clock import DAY
from seatapp.domain.masks import masked
from seatapp.domain.references import References
from seatapp.intake import likeness
from seatapp.intake.city import point_in
from seatapp.intake.likeness import SHOWN_FROM, Reason, Similar
from seatapp.intake.texts import ALIKE, pieces, plain
from seatapp.intake.texts import likeness as text_likeness
from seatapp.local.candidates import Box, Candidates
from seatapp.local.naming import number_of
from seatapp.places.datums import converted, distance_m
from seatapp.places.grids import METRES_A_DEGREE
from seatapp.places.points import BD09, CGCS2000, E7, GCJ02, WGS84, Point

MOST_SHOWN = 8
COMPARED = 32
"""So many of the cases found by other reasons are compared by their words as well."""

DEFAULT_RADIUS_M, DEFAULT_HOURS, DEFAULT_DAYS = 50, 24, 30
HOUR = 3600
ENDED = frozenset({"merged", "void"})
"""A case that is another one by now, or none, is not offered."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Reach:
    """How far and how long back cases count as possibly the same; callers and words in days."""

    radius_m: int
    hours: int
    days: int


@dataclass
class _Found:
    """A candidate and what speaks for it."""

    row: Mapping[str, Any]
    reasons: list[Reason] = field(default_factory=list)
    metres: int | None = None

    @property
    def score(self) -> float:
        """What the reasons so far come to."""
        return likeness.score_of(self.reasons)

    @property
    def since(self) -> int:
        """When the case was reported."""
        return int(self.row["reported_at"] or 0)


def reach_for(values: Values, references: References) -> Reach:
    """Radius and hours of the class, else those of the city, else 50 m and 24 hours."""
    row = references.get("class", str(values.get("class_code") or "")) or {}
    return Reach(
        _whole(row.get("similar_radius_m")) or _setting(references, "radius_m") or DEFAULT_RADIUS_M,
        _whole(row.get("similar_hours")) or _setting(references, "hours") or DEFAULT_HOURS,
        _setting(references, "days") or DEFAULT_DAYS,
    )


def find_similar(
    values: Values,
    candidates: Candidates,
    references: References,
    title: Callable[[Values], str],
    photos: Mapping[str, int],
    alike: Sequence[int],
    now: int,
) -> list[Similar]:
    """The cases that may be the same matter, the most likely first.

    `photos` are those of this workstation that are or look like one of the report's, with their
    distance; `alike` are the keys of the cases whose words the index found nearest, `title` says in
    one line what a case is about.
    """
    search = _Search(values, candidates, references, now)
    search.by_photo(photos)
    search.by_place()
    search.by_caller()
    search.by_words(alike)
    return search.ranked(title)


class _Search:
    """One question, gathering candidates and reasons."""

    def __init__(
        self, values: Values, candidates: Candidates, references: References, now: int
    ) -> None:
        self._values = values
        self._candidates = candidates
        self._references = references
        self._now = now
        self._reach = reach_for(values, references)
        self._point = point_in(values)
        self._class = _class_key(values, references)
        self._found: dict[str, _Found] = {}

    def by_photo(self, photos: Mapping[str, int]) -> None:
        """Cases that show the same photo, or one that looks the same."""
        own = {str(one) for one in self._values.get("photos_before") or ()}
        showing = self._candidates.showing([*own, *photos])
        nearest: dict[str, tuple[bool, int]] = {}
        for sha256, cases in showing.items():
            kind = (sha256 not in own, photos.get(sha256, 0))
            for case_id in cases:
                nearest[case_id] = min(nearest.get(case_id, kind), kind)
        for found in self._take(self._candidates.cases(nearest)):
            other, distance = nearest[found.row["id"]]
            reason = likeness.alike_photo(distance) if other else likeness.same_photo()
            found.reasons.append(reason)

    def by_place(self) -> None:
        """Cases near the place, or in the grid cell with the same class."""
        since = self._now - self._reach.hours * HOUR
        rows: list[Mapping[str, Any]] = []
        if self._point is not None:
            rows += self._candidates.near(boxes_around(self._point, self._reach.radius_m), since)
        if self._values.get("grid_code"):
            placed = self._point is not None
            rows += self._candidates.in_cell(str(self._values["grid_code"]), since, placed)
        for found in self._take(rows):
            reason = self._place_reason(found)
            if reason is not None and not _has(found, reason.kind):
                found.reasons.append(reason)

    def by_caller(self) -> None:
        """Cases from a number that looks the same under the mask."""
        said, mask = self._values.get("caller_phone"), self._values.get("caller_phone_masked")
        number = masked(str(said), "phone") if said else mask
        if number:
            since = self._now - self._reach.days * DAY
            for found in self._take(self._candidates.from_caller(str(number), since)):
                found.reasons.append(likeness.same_caller())

    def by_words(self, nearest: Sequence[int]) -> None:
        """Cases in much the same words; those already found are compared as well."""
        own = pieces(plain(str(self._values.get("description") or "")))
        if not own:
            return
        since = self._now - self._reach.days * DAY
        known = {found.row["key"] for found in self._found.values()}
        fresh = [key for key in nearest if key not in known]
        rows = [row for row in self._candidates.at(fresh) if _recent(row, since)]
        for found in [*self._likeliest(COMPARED), *self._take(rows)]:
            share = text_likeness(own, pieces(plain(str(found.row["description"] or ""))))
            reason = likeness.alike_text(share, ALIKE)
            if reason is not None:
                found.reasons.append(reason)

    def ranked(self, title: Callable[[Values], str]) -> list[Similar]:
        """The candidates whose reasons weigh enough."""
        worth = [one for one in self._likeliest(MOST_SHOWN) if one.score >= SHOWN_FROM]
        told = self._candidates.told(found.row["id"] for found in worth)
        return [self._shown(found, told[found.row["id"]], title) for found in worth]

    def _likeliest(self, most: int) -> list[_Found]:
        """The candidates that most speaks for by now, the newest first among equals."""
        found = self._found.values()
        return nsmallest(most, found, key=lambda one: (-one.score, -one.since, one.row["id"]))

    def _take(self, rows: Iterable[Mapping[str, Any]]) -> list[_Found]:
        """The candidates of these rows, each once, without the report itself."""
        own = self._values.get("id")
        taken = {
            row["id"]: self._found.setdefault(row["id"], _Found(row))
            for row in rows
            if row["id"] != own and row["stage"] not in ENDED
        }
        return list(taken.values())

    def _place_reason(self, found: _Found) -> Reason | None:
        same = self._class is not None and self._class == _class_key(found.row, self._references)
        there = point_in(found.row)
        if self._point is not None and there is not None:
            found.metres = round(distance_m(self._point, there))
            if found.metres <= self._reach.radius_m:
                return likeness.near(found.metres, self._reach.radius_m, same)
            return None
        in_cell = found.row["grid_code"] and found.row["grid_code"] == self._values.get("grid_code")
        return likeness.same_cell() if same and in_cell else None

    def _shown(self, found: _Found, row: Values, title: Callable[[Values], str]) -> Similar:
        photos = row["photos_before"] or ()
        return Similar(
            case_id=row["id"],
            number=number_of(row),
            title=title(row),
            stage=row["stage"],
            is_open=bool(row["open"]),
            address=str(row["address"] or ""),
            description=str(row["description"] or ""),
            photo=str(photos[0]) if photos else None,
            metres=found.metres,
            age=max(0, self._now - int(row["reported_at"] or self._now)),
            score=found.score,
            reasons=tuple(sorted(found.reasons, key=lambda reason: -reason.weight)),
        )


def boxes_around(point: Point, radius_m: int) -> Iterable[Box]:
    """Around the point in the numbers of each system, a little wider than the radius."""
    for datum, datums in ((WGS84, (WGS84, CGCS2000)), (GCJ02, (GCJ02,)), (BD09, (BD09,))):
        there = converted(point, datum)
        high = round(1.05 * radius_m / METRES_A_DEGREE * E7)
        wide = round(high / max(0.05, math.cos(math.radians(there.lat_e7 / E7))))
        yield Box(
            datums,
            there.lat_e7 - high,
            there.lat_e7 + high,
            there.lon_e7 - wide,
            there.lon_e7 + wide,
        )


def _class_key(values: Values, references: References) -> tuple[str, ...] | None:
    """What two cases of one kind share: the minor class, or the matter."""
    code = str(values.get("class_code") or "")
    row = references.get("class", code) if code else None
    if row is not None and row.get("minor"):
        return "class", str(row.get("category")), str(row.get("major")), str(row["minor"])
    if code:
        return "class", code
    matter = values.get("matter_code")
    return ("matter", str(matter)) if matter else None


def _has(found: _Found, kind: str) -> bool:
    return any(reason.kind == kind for reason in found.reasons)


def _recent(row: Mapping[str, Any], since: int) -> bool:
    return bool(row["open"]) or max(row["reported_at"] or 0, row["closed_at"] or 0) >= since


def _setting(references: References, name: str) -> int | None:
    row = references.get("setting", f"similar_cases.{name}")
    return None if row is None else _whole(row.get("value"))


def _whole(value: object) -> int | None:
    return value if type(value) is int and value > 0 else None
