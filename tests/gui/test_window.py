"""The frame at work on a real replica: places, counts, search, focus, and the way to the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from seatapp.domain.password_end import password_words
from seatapp.local.views import QueueCount
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import activate, spoken
from tests.gui.rest import settle
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.dialogs.password_dialog import PasswordDialog
from ui.dialogs.step_dialog import StepDialog
from ui.durations import Level
from ui.place_names import CALLS, INTAKE, REFUSALS
from ui.remembered import Remembered
from ui.theme import DARK, LIGHT, current_tokens
from ui.widgets.key_sheet import KeySheet
from ui.window import Window


@pytest.fixture
def city(duty: ReplicaDuty) -> ReplicaDuty:
    """The acceptor with the cases of the demo city."""
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now)))
    return duty


@pytest.fixture
def window(qtbot: QtBot, city: ReplicaDuty, tmp_path: Path) -> Iterator[Window]:
    made = Window(city, Remembered(tmp_path / "window.ini", city.person.id))
    faults: list[str] = []
    made.background.bug_met.connect(faults.append)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.panel.shown is not None)
    yield made
    made.close()
    assert not faults


def reported(city: ReplicaDuty) -> list[str]:
    rows = [case for case in demo_cases(WORKFLOW, city.now) if case["stage"] == "reported"]
    return [str(case["id"]) for case in sorted(rows, key=lambda case: int(case["due_at"]))]


def test_the_first_queue_opens_on_its_most_urgent_case(window: Window, city: ReplicaDuty) -> None:
    assert window.queue.model.queue == "to_accept"
    assert window.queue.model.rowCount() == len(reported(city))
    assert window.panel.shown is not None
    assert window.panel.shown.subject_id == reported(city)[0]
    assert window.queue.table.hasFocus()


def test_the_rail_counts_what_waits_and_what_is_late(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    rows = [case for case in demo_cases(WORKFLOW, city.now) if case["stage"] == "reported"]
    late = sum(1 for case in rows if int(case["due_at"]) < city.now)
    assert late
    item = window.rail.item("to_accept")
    qtbot.waitUntil(lambda: item.count == QueueCount(len(rows), late))
    assert item.accessibleName() == f"待受理，{len(rows)} 件，超时 {late} 件"
    assert window.rail.item(CALLS).accessibleName() == "接听来电", "nothing is counted there"


def test_moving_in_the_list_shows_the_case(qtbot: QtBot, window: Window, city: ReplicaDuty) -> None:
    QTest.keyClicks(window.queue.table, "jj")
    third = reported(city)[2]
    qtbot.waitUntil(lambda: shown_id(window) == third)
    QTest.keyClick(window.queue.table, Qt.Key.Key_Return)
    assert window.panel.hasFocus()
    QTest.keyClick(window.panel, Qt.Key.Key_Escape)
    assert window.queue.table.hasFocus()


def test_a_step_leaves_the_queue_and_the_next_case_comes(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    first, second = reported(city)[:2]
    city.desk.perform("ask_supplement", "case", first, {"missing": "请补拍全景照片。"})
    window.panel.step_taken.emit(first)
    qtbot.waitUntil(lambda: shown_id(window) == second)
    count = len(reported(city)) - 1
    qtbot.waitUntil(lambda: window.rail.item("to_accept").count.total == count)
    qtbot.waitUntil(lambda: "未发送 1" in status_texts(window))


def emergency_dialog(qtbot: QtBot, window: Window) -> StepDialog:
    activate(qtbot, window)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_E, both)
    dialog = window.findChild(StepDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    return dialog


def test_an_emergency_begins_by_one_key_from_anywhere(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    begun = emergency_dialog(qtbot, window)
    assert "case_ref" not in begun.form.asked
    title = begun.form.asked["title"].input.findChild(QLineEdit)
    assert title is not None
    QTest.keyClicks(title, "burst main")
    begun.reject()
    qtbot.waitUntil(lambda: window.findChild(StepDialog) is None)
    dialog = emergency_dialog(qtbot, window)
    assert dialog.form.values()["title"] == "burst main", "what was typed before is still there"
    dialog.form.fill({"level": "general", "address": "学府路口", "source": "视频巡查"})
    dialog.confirm.click()
    qtbot.waitUntil(lambda: window.queue.model.queue == "emergencies")
    qtbot.waitUntil(lambda: window.queue.model.rowCount() == 1)
    assert window.queue.head.begin.isVisible()
    window.go_to("to_accept")
    assert not window.queue.head.begin.isVisible()


def test_what_was_just_decided_is_one_key_away(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    first, second = reported(city)[:2]
    city.desk.perform("ask_supplement", "case", first, {"missing": "请补拍全景照片。"})
    window.panel.step_taken.emit(first)
    qtbot.waitUntil(lambda: shown_id(window) == second)
    QTest.keyClick(window.queue.table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown_id(window) == first)


def test_news_of_others_leave_the_case_on_the_screen(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    cases = {str(case["id"]): case for case in demo_cases(WORKFLOW, city.now)}
    first = reported(city)[0]
    cases[first]["stage"] = "prefiled"
    city.receive_cases([cases[first]], n=3)
    count = len(reported(city)) - 1
    qtbot.waitUntil(lambda: window.queue.model.rowCount() == count)
    settle(qtbot, window, window.background)
    assert shown_id(window) == first


def test_keys_go_to_queues_and_places(qtbot: QtBot, window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.queue.model.queue == "to_supplement"
    assert window.rail.item("to_supplement").isChecked()
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert window.places.currentWidget() is window.places.intake
    assert not window.rail.item("to_supplement").isChecked()
    window.go_to(REFUSALS)
    assert window.places.currentWidget() is window.places.refusals
    assert window.rail.item(REFUSALS).isChecked()


def test_who_does_not_register_has_no_form(qtbot: QtBot, city: ReplicaDuty, tmp_path: Path) -> None:
    city.sit(Person("u1010", "王文博"), "shift_leader")
    made = Window(city, Remembered(tmp_path / "window.ini", "u1010"))
    qtbot.addWidget(made)
    made.show()
    activate(qtbot, made)
    QTest.keyClick(made, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert made.queue.model.queue == "to_close", "keys reach the window"
    QTest.keyClick(made, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert made.places.currentWidget() is made.splitter
    assert made.queue.model.queue == "to_close"
    made.close()


@pytest.mark.parametrize("post", WORKFLOW.posts)
def test_every_post_has_its_window(
    qtbot: QtBot, city: ReplicaDuty, tmp_path: Path, post: str
) -> None:
    city.sit(Person("u1099", "试用者"), post)
    queues = [queue.name for queue in WORKFLOW.queues_of([post])]
    made = Window(city, Remembered(tmp_path / "window.ini", "u1099"))
    qtbot.addWidget(made)
    faults: list[str] = []
    made.background.bug_met.connect(faults.append)
    made.show()
    qtbot.waitExposed(made)
    for name in queues:
        made.go_to(name)
        settle(qtbot, made, made.background)
        assert made.queue.model.queue == name
        shown = made.panels.shown_subject
        assert bool(shown) == bool(made.queue.model.rowCount()), "its first row stands beside it"
        assert made.rail.item(name).isVisible()
    assert bool(queues) == (post != "admin")
    assert made.rail.item(REFUSALS).isVisible()
    made.close()
    assert not faults


def test_search_finds_queues_and_cases(qtbot: QtBot, window: Window, city: ReplicaDuty) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.search.hasFocus()
    QTest.keyClicks(window.search, "dbc")
    qtbot.waitUntil(lambda: [one.key for one in window.search.found] == ["to_supplement"])
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.queue.model.queue == "to_supplement"

    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.search, "A01-261122-0001")
    qtbot.waitUntil(lambda: len(window.search.found) == 1)
    key = window.search.found[0].key
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown_id(window) == key)
    assert window.queue.table.choice.key is None
    assert not window.search.text()


def test_search_says_when_there_is_nothing(qtbot: QtBot, window: Window) -> None:
    window.search.setFocus()
    QTest.keyClicks(window.search, "zzz999")
    qtbot.waitUntil(lambda: any(text.startswith("没有找到") for text in spoken(window)))
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search.text()
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert window.queue.table.hasFocus()


def test_offline_is_said_in_words_and_shape(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    city.status_now = replace(city.status_now, online=False, offline_since=city.now - 60)
    window.looking.tick()
    qtbot.waitUntil(lambda: window.top_bar.sync.level is Level.NEAR)
    assert window.top_bar.sync.text().startswith("离线自")
    assert any(text.startswith("离线自") for text in status_texts(window))


def test_the_pill_and_f5_ask_for_a_round(qtbot: QtBot, window: Window, city: ReplicaDuty) -> None:
    window.top_bar.sync.click()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert city.rounds == 2


def test_f6_goes_round_the_parts(window: Window) -> None:
    seen = []
    for _turn in range(3):
        QTest.keyClick(window, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [window.panel, window.search, window.queue.table]


def test_theme_and_rail_are_remembered(
    qtbot: QtBot, window: Window, city: ReplicaDuty, tmp_path: Path
) -> None:
    window.own_pages.use_theme(DARK)
    assert current_tokens().name == DARK
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.rail.narrow
    window.close()
    again = Window(city, Remembered(tmp_path / "window.ini", city.person.id))
    qtbot.addWidget(again)
    again.show()
    assert again.rail.narrow
    assert again.top_bar.themes[DARK].isChecked()
    again.own_pages.use_theme(LIGHT)
    again.close()


def test_a_small_window_folds_the_rail_until_somebody_chooses(window: Window) -> None:
    folded = [window.rail.narrow]
    window.resize(1092, 614)
    folded.append(window.rail.narrow)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    window.resize(1100, 614)
    folded.append(window.rail.narrow)
    assert folded == [False, True, False]


def test_faults_are_said_and_stay(qtbot: QtBot, window: Window) -> None:
    window.background.world_failed.emit("磁盘已满，没有保存。已录入的内容仍在屏幕上。")
    window.background.world_failed.emit("磁盘已满，没有保存。已录入的内容仍在屏幕上。")
    assert window.toasts.texts == ["磁盘已满，没有保存。已录入的内容仍在屏幕上。"]
    window.tell_bug("KeyError")
    assert "KeyError" in window.toasts.texts[1]


def test_a_question_mark_shows_the_keys(qtbot: QtBot, window: Window) -> None:
    QTest.keyClicks(window.queue.table, "?")
    (sheet,) = window.findChildren(KeySheet)
    assert sheet.isVisible()
    assert "登记新案件" in spoken(sheet)
    assert any("退回补充" in words for words in spoken(sheet)), "the steps of the tables"
    assert not any("追认" in words for words in spoken(sheet)), "no step of another post"
    with qtbot.waitSignal(sheet.destroyed):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    window.search.setFocus()
    QTest.keyClicks(window.search, "?")
    assert window.search.text() == "?"
    assert not window.findChildren(KeySheet)


def test_every_control_has_a_name(window: Window) -> None:
    window.go_to(INTAKE)
    reachable = [
        widget
        for widget in (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit))
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    # The field within a spin box is spoken of as its spin box.
    unnamed = [w for w in reachable if not named(w) and w.objectName() != "qt_spinbox_lineedit"]
    assert len(reachable) > 20
    assert unnamed == []


def named(widget: QWidget) -> bool:
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return bool(widget.accessibleName() or words)


def shown_id(window: Window) -> str:
    return window.panel.shown.subject_id if window.panel.shown else ""


def status_texts(window: Window) -> list[str]:
    return spoken(window.status_line)


def test_own_deadlines_ring_once_and_can_be_put_off(
    qtbot: QtBot, window: Window, city: ReplicaDuty
) -> None:
    window.alarming.look()
    qtbot.waitUntil(window.alarm.isVisible)
    rung = list(window.alarm.rung)
    assert rung
    assert all((one.due_at or 0) <= city.now + 3600 + 60 for one in rung)
    assert not any("silent" in WORKFLOW.queues[one.queue].marks for one in rung)
    window.alarm.see.click()
    assert window.alarm.rung == rung[1:], "nobody has seen the others yet"
    window.alarm.later.click()
    assert not window.alarm.isVisible()
    window.alarming.look()
    settle(qtbot, window, window.background)
    assert not window.alarm.isVisible()


def test_people_change_their_password(qtbot: QtBot, window: Window, city: ReplicaDuty) -> None:
    window.top_bar.password_wanted.emit()
    (dialog,) = window.findChildren(PasswordDialog)
    for present, new, again, said in (
        ("", "", "", "请填写密码"),
        ("pass-1001", "other-77", "other-78", "不一样"),
        ("pass-1002", "other-77", "other-77", "密码不正确"),
    ):
        for field, typed in zip(
            (dialog.present, dialog.new, dialog.again), (present, new, again), strict=True
        ):
            field.setText(typed)
        dialog.send.click()
        qtbot.waitUntil(lambda said=said: said in dialog.fault.text())  # type: ignore[misc]
        assert city.password == "pass-1001"
    dialog.present.setText("pass-1001")
    with qtbot.waitSignal(dialog.told):
        dialog.send.click()
    assert city.password == "other-77"


def test_a_password_is_said_to_end_two_weeks_before() -> None:
    day = 86_400
    assert not password_words(None, 0)
    assert not password_words(15 * day, 0)
    assert "还有 13 天" in password_words(13 * day + 5, 0)
    assert "今天到期" in password_words(5, 0)


def test_the_window_says_that_the_password_ends(
    qtbot: QtBot, city: ReplicaDuty, tmp_path: Path
) -> None:
    city.password_until = city.now + 3 * 86_400
    window = Window(city, Remembered(tmp_path / "window.ini", city.person.id))
    qtbot.addWidget(window)
    assert any("密码还有" in words for words in window.toasts.texts)
