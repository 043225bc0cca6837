"""A position as people type it: every usual form is read, nothing is guessed."""

from __future__ import annotations

import pytest

from seatapp.domain.positions import Typed, typed_position


@pytest.mark.parametrize(
    "text",
    [
        "39.0021,104.0007",
        "39.0021, 104.0007",
        "39.0021 104.0007",
        "３９.００２１，１０４.０００７",
        "39,0021 104,0007",
        "北纬39.0021 东经104.0007",
        "39.0021N 104.0007E",
        "(39.0021，104.0007)",
        "39°0'7.56\"N, 104°0'2.52\"E",
        "39°0′7.56″ 104°0′2.52″",
        "39度0分7.56秒 104度0分2.52秒",
    ],
)
def test_latitude_first(text: str) -> None:
    found = typed_position(text)
    assert found is not None
    assert (found.lat, found.lon) == pytest.approx((39.0021, 104.0007), abs=1e-9)
    assert not found.turned


@pytest.mark.parametrize(
    "text", ["104.0007,39.0021", "E104.0007 N39.0021", "东经104.0007，北纬39.0021"]
)
def test_longitude_first_is_seen_and_said(text: str) -> None:
    assert typed_position(text) == Typed(39.0021, 104.0007, turned=True)


@pytest.mark.parametrize(
    "text",
    [
        *("", "0,0", "39.0021", "NaN, Infinity", "inf 39", "文汇大街76号", "1 2 3"),
        *("139.0, 204.0", "99 99", "39°60' 104°0'", "39N 104N", "39.0021，104.0007附近"),
    ],
)
def test_what_is_no_position_is_none(text: str) -> None:
    assert typed_position(text) is None


def test_south_and_west_are_negative() -> None:
    assert typed_position("33.5S 70.6W") == Typed(-33.5, -70.6, turned=False)
    assert typed_position("-33.5, -70.6") == Typed(-33.5, -70.6, turned=False)
