"""Reads a position as people type or paste it: decimal degrees, or degrees, minutes, seconds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_NUMBER = r"\d+(?:\.\d+)?"
_PART = re.compile(
    rf"(?P<before>[NSEW北南东西]\s*纬?经?)?\s*(?P<sign>[+-])?"
    rf"(?P<degrees>{_NUMBER})\s*(?:[°度]\s*(?:(?P<minutes>{_NUMBER})\s*['′分]\s*"
    rf"(?:(?P<seconds>{_NUMBER})\s*(?:\"|″|′′|''|秒))?)?)?(?(before)|\s*(?P<after>[NSEW])?)",
    re.IGNORECASE,
)
_DECIMAL_COMMAS = re.compile(r"(\d+),(\d+)[\s;,]+(\d+),(\d+)")
_LETTERS = {
    **{"N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1)},
    **{"北": ("lat", 1), "南": ("lat", -1), "东": ("lon", 1), "西": ("lon", -1)},
}
CHINA_LON, CHINA_LAT = (73.0, 136.0), (3.0, 54.0)


@dataclass(frozen=True)
class Typed:
    """A position that was understood, in degrees; `turned` when longitude stood first."""

    lat: float
    lon: float
    turned: bool


def typed_position(text: str) -> Typed | None:
    """The position in `text`, or None when it is none.

    Letters and words of direction decide which number is which. Without them latitude comes
    first, unless only the other order lies on earth, or in China. (0, 0) is no position.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    commas = _DECIMAL_COMMAS.fullmatch(plain)
    if commas:
        plain = "{}.{} {}.{}".format(*commas.groups())
    parts = list(_PART.finditer(plain))
    rest = _PART.sub("", plain)
    if len(parts) != 2 or rest.strip(" ,;，；、/()（）") != "":
        return None
    first, second = (_degrees(part) for part in parts)
    axes = [_axis(part) for part in parts]
    if axes == ["lat", "lon"]:
        return _on_earth(first, second, turned=False)
    if axes == ["lon", "lat"]:
        return _on_earth(second, first, turned=True)
    if axes != ["", ""]:
        return None
    if _fits(second, first) and not _fits(first, second):
        return _on_earth(second, first, turned=True)
    return _on_earth(first, second, turned=False)


def _degrees(part: re.Match[str]) -> float:
    minutes, seconds = float(part["minutes"] or 0), float(part["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return 1e9
    sign = -1 if part["sign"] == "-" else 1
    letter = _letter(part)
    sign *= _LETTERS[letter][1] if letter else 1
    return sign * (float(part["degrees"]) + minutes / 60 + seconds / 3600)


def _axis(part: re.Match[str]) -> str:
    letter = _letter(part)
    return _LETTERS[letter][0] if letter else ""


def _letter(part: re.Match[str]) -> str:
    return (part["before"] or part["after"] or "")[:1].upper()


def _fits(lat: float, lon: float) -> bool:
    return CHINA_LAT[0] <= lat <= CHINA_LAT[1] and CHINA_LON[0] <= lon <= CHINA_LON[1]


def _on_earth(lat: float, lon: float, turned: bool) -> Typed | None:
    if (lat, lon) == (0, 0) or abs(lat) > 90 or abs(lon) > 180:
        return None
    return Typed(lat, lon, turned)
