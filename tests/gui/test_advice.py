"""The meter beside the form: it follows what is typed, and says what is unknown."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from seatapp.domain.checks.verdicts import Verdict
from seatapp.intake.meter import Finding
from seatapp.media.facts import Facts
from tests.gui.desk_parts import on_screen, type_text
from tests.helpers.desk_duty import DeskDuty
from ui.panes.added_demand import ADD_DEMAND
from ui.panes.intake_pane import IntakePane
from ui.panes.meter_list import lines_of, places_words
from ui.worker import Background


@pytest.fixture
def pane(qtbot: QtBot, desk: DeskDuty, background: Background) -> IntakePane:
    made = on_screen(qtbot, IntakePane(desk, background), 1160, 680)
    qtbot.waitUntil(lambda: made.loaded)
    return made


def test_the_meter_follows_the_typing(qtbot: QtBot, pane: IntakePane) -> None:
    qtbot.waitUntil(lambda: pane.advice.settled)
    assert pane.advice.meter.lines == [], "nothing is amiss before something is typed"
    pane.form.left.go_to("description")
    type_text("hydrant leaks since noon")
    qtbot.waitUntil(lambda: pane.advice.settled)
    assert not any("描述" in line for line in pane.advice.meter.lines)
    pane.advice.meter.more.click()
    assert any("问题描述 合格" in line for line in pane.advice.meter.lines)


def test_a_position_is_typed_with_its_system(qtbot: QtBot, pane: IntakePane) -> None:
    pane.form.right.go_to("lat_e7")
    type_text("104.0007,39.0021")
    assert pane.values()["lat_e7"] == 390021000
    assert pane.values()["lon_e7"] == 1040007000
    assert pane.values()["datum"] == "wgs84"
    assert "先写的是经度" in pane.form.place.note.text()
    type_text("x")
    assert "lat_e7" not in pane.values()
    assert "不是一个位置" in pane.form.place.note.text()


def test_the_position_of_a_photo_is_taken_on_demand_only(
    qtbot: QtBot, desk: DeskDuty, pane: IntakePane
) -> None:
    sha256 = "c" * 64
    facts = Facts("JPEG", 1280, 960, lat_e7=390021000, lon_e7=1040007000)
    desk.desk.intake.keep_facts({sha256: facts})
    pane.fill({"case_kind": "grid", "source": "collector", "photos_before": [sha256]})
    qtbot.waitUntil(lambda: pane.advice.settled)
    assert "lat_e7" not in pane.values()
    pane.form.place.from_photo.click()
    qtbot.waitUntil(lambda: pane.values().get("lat_e7") == 390021000)


@pytest.mark.parametrize(
    ("places", "words"),
    [((1, 2, 3, 4), "1–4"), ((2,), "2"), ((1, 3, 4, 7), "1、3–4、7")],
)
def test_photos_of_which_the_same_is_said_share_a_line(places: tuple[int, ...], words: str) -> None:
    said = Verdict("photo_time", "unknown", None, "照片没有拍摄时间。")
    other = Verdict("photo_time", "pass", None, "拍摄时间合适。")
    found = [Finding(said if place in places else other, place) for place in range(1, 8)]
    (line,) = [one for one in lines_of(found) if one.verdict == said]
    assert places_words(line.photos) == words


def test_a_case_that_takes_no_demand_is_said_over_the_form(
    qtbot: QtBot, desk: DeskDuty, pane: IntakePane
) -> None:
    case = desk.report()
    desk.take("decline", case, reason="不属于城市管理范围", rule_cited="职责清单")
    pane.fill({"description": "同一件"})
    pane.advice.chosen.emit(ADD_DEMAND, case)
    qtbot.waitUntil(pane.banner.isVisible)
    assert "不能追加诉求" in pane.banner.text()
    assert pane.values()["description"] == "同一件"
