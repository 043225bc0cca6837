"""Hints on screenshots and photographed screens, and the camera's own error of a position."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ExifTags, Image

from seatapp.media.child import Decoder
from seatapp.media.exif import error_of
from seatapp.media.hints import is_screenshot, screen_pattern
from tests.media.photos import encoded, scene, with_exif
from tests.media.test_measures import texture

PHONE = (1080, 2340)


def photographed_screen(pitch: float, turn: float) -> Image.Image:
    """A scene under the raster of a screen, of so many pixels a line, slightly turned."""
    picture = np.asarray(texture().convert("L"), dtype=np.float32)
    down, across = np.mgrid[: picture.shape[0], : picture.shape[1]]
    lines = np.sin(2 * np.pi * (across * np.cos(turn) + down * np.sin(turn)) / pitch)
    return Image.fromarray(np.clip(picture * (1 + 0.2 * lines), 0, 255).astype(np.uint8))


@pytest.mark.parametrize(("pitch", "turn"), [(2.6, 0.2), (3.3, 0.3), (5.2, 0.4)])
def test_the_raster_of_a_screen_stands_out(pitch: float, turn: float) -> None:
    found = screen_pattern(photographed_screen(pitch, turn))
    plain = screen_pattern(texture().convert("L"))
    assert found is not None
    assert plain is not None
    assert found > 60 > 30 > plain


def test_a_small_picture_gives_no_pattern() -> None:
    assert screen_pattern(scene(200, 300).convert("L")) is None


def test_a_screenshot_says_so_or_has_the_shape_of_a_phone() -> None:
    comment = {int(ExifTags.Base.UserComment): b"ASCII\0\0\0Screenshot"}
    assert is_screenshot("JPEG", (800, 600), {}, comment)
    assert is_screenshot("PNG", PHONE, {}, {})
    assert is_screenshot("PNG", PHONE[::-1], {}, {})
    assert not is_screenshot("PNG", PHONE, {int(ExifTags.Base.Model): "X1"}, {})
    assert not is_screenshot("JPEG", PHONE, {}, {})
    assert not is_screenshot("PNG", (1080, 1440), {}, {})


def test_the_child_tells_hints_and_the_error_of_the_position() -> None:
    gps = {
        ExifTags.GPS.GPSLatitude: (39.0, 0.0, 0.0),
        ExifTags.GPS.GPSLatitudeRef: "N",
        ExifTags.GPS.GPSLongitude: (104.0, 0.0, 0.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSHPositioningError: 4.7,
    }
    with Decoder() as decoder:
        assert decoder.look(encoded(scene(*PHONE), "PNG"), 64).facts.screenshot
        facts = decoder.look(
            with_exif({}, {int(tag): value for tag, value in gps.items()}), 64
        ).facts
    assert facts.error_m == pytest.approx(4.7)
    assert not facts.screenshot


@pytest.mark.parametrize("value", [None, "4", 0.0, -3.0, float("nan"), float("inf"), 1e7])
def test_an_error_that_cannot_be_is_none(value: object) -> None:
    assert error_of({int(ExifTags.GPS.GPSHPositioningError): value}) is None
