"""Lights follow from the deadline, the clock and a threshold for each kind of clock."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from seatapp.domain.lights import (
    Light,
    Thresholds,
    light_of,
    lights_of,
    thresholds_of,
)
from seatapp.domain.references import ReferenceRow
from tests.helpers.rules import MadeReferences

NOW = 1_795_320_000
THRESHOLDS = Thresholds(otherwise=3600, by_clock={"register": 300})


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
