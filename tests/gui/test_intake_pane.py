"""Registering: what is asked for each kind, what follows from what, and that nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import (
    activate,
    fill_disk,
    make_room,
    on_screen,
    press,
    type_text,
    words_of,
)
from tests.helpers.desk_duty import DeskDuty
from ui.fields.place import PlaceInput
from ui.fields.reference import ReferenceInput
from ui.panes.intake_fields import KINDS, fields_shown, sources_of
from ui.panes.intake_pane import DRAFT, IntakePane
from ui.worker import Background

CALL: dict[str, Value] = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "caller_phone": "0990-8812 转3",
    "caller_name": "王示",
    "description": "小区停电到现在。",
    "area": "999001",
}


@pytest.fixture
def pane(qtbot: QtBot, desk: DeskDuty, background: Background) -> IntakePane:
    made = on_screen(qtbot, IntakePane(desk, background), 1160, 680)
    qtbot.waitUntil(lambda: made.loaded)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_sources_fit_the_kind(kind: str) -> None:
    codes = {code for code, _words in sources_of(WORKFLOW, kind)}
    assert codes == WORKFLOW.marked("source", kind)
    assert codes


def test_a_patrol_report_has_no_caller_and_a_call_has_no_collector() -> None:
    assert "caller_phone" not in fields_shown(WORKFLOW, "grid", "collector")
    assert "collector" in fields_shown(WORKFLOW, "grid", "collector")
    assert "caller_phone" in fields_shown(WORKFLOW, "grid", "phone")
    assert "collector" not in fields_shown(WORKFLOW, "grid", "phone")


def test_an_order_from_above_has_its_number_and_deadline() -> None:
    shown = fields_shown(WORKFLOW, "superior", "superior")
    assert {"source_system", "external_id", "upper_deadline_at"} <= shown
    assert "class_code" not in shown


def test_the_keys_switch_the_kind(qtbot: QtBot, pane: IntakePane) -> None:
    pane.start()
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: pane.kind == "hotline")
    assert pane.form.right.asked["matter_code"].input.isVisible()
    assert not pane.form.right.asked["class_code"].input.isVisible()


def test_a_call_needs_a_number(pane: IntakePane) -> None:
    pane.fill(CALL | {"caller_phone": None})
    pane.save()
    assert "“来电号码”没有填" in words_of(pane)


def test_the_address_gives_the_area_until_somebody_chooses_another(pane: IntakePane) -> None:
    def address(words: str) -> Value:
        pane.form.right.fill({"address": words})
        pane.form.right.asked["address"].input.edited.emit()
        return pane.values().get("area")

    assert address("东湖路口") is None
    assert address("学府社区东门") == "999001"
    assert "按地址填入" in words_of(pane)
    assert address("西山区学府社区东门") == "999002"
    pane.form.right.fill({"area": "999001"})
    assert address("西山区矿山路") == "999001"


def test_what_is_missing_further_down_comes_into_sight(qtbot: QtBot, pane: IntakePane) -> None:
    pane.fill({"source": "drone", "description": "积水"})
    pane.save()
    area = pane.form.right.asked["area"].input
    qtbot.waitUntil(lambda: not area.visibleRegion().isEmpty())
    assert area.first().hasFocus()


def test_the_grid_cell_gives_the_area(qtbot: QtBot, pane: IntakePane) -> None:
    pane.form.right.go_to("grid_code")
    type_text("999002")
    pane.form.right.asked["grid_code"].input.settle()  # type: ignore[attr-defined]
    assert pane.values()["area"] == "999002"


def test_the_matter_gives_the_urgency(pane: IntakePane) -> None:
    pane.fill({"case_kind": "hotline"})
    pane.form.right.go_to("matter_code")
    type_text("M03")
    pane.form.right.asked["matter_code"].input.settle()  # type: ignore[attr-defined]
    assert pane.values()["urgency"] == "urgent"


def test_saving_registers_and_tells_the_number(
    qtbot: QtBot, desk: DeskDuty, pane: IntakePane
) -> None:
    pane.fill(CALL)
    told: list[str] = []
    pane.told.connect(told.append)
    pane.form.left.go_to("description")
    with qtbot.waitSignal(pane.registered) as registered:
        press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert registered.args is not None
    detail = desk.detail(registered.args[0])
    assert detail.state["stage"] == "reported"
    assert detail.contact is not None
    assert detail.contact["caller_phone"] == "0990-8812 转3"
    assert str(detail.state["acceptance_number"]) in told[0]
    assert "已保存" in told[0]
    assert "description" not in pane.values()


def test_saving_and_new_keeps_kind_and_source(
    qtbot: QtBot, desk: DeskDuty, pane: IntakePane
) -> None:
    pane.fill(CALL)
    pane.form.left.go_to("caller_phone")
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.assertNotEmitted(pane.registered), qtbot.waitSignal(pane.step_taken):
        press(Qt.Key.Key_Return, keys)
    values = pane.values()
    assert values == {"case_kind": "hotline", "source": "hotline_12345", "urgency": "normal"}
    assert "已登记 A01-" in pane.note.text()


def test_a_foreign_number_makes_the_same_case_only_once(
    qtbot: QtBot, desk: DeskDuty, pane: IntakePane
) -> None:
    order: dict[str, Value] = {
        "case_kind": "superior",
        "source": "superior",
        "source_system": "省平台",
        "external_id": "S-77",
        "description": "督办件",
        "area": "999001",
    }
    pane.fill(order)
    with qtbot.waitSignal(pane.registered):
        pane.save()
    pane.fill(order)
    pane.save()
    qtbot.waitUntil(lambda: "已经登记过" in pane.banner.text())
    assert pane.values()["external_id"] == "S-77"


def test_what_the_rules_refuse_stays_in_the_form(
    qtbot: QtBot, desk: DeskDuty, pane: IntakePane
) -> None:
    pane.fill(CALL | {"description": None})
    pane.save()
    qtbot.waitUntil(lambda: "至少要有一项" in pane.banner.text())
    assert pane.values()["caller_phone"] == "0990-8812 转3"
    assert pane.confirm.isEnabled()


def test_half_a_report_survives_the_program(
    qtbot: QtBot, desk: DeskDuty, background: Background, pane: IntakePane
) -> None:
    pane.fill(CALL)
    pane.form.left.go_to("description")
    type_text("!")
    pane.hide()
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", DRAFT) is not None)
    again = IntakePane(desk, background)
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.loaded)
    assert again.kind == "hotline"
    assert again.values()["caller_phone"] == "0990-8812 转3"
    assert "已恢复" in again.note.text()


def test_the_last_letters_are_kept_when_the_window_goes(desk: DeskDuty, pane: IntakePane) -> None:
    pane.form.left.go_to("description")
    type_text("last words")
    pane.keep()
    draft = desk.reader.draft("u1001", DRAFT)
    assert draft is not None
    assert draft["description"] == "last words"


def test_a_full_disk_is_said_and_what_was_typed_stays(
    qtbot: QtBot, desk: DeskDuty, background: Background, pane: IntakePane
) -> None:
    told: list[str] = []
    background.world_failed.connect(told.append)
    pane.fill(CALL | {"description": "满" * 1_900})
    fill_disk(desk)
    saved = desk.reader.unsent_count()
    pane.save()
    qtbot.waitUntil(lambda: "磁盘已满" in pane.banner.text() and bool(told))
    assert pane.confirm.isEnabled()
    assert pane.values()["description"] == "满" * 1_900
    assert desk.reader.unsent_count() == saved

    pane.form.left.go_to("description")
    type_text("!")
    told.clear()
    pane.keep()
    assert "磁盘已满" in told[0]

    make_room(desk)
    with qtbot.waitSignal(pane.registered):
        pane.save()
    assert desk.reader.unsent_count() == saved + 1


def test_a_saved_report_leaves_no_draft(qtbot: QtBot, desk: DeskDuty, pane: IntakePane) -> None:
    pane.fill(CALL)
    pane.form.left.go_to("description")
    type_text("!")
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", DRAFT) is not None)
    with qtbot.waitSignal(pane.registered):
        pane.save()
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", DRAFT) is None)


def test_fields_that_do_not_show_are_not_sent(pane: IntakePane) -> None:
    pane.fill(CALL | {"nature": "complaint"})
    pane.choose_kind("grid")
    assert "nature" not in pane.values()


def test_what_cannot_be_taken_is_said_and_not_lost(pane: IntakePane) -> None:
    matter, place = pane.form.asked_for("matter_code").input, pane.form.asked_for("lat_e7").input
    assert isinstance(matter, ReferenceInput)
    assert isinstance(place, PlaceInput)
    pane.choose_kind("hotline")
    pane.fill({"source": "phone", "caller_phone": "19900001234", "area": "999001"})
    pane.fill({"description": "路灯不亮，已经三天。"})
    matter.edit.setText("没有这一项")
    place.edit.setText("路口往北")
    pane.save()
    told = words_of(pane.form)
    assert "不在列表里" in told
    assert "这不是一个位置" in told


def test_what_was_cleared_by_a_slip_comes_back(pane: IntakePane) -> None:
    pane.choose_kind("superior")
    pane.fill({"source": "leader", "description": "说到一半"})
    pane.clear.click()
    pane.choose_kind("grid")
    pane.clear.click()
    assert (pane.kind, pane.values()["description"]) == ("superior", "说到一半")


def test_the_typing_begins_where_the_report_does(qtbot: QtBot, pane: IntakePane) -> None:
    """What was found on a round has its source: the area at the very end is not what comes next."""
    activate(qtbot, pane)
    pane.take_over({"case_kind": "hotline", "source": "web", "watch_site": "W02"})
    assert pane.form.asked_for("link").input.first().hasFocus()
    pane.fill({"link": "https://forum.example.org/7"})
    pane.start()
    assert pane.form.asked_for("description").input.first().hasFocus()
    pane.fill({"description": "路灯不亮，已经三天。"})
    pane.start()
    assert pane.form.asked_for("area").input.first().hasFocus()


def test_who_wrote_a_message_did_not_call(pane: IntakePane) -> None:
    pane.choose_kind("hotline")
    for source, words in (("web", "联系电话"), ("phone", "来电号码"), ("mailbox", "联系电话")):
        pane.fill({"source": source})
        phone = pane.form.asked_for("caller_phone")
        assert phone.words == words
        assert phone.input.first().accessibleName().startswith(words)
