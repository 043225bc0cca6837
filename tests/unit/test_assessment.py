"""Scores and deductions: steps, caps, bands, streaks, points by hand, missing measures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from seatapp.admin.assessment_tables import read_assessment
from seatapp.domain.assessment import AssessRule, Result, assessed, rules_from
from seatapp.domain.counted import Finding

RULES = rules_from(
    {
        one.code: one.row
        for one in read_assessment(
            "assess_rule", Path(str(files("resources") / "demo" / "assess_rules.csv"))
        ).rows
        if one.row
    }
)
GOOD = {
    "reports_a_head": "10", "valid_rate": "98", "video_valid": "100", "drone_valid": "200",
    "error_rate": "3", "inspection_reply_rate": "98", "inspection_reply_in_time_rate": "85",
    "patrol_coverage": "90", "interval_density": "85", "component_found": "98",
    "component_in_time": "100", "component_right": "98",
}  # fmt: skip


def scheme(name: str) -> list[AssessRule]:
    return [rule for rule in RULES if rule.scheme == name]


def finding(rule: str, outcome: str = "deduct", times: int = 1, **given: int) -> Finding:
    about = ("contract", "one")
    points, amount = given.get("points"), given.get("amount")
    return Finding("id", "K1", "2026-10", about, rule, outcome, times, points, amount, "说明")


def result(
    name: str,
    *findings: Finding,
    measures: Mapping[str, str] | None = None,
    started: bool = False,
    earlier: int = 0,
) -> Result:
    known = {**GOOD, **(measures or {})}
    return assessed(
        scheme(name),
        lambda of: Decimal(known[of]) if known.get(of) else None,
        findings,
        started_step_counts=started,
        earlier=lambda _rule: earlier,
    )


def test_at_the_threshold_nothing_is_deducted() -> None:
    assert result("collector25").money == 0


@pytest.mark.parametrize(
    ("measures", "full", "started"),
    [
        ({"reports_a_head": "9.5"}, 0, 1000),
        ({"reports_a_head": "8.99"}, 1000, 2000),
        ({"valid_rate": "96"}, 2000, 2000),
        ({"error_rate": "3.01"}, 0, 500),
        ({"error_rate": "4.5"}, 1500, 1500),
        ({"video_valid": "97"}, 300, 300),
        ({"inspection_reply_rate": "96.9"}, 1000, 1500),
    ],
)
def test_steps_count_full_or_as_soon_as_they_are_started(
    measures: dict[str, str], full: int, started: int
) -> None:
    assert result("collector25", measures=measures).money == full
    assert result("collector25", started=True, measures=measures).money == started


def test_what_was_recorded_costs_each_time_and_more_at_the_third() -> None:
    assert result("collector25", finding("collector25.10", times=2)).money == 400
    third = result("collector25", finding("collector25.10"), finding("collector25.10", times=2))
    assert third.money == 3 * 200 + 5000
    assert third.actions == ["当月累计 3 次，加扣 5000 元"]


def test_a_larger_amount_that_was_recorded_stands_but_no_smaller_one() -> None:
    assert result("collector25", finding("collector25.06a", amount=8000)).money == 8000
    assert result("collector25", finding("collector25.06a", amount=100)).money == 5000


def test_an_unknown_measure_costs_nothing_and_is_told() -> None:
    told = result("collector25", measures={"patrol_coverage": ""})
    assert told.money == 0
    assert not told.complete


def test_points_are_lost_within_the_weight_of_their_item() -> None:
    assert result("patrol75").score == 100
    # Complaints have ten points in all, whatever two of their lines say.
    both = result("patrol75", finding("patrol75.08", times=8), finding("patrol75.09", times=3))
    assert both.score == 90


@pytest.mark.parametrize(
    ("lost", "band"),
    [(15, "优秀"), (16, "良好"), (25, "良好"), (26, "达标"), (40, "达标"), (41, "不达标")],
)
def test_bands_are_half_open_and_begin_with_their_floor(lost: int, band: str) -> None:
    told = result("patrol75", finding("", points=lost))
    assert told.score == 100 - lost
    assert told.band == band


def test_a_grave_matter_leaves_no_points() -> None:
    told = result("patrol75", finding("patrol75.13"))
    assert told.score == 0
    assert told.band == "不达标"
    assert "安全事故" in told.actions[0]


def test_the_first_bad_score_warns_and_the_second_costs() -> None:
    bad = finding("", points=30)
    assert "警告" in result("patrol75", bad).actions[-1]
    assert "1%" in result("patrol75", bad, earlier=1).actions[-1]
    assert result("patrol75", finding("", points=25), earlier=1).actions == []


def test_points_by_hand_are_added_and_taken() -> None:
    unit = dict.fromkeys(("disposal_rate", "disposal_in_time_rate"), "100")
    unit |= dict.fromkeys(("rework_rate", "overdue_rate", "extension_rate"), "0.00")
    assert result("unit_score", measures=unit).score == 100
    by_hand = (finding("", points=3), finding("", "add", points=1))
    assert result("unit_score", *by_hand, measures=unit).score == 98
    assert result("unit_score", finding("", "unranked"), measures=unit).unranked == "说明"


def test_a_score_is_what_the_weights_say() -> None:
    unit = {"disposal_rate": "91.27", "disposal_in_time_rate": "80.5", "rework_rate": "2.5"}
    unit |= {"overdue_rate": "1.2", "extension_rate": "10"}
    exact = Decimal("27.381") + Decimal("16.1") + Decimal("19.5") + Decimal("19.76") + 9
    assert result("unit_score", measures=unit).score == exact


def test_every_scheme_reads_and_the_collector_has_its_25_indicators() -> None:
    numbers = {rule.code.split(".")[1][:2] for rule in scheme("collector25")}
    assert numbers == {f"{n:02d}" for n in range(1, 26)}
    assert sum(r.weight or 0 for r in {x.item: x for x in scheme("patrol75")}.values()) == 100
    assert len([r for r in scheme("window100") if r.method == "inspect"]) == 34


def test_what_is_missing_is_warned_of_twice_and_then_costs_a_share_of_the_fee() -> None:
    rules = scheme("patrol75")
    told = {"attendance_rate": Decimal(94)}

    def missing(times: int) -> Result:
        found = [finding("patrol75.w1", times=times)]
        return assessed(rules, told.get, found, started_step_counts=False, fee=Decimal(30_000))

    assert [int(missing(times).money) for times in (2, 3, 4)] == [0, 300, 600]
    assert "警告" in missing(1).actions
    assert any("1%" in action for action in missing(3).actions)
    assert any("出勤率" in action for action in missing(1).actions)


def test_below_a_floor_costs_once_however_far() -> None:
    rules = scheme("hotline")
    for share, cost in (("79.99", 1_000), ("20", 1_000), ("80", 0)):
        told = {"seat_satisfaction_rate": Decimal(share)}
        result = assessed(rules, told.get, [], started_step_counts=False)
        assert result.money == cost
