"""Registering a change of a component on the collectors' desk."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.desk_parts import COVER, photo, shown_case, with_components, words_of
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.change_dialog import ChangeDialog
from ui.dialogs.map_dialog import MapDialog
from ui.dialogs.photo_viewer import PhotoViewer
from ui.dialogs.step_dialog import StepDialog
from ui.panes.case_pages import PLACE, RELATED
from ui.panes.case_panel import CasePanel
from ui.panes.field_pane import FieldPane
from ui.panes.root_panel import RootPanel
from ui.panes.root_shown import facts_of_root, read_root
from ui.widgets.photo_strip import PhotoStrip
from ui.worker import Background


def opened(qtbot: QtBot, pane: FieldPane) -> ChangeDialog:
    """The dialog that the button opens."""
    pane.change.click()
    qtbot.waitUntil(lambda: pane.findChild(ChangeDialog) is not None)
    dialog = pane.findChild(ChangeDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    return dialog


def on_map(dialog: ChangeDialog) -> MapDialog:
    """The map that the dialog opens."""
    dialog.place.on_map.click()
    return dialog.findChildren(MapDialog)[-1]


@pytest.fixture
def pane(qtbot: QtBot, desk: DeskDuty, background: Background) -> FieldPane:
    with_components(desk)
    made = FieldPane(desk, background)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_component_on_the_map_tells_name_area_and_place(
    qtbot: QtBot, desk: DeskDuty, pane: FieldPane
) -> None:
    dialog = opened(qtbot, pane)
    dialog.form.fill({"change_kind": "removed"})
    on_map(dialog).component_chosen.emit(COVER)
    assert not dialog.form.asked["lon_e7"].input.isVisibleTo(dialog)
    with qtbot.waitSignal(dialog.taken) as taken:
        dialog.confirm_step()
    assert taken.args is not None
    state = desk.reader.state("component_change", str(taken.args[0]))
    assert state is not None
    assert (state["component_code"], state["component_name"]) == (COVER, "污水井盖")
    assert (state["area"], state["lat_e7"], state["datum"]) == ("999001", 390023000, "wgs84")
    assert int(str(state["due_at"])) == int(str(state["noted_at"])) + 86_400
    assert str(state["number"]).startswith("B")
    shown = read_root(desk, "component_change", str(state["id"]), str(state["id"]))
    assert shown is not None
    facts = [fact.words for fact in facts_of_root(desk.workflow, shown.detail, shown.names)]
    assert f"污水井盖  {COVER}" in facts
    assert "39.002300, 104.000800 (WGS84)" in facts


def test_a_point_on_the_map_leaves_what_was_typed(qtbot: QtBot, pane: FieldPane) -> None:
    dialog = opened(qtbot, pane)
    dialog.form.fill({"area": "999002", "component_name": "新装路灯"})
    on_map(dialog).pointed.emit(390021000, 1040005000, "999001002001001")
    on_map(dialog).component_chosen.emit(COVER)
    values = dialog.form.values()
    assert (values["area"], values["component_name"]) == ("999002", "新装路灯")
    assert (values["lat_e7"], values["lon_e7"]) == (390021000, 1040005000)
    dialog.place.from_photo.click()
    qtbot.waitUntil(lambda: "没有位置信息" in dialog.place.note.text())


def test_a_closed_dialog_begins_where_it_was_left(qtbot: QtBot, pane: FieldPane) -> None:
    dialog = opened(qtbot, pane)
    dialog.form.fill({"component_name": "雨水箅子"})
    dialog.form.edited.emit()
    dialog.reject()
    qtbot.waitUntil(lambda: pane.findChild(ChangeDialog) is None)
    again = opened(qtbot, pane)
    assert again.form.values()["component_name"] == "雨水箅子"
    assert again.beginning.isVisibleTo(again)


def test_who_may_not_register_changes_has_no_button(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    desk.take_over("u1012", "dispatcher")
    made = FieldPane(desk, background)
    qtbot.addWidget(made)
    made.show()
    assert made.change.isHidden()


def test_a_change_that_a_case_led_to_stands_with_the_case(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    with_components(desk)
    place: dict[str, Value] = {"lat_e7": 390023100, "lon_e7": 1040008000, "datum": "wgs84"}
    shot = desk.pictures.add_photo(photo())
    place["photos_before"] = [shot]
    case_id = desk.report(component_code=COVER, address="文昌街道柳湖巷9号", **place)
    panel = CasePanel(desk, background)
    qtbot.addWidget(panel)
    panel.resize(800, 900)
    panel.show()
    shown_case(qtbot, panel, case_id)
    assert not panel.pages.tabs.isTabVisible(RELATED)
    panel.pages.tabs.setCurrentIndex(PLACE)
    panel.pages.place.change.click()
    dialog = panel.window().findChildren(ChangeDialog)[-1]
    qtbot.waitUntil(lambda: dialog.loaded)
    values = dialog.form.values()
    assert (values["component_code"], values["address"]) == (COVER, "文昌街道柳湖巷9号")
    assert values["component_name"] == "污水井盖"
    assert "case_ref" not in dialog.form.asked
    dialog.form.fill({"change_kind": "removed"})
    with qtbot.waitSignal(panel.step_taken) as taken:
        dialog.confirm_step()
    assert taken.args is not None
    qtbot.waitUntil(lambda: panel.pages.tabs.isTabVisible(RELATED))
    assert "污水井盖" in words_of(panel.pages.related)
    root = RootPanel(desk, background)
    qtbot.addWidget(root)
    root.show()
    change = str(taken.args[0])
    root.show_subject("component_change", change, change)
    qtbot.waitUntil(lambda: root.shown is not None)
    (strip,) = root.findChildren(PhotoStrip)
    strip.open_photo(shot)
    (viewer,) = root.findChildren(PhotoViewer)
    viewer.close()
    with qtbot.waitSignal(root.case_wanted) as wanted:
        root.of_case.click()
    assert wanted.args == [case_id]


def test_what_a_caller_says_again_is_added_to_the_case_that_is_open(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    first = desk.report(description="文昌街道柳湖巷9号门前污水井盖丢失，有行人绊倒")
    again = desk.report(description="柳湖巷9号门前污水井盖还没有补上")
    panel = CasePanel(desk, background)
    qtbot.addWidget(panel)
    panel.show()
    shown_case(qtbot, panel, again)
    panel.pages.checks.chosen.emit("add_demand", "", first)
    qtbot.waitUntil(lambda: bool(panel.window().findChildren(StepDialog)))
    dialog = panel.window().findChildren(StepDialog)[-1]
    qtbot.waitUntil(lambda: dialog.loaded)
    assert dialog.form.values()["note"] == "柳湖巷9号门前污水井盖还没有补上"
    with qtbot.waitSignal(panel.step_taken):
        dialog.confirm_step()
    state = desk.reader.state("case", first)
    assert state is not None
    assert state["demands"] == 1
