"""The dialog of a step: asks, refuses at the field, keeps drafts, closes when it is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.desk_parts import (
    confirm,
    fill_disk,
    focus,
    make_room,
    opened,
    photo,
    press,
    shown_case,
    type_text,
    value_in,
    words_of,
)
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.step_dialog import StepDialog
from ui.fields.choices import Choice
from ui.fields.own_phrase_box import OwnPhraseBox
from ui.fields.own_phrases import keep_phrase
from ui.fields.plain import LineInput
from ui.fields.reference import ReferenceInput
from ui.panes.case_panel import CasePanel
from ui.worker import Background

Opener = Callable[..., StepDialog]


@pytest.fixture
def panel(qtbot: QtBot, desk: DeskDuty, background: Background) -> CasePanel:
    made = CasePanel(desk, background)
    made.resize(560, 680)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def open_dialog(qtbot: QtBot, desk: DeskDuty, panel: CasePanel) -> Iterator[Opener]:
    """Opens the dialog of a step on a fresh report, or on the case that is named."""

    def opener(step: str, case_id: str | None = None, **report: Any) -> StepDialog:
        case_id = case_id or desk.report(**report)
        shown_case(qtbot, panel, case_id)
        return opened(qtbot, panel, step)

    yield opener
    if panel.dialog is not None:
        panel.dialog.reject()


def test_it_begins_at_the_first_thing_to_fill_in(open_dialog: Opener) -> None:
    dialog = open_dialog("ask_supplement")
    assert focus() is dialog.form.asked["missing"].input.first()


def test_tab_goes_from_top_to_bottom(open_dialog: Opener) -> None:
    dialog = open_dialog("order_verification")
    collector, question = (dialog.form.asked[name].input for name in ("collector", "question"))
    collector.first().setFocus()
    press(Qt.Key.Key_Tab)
    assert focus() is question.first()


def test_the_keyboard_alone_takes_a_step_and_it_is_on_the_disk_when_the_dialog_closes(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    dialog = open_dialog("ask_supplement")
    type_text("photo")
    told: list[str] = []
    dialog.told.connect(told.append)
    with qtbot.waitSignal(dialog.taken) as taken:
        confirm()
    assert taken.args is not None
    story = desk.reader.story(taken.args[0])
    assert [item.step for item in story] == ["report", "ask_supplement"]
    assert story[-1].standing == "pending"
    assert story[-1].values == {"missing": "photo"}
    assert "已保存" in told[0]
    assert "待中心确认" in told[0]
    assert not dialog.isVisible()


def test_offline_the_toast_says_that_it_is_not_sent(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    desk.status_now = replace(desk.status_now, online=False, offline_since=desk.now)
    dialog = open_dialog("ask_supplement")
    type_text("photo")
    with qtbot.waitSignal(dialog.told) as told:
        confirm()
    assert told.args is not None
    assert "未发送" in told.args[0]


def test_what_is_missing_is_said_at_the_fields_and_nothing_is_written(
    desk: DeskDuty, open_dialog: Opener, panel: CasePanel
) -> None:
    dialog = open_dialog("decline")
    confirm()
    assert words_of(dialog).count("没有填") == 2
    assert focus() is dialog.form.asked["reason"].input.first()
    assert panel.shown is not None
    assert len(desk.reader.story(panel.shown.subject_id)) == 1


def test_a_value_that_the_rules_refuse_is_said_at_its_field(
    qtbot: QtBot, open_dialog: Opener
) -> None:
    dialog = open_dialog("ask_supplement")
    dialog.form.fill({"missing": "长" * 501})
    confirm()
    qtbot.waitUntil(lambda: "不合要求" in words_of(dialog.form))
    assert dialog.isVisible()
    assert focus() is dialog.form.asked["missing"].input.first()


def test_a_rule_about_the_whole_step_is_said_above_the_form(
    qtbot: QtBot, open_dialog: Opener
) -> None:
    dialog = open_dialog("prefile")
    dialog.form.fill({"class_code": "E011001", "grid_code": "999001002001001"})
    dialog.confirm_step()
    qtbot.waitUntil(lambda: "没有现场照片" in dialog.banner.text())
    assert dialog.isVisible()
    assert dialog.confirm.isEnabled()


def test_a_full_disk_is_said_above_the_form_and_what_was_typed_stays(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    dialog = open_dialog("ask_supplement")
    dialog.form.fill({"missing": "满" * 500})
    fill_disk(desk)
    saved = desk.reader.unsent_count()
    confirm()
    qtbot.waitUntil(lambda: "磁盘已满" in dialog.banner.text())
    assert dialog.isVisible()
    assert dialog.form.values()["missing"] == "满" * 500
    assert desk.reader.unsent_count() == saved
    make_room(desk)
    with qtbot.waitSignal(dialog.taken):
        confirm()
    assert desk.reader.unsent_count() == saved + 1


def test_escape_keeps_a_draft_and_the_next_time_it_stands_there(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, open_dialog: Opener
) -> None:
    dialog = open_dialog("ask_supplement")
    assert panel.shown is not None
    case_id = panel.shown.subject_id
    type_text("half a sent")
    press(Qt.Key.Key_Escape)
    key = f"case/{case_id}/ask_supplement"
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", key) == {"missing": "half a sent"})
    qtbot.waitUntil(lambda: panel.dialog is None)
    again = open_dialog("ask_supplement", case_id)
    assert value_in(again, "missing") == "half a sent"
    assert "已恢复" in words_of(again)
    assert again is not dialog


def test_a_draft_counts_more_than_what_is_known_beforehand(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report()
    shown_case(qtbot, panel, case_id)
    known: dict[str, Value] = {"missing": "known"}
    first = opened(qtbot, panel, "ask_supplement", known)
    assert value_in(first, "missing") == "known"
    assert "已恢复" not in words_of(first)
    first.form.fill({"missing": "half a sent"})
    first.form.edited.emit()
    first.reject()
    qtbot.waitUntil(lambda: panel.dialog is None)
    again = opened(qtbot, panel, "ask_supplement", known)
    assert value_in(again, "missing") == "half a sent"
    assert "已恢复" in words_of(again)
    again.beginning.restart.click()
    assert value_in(again, "missing") == "known"
    again.reject()


def test_the_case_that_somebody_points_at_counts_more_than_that_of_a_draft(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report()
    desk.reader.save_draft("u1001", f"case/{case_id}/link", {"linked_to": "1111"})
    shown_case(qtbot, panel, case_id)
    dialog = opened(qtbot, panel, "link", {"linked_to": "2222"})
    assert value_in(dialog, "linked_to") == "2222"
    dialog.reject()


def test_a_draft_is_saved_a_moment_after_the_last_key(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, open_dialog: Opener
) -> None:
    open_dialog("ask_supplement")
    assert panel.shown is not None
    key = f"case/{panel.shown.subject_id}/ask_supplement"
    type_text("abc")
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", key) == {"missing": "abc"})


def test_a_draft_goes_with_its_step(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, open_dialog: Opener
) -> None:
    dialog = open_dialog("ask_supplement")
    assert panel.shown is not None
    key = f"case/{panel.shown.subject_id}/ask_supplement"
    type_text("abc")
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", key) is not None)
    with qtbot.waitSignal(dialog.taken):
        confirm()
    assert desk.reader.draft("u1001", key) is None


def test_a_draft_can_be_thrown_away(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, open_dialog: Opener
) -> None:
    case_id = desk.report()
    key = f"case/{case_id}/ask_supplement"
    desk.reader.save_draft("u1001", key, {"missing": "alt"})
    dialog = open_dialog("ask_supplement", case_id)
    assert value_in(dialog, "missing") == "alt"
    dialog.beginning.restart.click()
    assert value_in(dialog, "missing") is None
    qtbot.waitUntil(lambda: desk.reader.draft("u1001", key) is None)


def test_an_office_phrase_brings_its_rule(open_dialog: Opener) -> None:
    dialog = open_dialog("decline")
    box = next(box for box in dialog.findChildren(QComboBox) if box.isVisible())
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert value_in(dialog, "reason") == "不属于城市管理职责范围，已告知诉求人向主管部门反映"
    assert value_in(dialog, "rule_cited") == "示例受理规则第3条"


def test_a_phrase_of_ones_own_stands_beside_those_of_the_office(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    keep_phrase(desk, "现场已无问题，\n不予受理。")
    dialog = open_dialog("decline")
    own = dialog.findChildren(OwnPhraseBox)[0]
    qtbot.waitUntil(lambda: own.count() == 3)
    own.activated.emit(0)
    assert value_in(dialog, "reason") == "现场已无问题，\n不予受理。"
    dialog.form.fill({"reason": "同一来电人，已并入前一件。"})
    with qtbot.waitSignal(dialog.told):
        own.activated.emit(own.count() - 1)
    assert len(desk.reader.own_phrases()) == 2


def test_facts_of_the_case_stand_in_the_form(open_dialog: Opener) -> None:
    dialog = open_dialog("prefile", class_code="E011001", grid_code="999001002001001")
    assert value_in(dialog, "class_code") == "E011001"
    assert value_in(dialog, "grid_code") == "999001002001001"
    assert "结案条件" in words_of(dialog)


def test_the_unit_of_the_standard_is_suggested(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, open_dialog: Opener
) -> None:
    dialog = open_dialog("urgent_dispatch", class_code="C010101")
    assert value_in(dialog, "unit") == "501"


def test_photos_are_added_to_those_that_are_there(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener, tmp_path: Any
) -> None:
    first = desk.pictures.add_photo(photo("red"))
    case_id = desk.report(photos_before=[first])
    desk.take("ask_supplement", case_id, missing="远景照片")
    dialog = open_dialog("supplement", case_id)
    (tmp_path / "2.png").write_bytes(photo("blue"))
    made: Any = dialog.form.asked["photos_before"].input
    with qtbot.waitSignal(made.edited):
        made.add_files([tmp_path / "2.png"])
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    photos = desk.detail(case_id).state["photos_before"]
    assert photos[0] == first
    assert len(photos) == 2


def test_a_step_without_required_fields_needs_one_enter(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    case_id = desk.report(
        class_code="E011001",
        grid_code="999001002001001",
        photos_before=[desk.pictures.add_photo(photo())],
    )
    desk.take("prefile", case_id, class_code="E011001", grid_code="999001002001001")
    desk.take_over("u1007", "shift_leader")
    dialog = open_dialog("file", case_id)
    with qtbot.waitSignal(dialog.taken):
        press(Qt.Key.Key_Return)
    assert desk.detail(case_id).state["stage"] == "filed"


def test_enter_in_a_line_does_not_take_the_step(qtbot: QtBot, open_dialog: Opener) -> None:
    dialog = open_dialog("decline")
    dialog.form.fill({"reason": "理由", "rule_cited": "规则"})
    dialog.form.go_to("rule_cited")
    with qtbot.assertNotEmitted(dialog.taken):
        press(Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.saving


def test_a_step_taken_twice_by_an_impatient_hand_is_taken_once(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    dialog = open_dialog("ask_supplement")
    dialog.form.fill({"missing": "照片"})
    with qtbot.waitSignal(dialog.taken) as taken:
        dialog.confirm_step()
        dialog.confirm_step()
    assert taken.args is not None
    assert len(desk.reader.story(taken.args[0])) == 2


def test_every_control_has_a_name(open_dialog: Opener) -> None:
    dialog = open_dialog("decline")
    for one in dialog.form.asked.values():
        assert one.input.accessibleName()
    assert dialog.findChildren(QComboBox)
    assert all(box.accessibleName() for box in dialog.findChildren(QComboBox))


def filed(desk: DeskDuty) -> str:
    """A case of the first class, filed, with a dispatcher in front."""
    desk.take_over("u1001", "acceptor")
    case = desk.report(class_code="E011001", photos_before=[desk.pictures.add_photo(photo())])
    known: dict[str, Any] = {"class_code": "E011001", "grid_code": "999001002001001"}
    desk.take("prefile", case, override_reason="现场已核对", **known)
    desk.take_over("u1008", "shift_leader")
    desk.take("file", case)
    desk.take_over("u1010", "dispatcher")
    return case


def test_a_dispatcher_sees_what_a_unit_has_and_cites_the_rule_of_last_time_with_one_key(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    desk.take("dispatch", filed(desk), unit="401", rule_cited="职责清单第3条")
    dialog = open_dialog("dispatch", filed(desk))
    unit, rule = (dialog.form.asked[name].input for name in ("unit", "rule_cited"))
    unit.set_value("401")
    unit.edited.emit()
    assert isinstance(unit, ReferenceInput)
    assert isinstance(rule, LineInput)
    qtbot.waitUntil(lambda: "以往依据" in rule.edit.placeholderText())
    qtbot.waitUntil(lambda: "手里 1 件" in words_of(dialog))
    rule.edit.setFocus()
    assert rule.value() is None
    press(Qt.Key.Key_Down)
    assert rule.value() == "职责清单第3条"


def test_nobody_is_offered_to_send_a_case_up_to_their_own_desk(
    desk: DeskDuty, open_dialog: Opener
) -> None:
    first, second = filed(desk), filed(desk)
    for case in (first, second):
        desk.take("dispatch", case, unit="401", rule_cited="规则")
    dialog = open_dialog("escalate", first)
    up = [one.text() for one in dialog.findChildren(Choice)]
    assert up == ["值班长", "运营主管", "中心领导"]
    dialog.reject()
    desk.take_over("u1007", "shift_leader")
    dialog = open_dialog("escalate", second)
    assert [one.text() for one in dialog.findChildren(Choice)] == up[1:]


def test_a_mended_class_tells_what_becomes_of_the_deadline_before_it_is_confirmed(
    qtbot: QtBot, desk: DeskDuty, open_dialog: Opener
) -> None:
    case = desk.report(class_code="E011001", photos_before=[desk.pictures.add_photo(photo())])
    desk.take("prefile", case, class_code="E011001", grid_code="999001002001001")
    desk.take_over("u1008", "shift_leader")
    desk.take("file", case)
    desk.take_over("u1010", "dispatcher")
    desk.take("dispatch", case, unit="401", rule_cited="规则")
    desk.take_over("u1007", "shift_leader")
    dialog = open_dialog("reclassify", case)
    assert dialog.outlook.text() == ""
    other, limit = next(
        (code, int(row["limit_minutes"]))
        for code, row in desk.reader.references("class")
        if row.get("limit_basis") == "natural" and row["limit_minutes"] == 120
    )
    dialog.form.asked["class_code"].input.set_value(other)
    dialog.form.edited.emit()
    qtbot.waitUntil(lambda: "更正后：" in dialog.outlook.text())
    after, _parted, before = dialog.outlook.text().partition("现在：")
    assert ("限 2 小时" in after, "限 4 小时" in before, limit) == (True, True, 120)
