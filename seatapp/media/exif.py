"""What the camera wrote into a photo: position, time, device, orientation; nonsense is nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from numbers import Real
from typing import Any

from PIL import ExifTags

from seatapp.media.facts import LONGEST_TEXT
from seatapp.text import cleaned

Tags = Mapping[int, Any]
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


def orientation_of(base: Tags) -> int:
    """How the picture is to be turned, 1 to 8; nonsense means that it stands right."""
    value = base.get(ExifTags.Base.Orientation)
    return value if type(value) is int and 1 <= value <= 8 else 1


def position_of(gps: Tags) -> tuple[int, int] | None:
    """Latitude and longitude in whole 1e-7 degrees, or None.

    None too for a position that the receiver called void, for (0, 0), and without the letters
    that say north or south and east or west: there is no guessing.
    """
    if _text(gps.get(ExifTags.GPS.GPSStatus)) == "V":
        return None
    lat = _degrees(
        gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS", 90
    )
    lon = _degrees(
        gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW", 180
    )
    if lat is None or lon is None or (lat, lon) == (0, 0):
        return None
    return lat, lon


def error_of(gps: Tags) -> float | None:
    """How far the position may be off, in whole or parts of metres, or None."""
    value = gps.get(ExifTags.GPS.GPSHPositioningError)
    metres = float(value) if isinstance(value, Real) else math.nan
    return round(metres, 1) if math.isfinite(metres) and 0 < metres < 1e6 else None


def taken_at_of(base: Tags, details: Tags) -> str | None:
    """When the camera says that it was taken, ISO 8601, or None."""
    for tags, moment, offset in (
        (details, ExifTags.Base.DateTimeOriginal, ExifTags.Base.OffsetTimeOriginal),
        (details, ExifTags.Base.DateTimeDigitized, ExifTags.Base.OffsetTimeDigitized),
        (base, ExifTags.Base.DateTime, ExifTags.Base.OffsetTime),
    ):
        try:
            taken = datetime.strptime(_text(tags.get(moment)), "%Y:%m:%d %H:%M:%S")
        except ValueError:
            continue
        written = _text(details.get(offset))
        return taken.isoformat() + (written if _OFFSET.fullmatch(written) else "")
    return None


def device_of(base: Tags) -> str | None:
    """Make and model of the camera, or None."""
    make, model = _text(base.get(ExifTags.Base.Make)), _text(base.get(ExifTags.Base.Model))
    both = model if model.lower().startswith(make.lower()) else f"{make} {model}"
    return both.strip()[:LONGEST_TEXT] or None


def _degrees(value: object, letter: object, letters: str, most: int) -> int | None:
    """Degrees, minutes and seconds as signed whole 1e-7 degrees."""
    ref = _text(letter)
    if ref not in tuple(letters) or not isinstance(value, tuple) or not 1 <= len(value) <= 3:
        return None
    degrees = 0.0
    for part, unit in zip(value, (1, 60, 3600), strict=False):
        number = float(part) if isinstance(part, Real) else math.nan
        if not (math.isfinite(number) and 0 <= number <= (most if unit == 1 else 60)):
            return None
        degrees += number / unit
    if degrees > most:
        return None
    return round(degrees * 1e7) * (1 if ref == letters[0] else -1)


def _text(value: object) -> str:
    """A tag as text; cameras end it with NUL or blanks, and some write bytes."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return cleaned(_unicode(value)).split("\n")[0] if isinstance(value, str) else ""


def _unicode(value: str) -> str:
    """Some devices write UTF-8 where only ASCII is foreseen, which is read as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
