"""The intake meter: every check that fits a report, with what it measured.

The values are those of the case as it would stand: its state with what is typed over it. A fact
that is not known yet gives `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from seatapp.domain.checks import content, photos, places
from seatapp.domain.checks.record import record_of
from seatapp.domain.checks.thresholds import Thresholds, thresholds_from
from seatapp.domain.checks.verdicts import Verdict
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import References
from seatapp.intake.city import CityMap, in_force, point_in
from seatapp.media.facts import Facts
from seatapp.places.datums import gcj02_shift_m, offset_m
from seatapp.places.points import WGS84, Point

NO_VERSION = "-"
"""The version on record where the city has set no numbers of its own."""

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What one check said, and of which photo (from 1) if of one."""

    verdict: Verdict
    photo: int | None = None


@dataclass(frozen=True)
class Reading:
    """All that the meter shows: the findings in their order, and under which version."""

    version: str
    findings: Sequence[Finding]

    @property
    def record(self) -> list[str]:
        """What an entry keeps of it."""
        return record_of(finding.verdict for finding in self.findings)

    def count(self, result: str) -> int:
        """How many findings gave this answer."""
        return sum(finding.verdict.result == result for finding in self.findings)


@dataclass(frozen=True)
class Used:
    """Numbers of other cases that show the same photo file, and a photo that looks the same.

    `alike` is None where the photo was never looked at, so that nothing can be compared.
    """

    same: Sequence[str]
    alike: Sequence[str] | None


@dataclass(frozen=True)
class Known:
    """What was looked up for a report; `used` has an answer for each photo that was searched."""

    facts: Mapping[str, Facts]
    used: Mapping[str, Used]
    city: CityMap
    has_components: bool


def read_meter(values: Values, known: Known, references: References, now: int) -> Reading:
    """The findings for a report; `now` (since 1970) counts where it is not registered yet."""
    limits = thresholds_from(references)
    findings = [
        *_of_content(values, references, limits, known),
        *_of_place(values, references, known),
        *_of_photos(values, references, known, limits, now),
    ]
    return Reading(limits.version or NO_VERSION, findings)


def _of_content(
    values: Values, references: References, limits: Thresholds, known: Known
) -> Iterator[Finding]:
    yield Finding(content.description_enough(str(values.get("description") or ""), limits))
    if values.get("caller_phone"):
        yield Finding(content.phone_plausible(str(values["caller_phone"])))
    if not is_grid(values):
        return
    code = str(values.get("class_code") or "")
    row = references.get("class", code)
    condition = None if row is None else str(row.get("condition") or row.get("minor_name") or "")
    yield Finding(content.class_chosen(code, condition))
    in_duty = None if row is None else row.get("in_duty")
    duty = in_duty if isinstance(in_duty, bool) else None
    yield Finding(content.within_duty(duty, str((row or {}).get("decline_rule") or "")))
    if row is not None and (row.get("category") == "component" or values.get("component_code")):
        component = str(values.get("component_code") or "")
        registered = references.get("component", component) is not None
        yield Finding(
            content.component_code(
                component,
                asked=row.get("category") == "component",
                known=registered if known.has_components else None,
            )
        )


def _of_place(values: Values, references: References, known: Known) -> Iterator[Finding]:
    yield Finding(places.address_precise(str(values.get("address") or "")))
    point = point_in(values)
    if not is_grid(values) and point is None:
        return
    yield Finding(places.inside_city(known.city.metres_outside(point)))
    place = known.city.place(point)
    if is_grid(values):
        around, border = (None, ()) if place is None else (place.around, place.border)
        yield Finding(places.one_grid_cell(around, border))
    code = str(values.get("grid_code") or "")
    if code:
        row = references.get("grid", code)
        yield Finding(
            places.grid_code(
                code,
                known=row is not None,
                retired=row is not None and not in_force(row),
                code_at_place=None if place is None else place.code,
            )
        )


def _of_photos(
    values: Values, references: References, known: Known, limits: Thresholds, now: int
) -> Iterator[Finding]:
    hashes = [str(sha256) for sha256 in values.get("photos_before") or ()]
    if is_grid(values):
        classed = references.get("class", str(values.get("class_code") or "")) is not None
        asked = limits.minimum_before if classed else None
        yield Finding(photos.photo_count(len(hashes), asked))
    reported = values.get("reported_at")
    moment = reported if isinstance(reported, int) else now
    point = point_in(values)
    for number, sha256 in enumerate(hashes, 1):
        facts = known.facts.get(sha256)
        if facts is None:
            yield Finding(photos.photo_whole(None), number)
        else:
            for verdict in of_photo(facts, point, moment, limits):
                yield Finding(verdict, number)
        used = known.used.get(sha256)
        same, alike = (None, None) if used is None else (used.same, used.alike)
        yield Finding(photos.photo_not_used(same, alike), number)


def of_photo(
    facts: Facts, place: Point | None, reported_at: int | None, limits: Thresholds
) -> Iterable[Verdict]:
    """The verdicts on one photo by its facts; checks whose question was not asked are left out."""
    yield photos.photo_whole(facts.truncated)
    yield photos.photo_size(facts.width, facts.height, limits)
    yield photos.photo_sharp(facts.sharpness, limits)
    yield photos.photo_bright(facts.brightness, limits)
    yield photos.photo_original(facts.screenshot, facts.pattern, limits)
    if reported_at is not None:
        yield photos.photo_fresh(taken_seconds(facts.taken_at), reported_at, limits)
    if place is not None:
        offset = None
        spot = photo_point(facts)
        if spot is not None:
            offset = offset_m(place, spot)
        yield places.photo_position(offset, facts.error_m, gcj02_shift_m(place), limits)


def photo_point(facts: Facts) -> Point | None:
    """Where the camera says that it was."""
    if facts.lat_e7 is None or facts.lon_e7 is None:
        return None
    return Point(facts.lat_e7, facts.lon_e7, WGS84)


def taken_seconds(taken_at: str | None) -> int | None:
    """The camera's time in seconds since 1970, or None.

    One that wrote no offset is taken to show the time of the city.
    """
    if taken_at is None:
        return None
    try:
        taken = datetime.fromisoformat(taken_at)
    except ValueError:
        return None
    return int((taken if taken.tzinfo else taken.replace(tzinfo=CITY_TIME)).timestamp())


def is_grid(values: Values) -> bool:
    """Whether the report asks for class, grid cell and photo."""
    return values.get("case_kind") == "grid"
