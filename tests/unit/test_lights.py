"""Lights follow from the deadline, the clock and a threshold for each kind of clock."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatapp.domain.lights import (
    Light,
    Thresholds,
    light_of,
    lights_of,
    next_change,
    thresholds_of,
)
from seatapp.domain.references import ReferenceRow
from tests.helpers.rules import MadeReferences

NOW = 1_795_320_000
THRESHOLDS = Thresholds(otherwise=3600, by_clock={"register": 300})
CASES = st.lists(
    st.tuples(
        st.sampled_from(["register", "handle"]),
        st.none() | st.integers(NOW - 10_000, NOW + 10_000),
    ),
    max_size=20,
)


@pytest.mark.parametrize(
    ("due_in", "light"),
    [
        (None, Light.NONE),
        (-1, Light.LATE),
        (0, Light.SOON),
        (3600, Light.SOON),
        (3601, Light.IN_TIME),
    ],
)
def test_the_light_of_one_deadline(due_in: int | None, light: Light) -> None:
    assert light_of(None if due_in is None else NOW + due_in, NOW, 3600) is light


def test_each_clock_has_its_threshold() -> None:
    cases = [("register", NOW + 300), ("register", NOW + 301), ("handle", NOW + 301), ("", None)]
    lights = [Light.SOON, Light.IN_TIME, Light.SOON, Light.NONE]
    assert lights_of(cases, NOW, THRESHOLDS) == lights


def test_nothing_changes_where_nothing_is_due() -> None:
    assert next_change([("handle", None), ("handle", NOW - 9)], NOW, THRESHOLDS) is None


@given(CASES)
def test_lights_stay_as_they_are_until_the_next_change(
    cases: list[tuple[str, int | None]],
) -> None:
    before = lights_of(cases, NOW, THRESHOLDS)
    change = next_change(cases, NOW, THRESHOLDS)
    if change is None:
        assert set(before) <= {Light.LATE, Light.NONE}
    else:
        assert lights_of(cases, change - 1, THRESHOLDS) == before
        assert lights_of(cases, change, THRESHOLDS) != before


class Site(MadeReferences):
    """A site that has set how soon some clocks are due."""

    def all(self, kind: str) -> Mapping[str, ReferenceRow]:
        """Its settings."""
        assert kind == "setting"
        return {
            "soon_due_minutes.otherwise": {"value": 30},
            "soon_due_minutes.handle": {"value": 120},
            "idle_lock_minutes": {"value": 5},
        }


def test_a_site_sets_thresholds_by_clock() -> None:
    found = thresholds_of(Site())
    assert (found.of("handle"), found.of("register"), found.most) == (7200, 1800, 7200)
    assert thresholds_of(MadeReferences()).of("handle") == 3600
