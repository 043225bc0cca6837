"""Hints that a picture is no photo of the place: a screenshot, or a photo of a screen.

Hints only: a person looks and decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import ExifTags, Image

Tags = Mapping[int, Any]

WINDOW = 256
"""Side in pixels of the part in the middle that is searched for a pattern."""

_SAYS_SO = re.compile("screen ?shot|截屏|截图|屏幕快照", re.IGNORECASE)
_PHONE_WIDTHS = frozenset(
    (640, 720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1242, 1284, 1290, 1320, 1440)
)
_PHONE_SHAPE = 1.7
"""Phone screens are at least so many times as high as wide; their cameras are not."""

_BAND = (0.15, 0.5)
_RINGS = 24
_AXES = 0.02


def is_screenshot(kind: str, size: tuple[int, int], base: Tags, details: Tags) -> bool:
    """Whether the file says that it is one, or has the shape of a phone's screen and no camera."""
    said = (
        base.get(ExifTags.Base.Software),
        base.get(ExifTags.Base.ImageDescription),
        details.get(ExifTags.Base.UserComment),
    )
    if any(_SAYS_SO.search(_text(words)) for words in said):
        return True
    if _text(base.get(ExifTags.Base.Make)) or _text(base.get(ExifTags.Base.Model)):
        return False
    narrow, long = min(size), max(size)
    return kind in ("PNG", "WEBP") and narrow in _PHONE_WIDTHS and long >= _PHONE_SHAPE * narrow


def screen_pattern(grey: Image.Image) -> float | None:
    """How far the strongest fine regular pattern stands out; None when the picture is too small.

    The raster of a screen that was photographed makes peaks in the spectrum, of some hundred
    times what is around them; scenes reach 10 to 30. What runs straight along or across (blinds,
    kerbs, compression) is not counted.
    """
    width, height = grey.size
    if min(width, height) < WINDOW:
        return None
    left, top = (width - WINDOW) // 2, (height - WINDOW) // 2
    part = np.asarray(grey.crop((left, top, left + WINDOW, top + WINDOW)), dtype=np.float32)
    slope = np.hanning(WINDOW).astype(np.float32)
    strength = np.abs(np.fft.rfft2((part - part.mean()) * slope[:, None] * slope[None, :]))
    down = np.abs(np.fft.fftfreq(WINDOW))[:, None]
    across = np.fft.rfftfreq(WINDOW)[None, :]
    radius = np.hypot(down, across)
    counted = (radius > _BAND[0]) & (radius < _BAND[1]) & (down > _AXES) & (across > _AXES)
    found, rings = strength[counted], (radius[counted] * 2 * _RINGS).astype(np.intp)
    amount = np.bincount(rings, minlength=_RINGS)
    usual = np.bincount(rings, found, _RINGS) / np.maximum(1, amount)
    return round(float((found / (usual[rings] + 1e-3)).max()), 1)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""
