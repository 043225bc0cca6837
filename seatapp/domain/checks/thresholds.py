"""The numbers that the checks compare with: settings of the city, under a version."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

from seatapp.domain.references import References, setting


@dataclass(frozen=True)
class Thresholds:
    """What a city asks of a report. `version` is that of its settings, empty without any.

    Sharpness is the variance of the Laplacian as `seatapp.media` measures it, brightness the mean
    grey from 0 to 255; distances are metres, ages minutes, lengths characters. The pattern of a
    screen and the distance of picture hashes (bits of 64) are as `seatapp.media` measures them.
    """

    version: str = ""
    minimum_before: int = 1
    minimum_width: int = 640
    minimum_height: int = 480
    minimum_sharpness: float = 60.0
    minimum_brightness: int = 40
    maximum_brightness: int = 225
    maximum_distance_m: int = 150
    maximum_age_minutes: int = 120
    clock_error_minutes: int = 10
    minimum_description: int = 8
    maximum_pattern: float = 60.0
    maximum_hash_distance: int = 8


def thresholds_from(references: References) -> Thresholds:
    """The settings `photos.<name>` of the city; what it has not set is as in `Thresholds`."""
    changed: dict[str, Any] = {"version": str(setting("version", references) or "")}
    for field in fields(Thresholds):
        number = _number(setting(f"photos.{field.name}", references))
        if field.name != "version" and number is not None:
            changed[field.name] = number if field.type == "float" else int(number)
    return Thresholds(**changed)


def _number(value: object) -> float | None:
    """A setting as a number; fractions are kept as text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
