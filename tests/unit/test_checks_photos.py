"""Checks of the photos, each at the edges of its numbers."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from importlib.resources import files

import pytest

from seatapp.domain.checks.photos import (
    photo_bright,
    photo_count,
    photo_fresh,
    photo_not_used,
    photo_sharp,
    photo_size,
    photo_whole,
)
from seatapp.domain.checks.thresholds import Thresholds, thresholds_from
from seatapp.domain.references import ReferenceRow
from tests.helpers.rules import NoReferences

LIMITS = Thresholds()
NOON = 1_780_000_000


class Settings(NoReferences):
    """The settings of a city and nothing else."""

    def __init__(self, settings: Mapping[str, str | int | bool]) -> None:
        self._settings = settings

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        known = kind == "setting" and code in self._settings
        return {"value": self._settings[code]} if known else None


def test_settings_of_the_city_count() -> None:
    settings: Mapping[str, str | int] = {
        "version": "2026-3",
        "photos.minimum_width": 800,
        "photos.minimum_sharpness": "7.5",
    }
    found = thresholds_from(Settings(settings))
    assert found == dataclasses.replace(
        LIMITS, version="2026-3", minimum_width=800, minimum_sharpness=7.5
    )
    assert isinstance(found.minimum_width, int)


def test_without_settings_there_is_no_version() -> None:
    assert thresholds_from(Settings({})) == LIMITS
    assert LIMITS.version == ""


@pytest.mark.parametrize("nonsense", ["", "much", "nan", "inf", True])
def test_a_setting_that_is_no_number_changes_nothing(nonsense: str | bool) -> None:
    names = ("minimum_sharpness", "minimum_width")
    assert thresholds_from(Settings({f"photos.{name}": nonsense for name in names})) == LIMITS


def test_the_settings_of_the_made_up_city_are_known_here() -> None:
    raw = json.loads((files("resources") / "demo" / "settings.json").read_text("utf-8"))
    ours = {field.name for field in dataclasses.fields(Thresholds)}
    assert len(ours & set(raw["photos"])) >= 6


@pytest.mark.parametrize(
    ("photos", "asked", "result"),
    [
        (0, 1, "reject"),
        (1, 1, "pass"),
        (2, 1, "pass"),
        (1, 2, "reject"),
        (0, 0, "pass"),
        (3, None, "unknown"),
    ],
)
def test_count(photos: int, asked: int | None, result: str) -> None:
    verdict = photo_count(photos, asked)
    assert (verdict.check, verdict.result, verdict.value) == ("photo_count", result, photos)


@pytest.mark.parametrize(
    ("width", "height", "result"),
    [
        (640, 480, "pass"),
        (480, 640, "pass"),
        (639, 480, "reject"),
        (640, 479, "reject"),
        (479, 4000, "reject"),
    ],
)
def test_size(width: int, height: int, result: str) -> None:
    verdict = photo_size(width, height, LIMITS)
    assert (verdict.result, verdict.value) == (result, f"{width}x{height}")


@pytest.mark.parametrize(
    ("truncated", "result"), [(False, "pass"), (True, "reject"), (None, "unknown")]
)
def test_whole(truncated: bool | None, result: str) -> None:
    assert photo_whole(truncated).result == result


@pytest.mark.parametrize(
    ("sharpness", "result"), [(60.0, "pass"), (59.99, "warn"), (0.0, "warn"), (None, "unknown")]
)
def test_sharp(sharpness: float | None, result: str) -> None:
    verdict = photo_sharp(sharpness, LIMITS)
    assert (verdict.result, verdict.value) == (result, sharpness)


@pytest.mark.parametrize(
    ("brightness", "result"),
    [
        (39.9, "warn"),
        (40.0, "pass"),
        (225.0, "pass"),
        (225.1, "warn"),
        (0.0, "warn"),
        (None, "unknown"),
    ],
)
def test_bright(brightness: float | None, result: str) -> None:
    verdict = photo_bright(brightness, LIMITS)
    assert (verdict.result, verdict.value) == (result, brightness)


@pytest.mark.parametrize(
    ("seconds_before", "result", "minutes"),
    [
        (0, "pass", 0),
        (7200, "pass", 120),
        (7201, "reject", 120),
        (86_400, "reject", 1440),
        (-600, "pass", -10),
        (-601, "warn", -11),
    ],
)
def test_fresh(seconds_before: int, result: str, minutes: int) -> None:
    verdict = photo_fresh(NOON - seconds_before, NOON, LIMITS)
    assert (verdict.result, verdict.value) == (result, minutes)


def test_a_photo_without_time_is_not_called_fresh() -> None:
    assert photo_fresh(None, NOON, LIMITS).result == "unknown"


def test_a_photo_that_was_used() -> None:
    again = photo_not_used(["A1", "A2"], ["B1"])
    assert (again.result, again.value) == ("reject", 2)
    assert "A1" in again.message
    alike = photo_not_used([], ["B1"])
    assert (alike.result, alike.value) == ("warn", 1)
    assert "B1" in alike.message
    many = photo_not_used([], ["B1", "B2", "B3"])
    assert (many.value, many.message) == (
        3,
        "有很相似的照片：案件 B1、B2 等 3 件。请对比查看。",
    )
    assert photo_not_used([], []).result == "pass"
    assert photo_not_used(["A1"], None).result == "reject"
    assert photo_not_used(None, ["B1"]).result == "warn"
    assert photo_not_used([], None).result == "unknown"
    assert photo_not_used(None, []).result == "unknown"
