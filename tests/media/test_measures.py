"""Sharpness, brightness and the hash of a picture, against pictures made for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageEnhance, ImageFilter

from seatapp.media.child import Decoder
from seatapp.media.facts import facts_from
from seatapp.media.measures import MEASURED_AT, measured
from tests.media.photos import encoded


def texture(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with light and dark spots and fine grain."""
    chance = np.random.default_rng(seed)
    spots = Image.fromarray(chance.integers(40, 200, (6, 8), dtype=np.uint8))
    grain = chance.integers(0, 40, (size[1], size[0]), dtype=np.uint8)
    large = np.asarray(spots.resize(size, Image.Resampling.BICUBIC))
    return Image.fromarray((large // 2 + grain).astype(np.uint8)).convert("RGB")


def distance(one: str, other: str) -> int:
    """In how many bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_sharpness_is_the_variance_of_the_laplacian() -> None:
    picture = texture()
    grey = np.asarray(picture.convert("L"), dtype=np.int64)
    beside = grey[1:-1, :-2] + grey[1:-1, 2:] + grey[:-2, 1:-1] + grey[2:, 1:-1]
    expected = float((beside - 4 * grey[1:-1, 1:-1]).var())
    assert measured(picture).sharpness == pytest.approx(expected, rel=0.01)


def test_a_blurred_picture_is_less_sharp() -> None:
    values = [
        measured(texture().filter(ImageFilter.GaussianBlur(radius))).sharpness or 0.0
        for radius in (0, 1, 2, 4)
    ]
    assert values == sorted(values, reverse=True)
    assert values[0] > 10 * values[-1]


def test_a_plain_picture_has_no_sharpness_at_all() -> None:
    assert measured(Image.new("RGB", (100, 100), (128, 128, 128))).sharpness == 0


def test_what_is_too_small_is_not_measured() -> None:
    assert measured(Image.new("RGB", (2, 100))).sharpness is None
    assert measured(Image.new("RGB", (3, 3))).sharpness == 0


@pytest.mark.parametrize(("grey", "brightness"), [(0, 0.0), (128, 128.0), (255, 255.0)])
def test_brightness_is_the_mean_grey(grey: int, brightness: float) -> None:
    assert measured(Image.new("RGB", (50, 50), (grey, grey, grey))).brightness == brightness


def test_large_pictures_are_measured_reduced_and_stay_as_they_are() -> None:
    large = texture(size=(2 * MEASURED_AT, MEASURED_AT))
    reduced = large.resize((MEASURED_AT, MEASURED_AT // 2), Image.Resampling.BOX)
    assert measured(large).sharpness == pytest.approx(measured(reduced).sharpness, rel=0.02)
    assert large.size == (2 * MEASURED_AT, MEASURED_AT)


def test_the_hash_of_a_slope() -> None:
    falling = Image.linear_gradient("L").rotate(90, expand=True)
    rising = falling.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    hashes = {measured(falling).phash, measured(rising).phash}
    assert hashes == {"f" * 16, "0" * 16}


def test_the_same_picture_smaller_or_brighter_has_nearly_the_same_hash() -> None:
    start = measured(texture()).phash
    smaller = texture().resize((320, 240), Image.Resampling.LANCZOS)
    brighter = ImageEnhance.Brightness(texture()).enhance(1.2)
    assert distance(start, measured(smaller).phash) <= 4
    assert distance(start, measured(brighter).phash) <= 4
    assert distance(start, measured(texture(seed=2)).phash) > 16


def test_a_turned_photo_has_the_hash_of_how_it_is_shown() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    stored = texture().transpose(Image.Transpose.ROTATE_90)
    with Decoder() as decoder:
        turned = decoder.look(encoded(stored, quality=95, exif=exif), 64).facts
        upright = decoder.look(encoded(texture(), quality=95), 1024).facts
    assert turned.phash is not None
    assert upright.phash is not None
    assert distance(turned.phash, upright.phash) <= 2
    assert turned.sharpness == pytest.approx(upright.sharpness, rel=0.05)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sharpness", -1.0),
        ("sharpness", "9"),
        ("sharpness", float("nan")),
        ("brightness", 256.0),
        ("brightness", True),
        ("phash", "F" * 16),
        ("phash", "f" * 15),
        ("phash", 7),
    ],
)
def test_measures_that_cannot_be_are_not_believed(name: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        facts_from({"kind": "JPEG", "width": 1, "height": 1, name: value})
