"""Suggestions: what was learnt comes first, with its reason, and what is unknown gives none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from seatapp.domain.tables import load_workflow
from seatapp.intake.suggestions import Past, Suggester, UnitModel, WordModel
from tests.helpers.made_centre import MadeCentre
from tests.helpers.seat import Seat

CLASSES = [("E1", "暴露垃圾 道路上有散落的生活垃圾"), ("E2", "道路破损 路面坑洼或沉陷")]
CELL = "999001001001001"


def past(kind: str, unit: str, grid: str = CELL, text: str = "") -> Past:
    return Past(kind, grid, grid[:6], unit, text)


def test_words_of_the_standard_are_enough_to_begin_with() -> None:
    found = Suggester([], CLASSES).classes("路边堆着生活垃圾")
    assert found[0].code == "E1"
    assert found[0].share > 0.5
    assert found[0].why == "描述里有“生活垃圾”"


def test_what_stands_apart_in_the_words_is_told_apart() -> None:
    found = Suggester([], CLASSES).classes("垃圾很多，影响生活，到处是垃圾")
    assert found[0].why == "描述里有“垃圾”、“生活”"


def test_words_that_nobody_has_used_give_nothing() -> None:
    assert Suggester([], CLASSES).classes("xyz") == []
    assert WordModel().suggest("路边堆着生活垃圾") == []


def test_what_people_chose_before_outweighs_the_standard() -> None:
    history = [past("E2", "", text="下水道口返味，味道很大") for _ in range(5)]
    found = Suggester(history, CLASSES).classes("门口下水道味道很大")
    assert found[0].code == "E2"


def test_a_class_that_is_no_more_is_not_suggested() -> None:
    history = [past("OLD", "", text="下水道口返味") for _ in range(5)]
    codes = {one.code for one in Suggester(history, CLASSES).classes("下水道口返味的道路")}
    assert "OLD" not in codes


def test_the_closest_place_with_enough_history_decides() -> None:
    other = "999001001002001"
    history = [past("E1", "near") for _ in range(2)]
    history += [past("E1", "far", other) for _ in range(7)]
    suggester = Suggester(history, CLASSES)
    found = suggester.units("E1", CELL, "999001")
    assert [one.code for one in found] == ["far", "near"]
    assert found[0].why == "本街道同类 9 件中 7 件派给它"
    more = Suggester([*history, past("E1", "near")], CLASSES).units("E1", CELL, "999001")
    assert [one.code for one in more] == ["near"]
    assert more[0].why == "本网格同类 3 件中 3 件派给它"


def test_without_history_nothing_is_suggested() -> None:
    assert Suggester([past("E1", "u")], CLASSES).units("E2", CELL, "999001") == []
    assert UnitModel(("a",)).suggest("E1", ("",)) == []


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    workflow = load_workflow()
    made = Seat(tmp_path / "seat", workflow, MadeCentre(workflow))
    yield made
    made.replica.close()


def test_the_replica_is_learnt_from(seat: Seat) -> None:
    for _ in range(3):
        case = seat.report(class_code="0110-1", grid_code=CELL, photos_before=None)
        seat.take("u1", "urgent_dispatch", case, unit="clean", danger="堵路")
    intake = seat.desk().intake
    (unit,) = intake.suggested_units({"class_code": "0110-1", "grid_code": CELL, "area": "999001"})
    assert unit.code == "clean"
    assert intake.suggested_classes("路边垃圾堆放三天")[0].code == "0110-1"
    assert list(intake.suggested_classes("")) == []
    assert list(intake.suggested_units({"area": "999001"})) == []


def test_the_rule_cited_for_the_same_class_at_the_unit_comes_before_its_others() -> None:
    told = (("E1", "u", "甲"), ("E1", "u", "甲"), ("E1", "u", "乙"), ("E2", "u", "丙"))
    suggester = Suggester([Past(k, CELL, "", u, "", rule) for k, u, rule in told], CLASSES)
    assert [one.code for one in suggester.rules("E1", "u")] == ["甲", "乙"]
    assert [one.code for one in suggester.rules("E9", "u")] == ["甲", "丙", "乙"]
    assert "2" in suggester.rules("E1", "u")[0].why
    assert suggester.rules("E1", "v") == []
