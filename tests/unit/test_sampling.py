"""The same cases and the same seed give the same sample, in any order, and every quota is met."""

from __future__ import annotations

from random import Random

from seatapp.domain.sampling import drawn
from seatapp.ids import new_id

STRATA = {unit: [new_id() for _ in range(size)] for unit, size in (("401", 40), ("402", 3))}


def test_a_sample_can_be_drawn_again() -> None:
    first = drawn(STRATA, 5, "2026-11")
    shuffled = {unit: Random(7).sample(cases, len(cases)) for unit, cases in STRATA.items()}
    assert drawn(dict(reversed(shuffled.items())), 5, "2026-11") == first
    assert (first.population, len(first.cases)) == (43, 8)


def test_each_stratum_gives_its_quota_or_all_it_has() -> None:
    cases = set(drawn(STRATA, 5, "s").cases)
    assert len(cases & set(STRATA["401"])) == 5
    assert cases >= set(STRATA["402"])


def test_another_seed_draws_others_and_another_frame_is_told() -> None:
    assert drawn(STRATA, 5, "a").cases != drawn(STRATA, 5, "b").cases
    assert drawn(STRATA, 5, "a").frame == drawn(STRATA, 5, "b").frame
    grown = {**STRATA, "401": [*STRATA["401"], new_id()]}
    assert drawn(grown, 5, "a").frame != drawn(STRATA, 5, "a").frame


def test_no_case_is_favoured() -> None:
    seen = dict.fromkeys(STRATA["401"], 0)
    for seed in range(2000):
        for case in drawn({"401": STRATA["401"]}, 4, str(seed)).cases:
            seen[case] += 1
    assert min(seen.values()) > 140
    assert max(seen.values()) < 260
