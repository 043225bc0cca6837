"""The case panel: what it shows of a real case in the replica, and what can be done from it."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import (
    on_screen,
    opened,
    photo,
    press,
    shown_case,
    step_of,
    value_in,
    words_of,
)
from tests.helpers.desk_duty import DeskDuty
from tests.helpers.replica_duty import ReplicaDuty
from ui.dialogs.look_dialog import LookDialog
from ui.dialogs.step_dialog import StepDialog
from ui.durations import REDRAWN_SECONDS, Level
from ui.panes.callback_strip import tries_words
from ui.panes.case_overview import CallerRow
from ui.panes.case_pages import CHECKS, DEADLINE, OVERVIEW, PHOTOS, PLACE, RELATED, STORY
from ui.panes.case_panel import CasePanel
from ui.panes.case_shown import deadline_of, due_words
from ui.panes.case_stage_line import Mark, milestones
from ui.panes.case_story import when_words
from ui.widgets.fact_grid import Fact, FactGrid, in_lines
from ui.widgets.picture_tile import PictureTile
from ui.worker import Background

HOTLINE = {
    "case_kind": "hotline",
    "source": "hotline_12345",
    "collector": None,
    "matter_code": "M03",
    "nature": "complaint",
    "caller_name": "王示",
    "caller_phone": "19900001234",
}


@pytest.fixture
def panel(qtbot: QtBot, desk: DeskDuty, background: Background) -> CasePanel:
    return on_screen(qtbot, CasePanel(desk, background), 560, 680)


def road_to_close(desk: DeskDuty) -> str:
    """A hotline case that is closed, with a callback owed."""
    case_id = desk.report(**HOTLINE)
    desk.take("send_on", case_id, nature="complaint", matter_code="M03", urgency="normal")
    desk.take_over("u1010", "dispatcher")
    desk.take("dispatch", case_id, unit="502", rule_cited="规则")
    desk.take("respond", case_id, response="已恢复供电。")
    desk.take_over("u1014", "supervisor")
    desk.take("check_answer", case_id, demand_met=True, caller_told=True)
    desk.take_over("u1007", "shift_leader")
    desk.take("close", case_id)
    return case_id


def test_nothing_chosen_says_what_would_stand_here(panel: CasePanel) -> None:
    assert "在左边选一件" in words_of(panel)
    assert panel.actions_bar.offered == []


def test_a_case_with_its_words(qtbot: QtBot, desk: DeskDuty, panel: CasePanel) -> None:
    case_id = desk.report(class_code="E011001", grid_code="999001002001001")
    shown_case(qtbot, panel, case_id)
    words = words_of(panel)
    assert panel.head.title.text() == "暴露垃圾"
    assert "城管案件 · 待受理" in words
    assert panel.head.numbers.text().startswith("A01-")
    assert "学府社区东门垃圾桶满溢" in words
    assert "沈大伟" in words
    assert "东湖区" in words
    assert "结案条件" in words
    assert panel.head.mark.text() == "◷ 未发送"
    assert panel.head.pill.level is Level.NEAR
    assert "受理时限 剩" in panel.head.pill.text()


def test_a_case_that_the_centre_has_is_not_marked(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report()
    desk.push()
    shown_case(qtbot, panel, case_id)
    assert not panel.head.mark.isVisible()


def test_a_case_that_is_not_here_is_told(qtbot: QtBot, panel: CasePanel) -> None:
    panel.show_subject("0190c000-0000-7000-8000-0000000000ff")
    qtbot.waitUntil(lambda: "不在本机" in words_of(panel))


def test_only_tabs_that_hold_something(qtbot: QtBot, desk: DeskDuty, panel: CasePanel) -> None:
    hotline = desk.report(**HOTLINE)
    shown_case(qtbot, panel, hotline)
    assert not panel.pages.tabs.isTabVisible(PHOTOS)
    assert not panel.pages.tabs.isTabVisible(RELATED)
    grid = desk.report(photos_before=[desk.pictures.add_photo(photo())])
    desk.take("order_verification", grid, collector="C04", question="请核实")
    shown_case(qtbot, panel, grid)
    assert panel.pages.tabs.tabText(PHOTOS) == "照片 1"
    assert panel.pages.tabs.tabText(RELATED) == "关联 1"
    assert "暂停" in panel.head.pill.text()
    assert panel.head.pill.level is Level.PAUSED


def test_the_caller_shows_only_after_it_was_recorded(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report(**HOTLINE)
    shown_case(qtbot, panel, case_id)
    row = panel.pages.overview.findChild(CallerRow)
    assert row is not None
    assert "199****1234" in row.words.text()
    row.button.click()
    dialog = panel.window().findChild(StepDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    assert "19900001234" not in words_of(panel)
    dialog.form.fill({"reason": "回访来电人"})
    with qtbot.waitSignal(panel.step_taken):
        dialog.confirm.click()
    qtbot.waitUntil(lambda: "19900001234" in words_of(panel))
    assert [item.step for item in desk.reader.story(case_id)] == ["report", "reveal"]
    panel.pages.overview.hide_again()
    assert "19900001234" not in words_of(panel)


def test_who_owes_a_call_sees_number_and_tries_by_one_key(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("ui.panes.case_steps.dial", rung.append)
    case_id = desk.report(**HOTLINE)
    desk.take("promise_callback", case_id, promised_at=desk.now + 3600)
    found = desk.reader.case(case_id, desk.person.id)
    assert found is not None
    [callback] = found.children
    shown_case(qtbot, panel, str(callback["id"]), case_id)
    assert panel.owed.isVisible()
    assert "还没有拨打。约定" in words_of(panel.owed)
    with qtbot.waitSignal(panel.step_taken):
        panel.open_step(step_of(panel, "ring_callback"))
    qtbot.waitUntil(lambda: "19900001234" in words_of(panel))
    assert rung == ["19900001234"]
    assert panel.dialog is None
    story = [item.step for item in desk.reader.story(case_id)]
    assert story[-1] == "ring_callback"
    tried = opened(qtbot, panel, "try_callback")
    tried.form.fill({"result": "wrong_number"})
    with qtbot.waitSignal(panel.step_taken):
        tried.confirm.click()
    qtbot.waitUntil(lambda: "已拨 1 次" in words_of(panel.owed))
    given_up = opened(qtbot, panel, "give_up_callback")
    assert "号码有误" in str(value_in(given_up, "note"))


def test_a_reply_at_its_source_speaks_of_its_proof_and_not_of_ringing() -> None:
    assert tries_words(WORKFLOW, {"callback_kind": "final"}, 0) == "还没有拨打。"
    words = tries_words(WORKFLOW, {"callback_kind": "source"}, 0)
    assert "拨打" not in words
    assert "截图" in words


def test_a_caller_who_is_not_kept_here_comes_from_the_centre(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report(**HOTLINE)
    desk.push()
    desk.take_over("u1010", "dispatcher")
    shown_case(qtbot, panel, case_id)
    row = panel.pages.overview.findChild(CallerRow)
    assert row is not None
    row.button.click()
    dialog = panel.window().findChild(LookDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.form.fill({"reason": "约定上门时间"})
    with qtbot.waitSignal(panel.told) as told:
        dialog.confirm.click()
    assert told.args is not None
    assert "今天还可查看 29 次" in told.args[0]
    qtbot.waitUntil(lambda: "19900001234" in words_of(panel))
    assert desk.looks == [("u1010", "约定上门时间")]
    assert [item.step for item in desk.reader.story(case_id)] == ["report"]
    panel.pages.overview.hide_again()
    assert "19900001234" not in words_of(panel)


def test_without_the_centre_such_a_caller_stays_under_the_mask(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = desk.report(**HOTLINE)
    desk.take_over("u1010", "dispatcher")
    monkeypatch.setattr(desk, "caller_of", partial(ReplicaDuty.caller_of, desk))
    shown_case(qtbot, panel, case_id)
    row = panel.pages.overview.findChild(CallerRow)
    assert row is not None
    row.button.click()
    dialog = panel.window().findChild(LookDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.form.fill({"reason": "约定上门时间"})
    dialog.confirm.click()
    qtbot.waitUntil(lambda: "连不上中心" in dialog.banner.text())
    assert "19900001234" not in words_of(panel)
    assert [item.step for item in desk.reader.story(case_id)] == ["report"]


def test_who_may_not_see_the_caller_cannot_ask(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report(**HOTLINE)
    desk.take_over("u1020", "centre_head")
    shown_case(qtbot, panel, case_id)
    row = panel.findChild(CallerRow)
    assert row is not None
    assert not row.button.isVisibleTo(panel)


def test_the_history_tells_who_what_and_what_was_written(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report()
    desk.take("ask_supplement", case_id, missing="缺少远景照片")
    shown_case(qtbot, panel, case_id)
    panel.pages.tabs.setCurrentIndex(STORY)
    words = words_of(panel.pages.story)
    assert words.index("退回补充") < words.index("登记")
    assert "缺少远景照片" in words
    assert "陈思远（受理员）" in words
    assert words.count("未发送") == 2


def test_a_refused_step_is_struck_and_called_by_its_name(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report()
    desk.push()
    desk.elsewhere("ask_supplement", case_id, "acceptor", missing="照片")
    desk.take("decline", case_id, reason="重复", rule_cited="规则")
    desk.push()
    shown_case(qtbot, panel, case_id)
    words = words_of(panel.pages.story)
    assert "中心未接收" in words
    struck = [
        one for one in panel.pages.story.findChildren(QLabel) if one.property("role") == "fallen"
    ]
    assert [one.text() for one in struck] == ["不予受理"]
    assert "退回补充" not in [step.label for step in panel.actions_bar.offered]


def test_both_times_are_told_when_the_centre_had_it_later(desk: DeskDuty) -> None:
    case_id = desk.report()
    desk.clock.pass_by(minutes=40)
    desk.push()
    item = desk.reader.story(case_id)[0]
    assert "收到" in when_words(item)


def test_a_wide_window_has_the_history_beside_the_overview(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    shown_case(qtbot, panel, desk.report())
    assert not panel.pages.side_story.isVisible()
    assert panel.pages.tabs.isTabVisible(STORY)
    panel.resize(1800, 800)
    qtbot.waitUntil(panel.pages.side_story.isVisible)
    assert not panel.pages.tabs.isTabVisible(STORY)


def test_a_key_opens_the_step_while_the_panel_has_the_keyboard(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    shown_case(qtbot, panel, desk.report())
    panel.setFocus()
    press(Qt.Key.Key_B)
    dialog = panel.dialog
    assert dialog is not None
    assert dialog.windowTitle() == "退回补充"
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.reject()


def test_arrows_turn_the_pages_that_are_there(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    shown_case(qtbot, panel, desk.report(case_kind="hotline", source="mailbox", collector=None))
    panel.setFocus()
    for expected in (PLACE, CHECKS, STORY, DEADLINE, DEADLINE):
        press(Qt.Key.Key_Right)
        assert panel.pages.tabs.currentIndex() == expected
    for _turn in range(4):
        press(Qt.Key.Key_Left)
    assert panel.pages.tabs.currentIndex() == OVERVIEW


class Squeezed(QObject):
    """Remembers the facts that were painted in less room than they need."""

    def __init__(self) -> None:
        super().__init__()
        self.painted, self.found = 0, list[str]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, FactGrid):
            needed = watched.heightForWidth(watched.width())
            self.painted += 1
            if watched.height() < needed:
                self.found.append(f"{watched.height()} of {needed}")
        return False


def test_a_longer_case_is_never_painted_in_the_room_of_a_shorter_one(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    short, long = desk.report(**HOTLINE), road_to_close(desk)
    panel.resize(404, 420)
    shown_case(qtbot, panel, short)
    panel.grab()
    app = QApplication.instance()
    assert app is not None
    watch = Squeezed()
    app.installEventFilter(watch)
    for case in (long, short, long):
        shown_case(qtbot, panel, case)
        panel.grab()
    app.removeEventFilter(watch)
    assert watch.painted > 0
    assert watch.found == []


def test_the_page_can_be_moved_with_the_keyboard(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    panel.resize(560, 420)
    shown_case(qtbot, panel, desk.report(class_code="E011001", description="很长。\n" * 40))
    panel.setFocus()
    area = panel.pages.stack.currentWidget()
    assert isinstance(area, QScrollArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    press(Qt.Key.Key_End)
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum()


def test_the_deadline_tells_limit_and_end(desk: DeskDuty) -> None:
    words = due_words(desk.detail(desk.report()).state, desk.now)
    assert words.startswith("限 30 分")
    assert words.endswith("到期")


def test_a_step_taken_shows_at_once(qtbot: QtBot, desk: DeskDuty, panel: CasePanel) -> None:
    case_id = desk.report()
    shown_case(qtbot, panel, case_id)
    dialog = opened(qtbot, panel, "ask_supplement")
    dialog.form.fill({"missing": "照片"})
    with qtbot.waitSignal(panel.step_taken) as taken:
        dialog.confirm_step()
    assert taken.args == [case_id]
    qtbot.waitUntil(lambda: "待补充" in panel.head.kind.text())


def test_a_callback_brings_its_own_steps_first(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = road_to_close(desk)
    desk.take_over("u1001", "acceptor")
    callback = next(c for c in desk.detail(case_id).children if c["subject"] == "callback")
    shown_case(qtbot, panel, str(callback["id"]), case_id)
    offered = panel.actions_bar.offered
    assert offered[0].step == "finish_callback"
    *first, last = offered
    assert {step.subject_id for step in first} == {callback["id"]}
    assert (last.subject_id, last.step) == (case_id, "request_reopen")
    dialog = opened(qtbot, panel, "finish_callback")
    dialog.form.fill({"satisfaction": "satisfied", "solved": True})
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    after = desk.reader.state("callback", str(callback["id"]))
    assert after is not None
    assert after["stage"] == "done"
    assert "电" not in str(after.get("note"))


def test_milestones_of_a_hotline_case_leave_out_what_it_never_passes(desk: DeskDuty) -> None:
    case_id = road_to_close(desk)
    points = milestones(WORKFLOW, desk.detail(case_id).state, desk.reader.story(case_id))
    assert [point.words for point in points] == ["上报", "派遣", "处置", "反馈", "结案"]
    assert all(point.mark is Mark.DONE for point in points)


def test_milestones_of_a_case_under_way(desk: DeskDuty) -> None:
    case_id = desk.report(photos_before=[desk.pictures.add_photo(photo())])
    desk.take("prefile", case_id, class_code="E011001", grid_code="999001002001001")
    points = milestones(WORKFLOW, desk.detail(case_id).state, desk.reader.story(case_id))
    assert [point.mark for point in points[:3]] == [Mark.DONE, Mark.CURRENT, Mark.AHEAD]


def test_a_declined_case_ends_without_a_tick(desk: DeskDuty) -> None:
    case_id = desk.report()
    desk.take("decline", case_id, reason="重复", rule_cited="规则")
    detail = desk.detail(case_id)
    points = milestones(WORKFLOW, detail.state, desk.reader.story(case_id))
    assert points[-1].mark is Mark.ENDED
    assert points[1].mark is Mark.AHEAD
    words, level = deadline_of(WORKFLOW, detail.state, desk.now)
    assert (words, level) == ("不予受理", Level.UNSET)


def test_a_late_case_says_by_how_much(desk: DeskDuty) -> None:
    case_id = desk.report()
    words, level = deadline_of(
        WORKFLOW, desk.detail(case_id).state, desk.now + 7200 + REDRAWN_SECONDS
    )
    assert words == "受理时限 超 1 小时 30 分"
    assert level is Level.LATE


def test_photos_stand_before_beside_after(qtbot: QtBot, desk: DeskDuty, panel: CasePanel) -> None:
    here = desk.pictures.add_photo(photo())
    case_id = desk.report(photos_before=[here, "ab" * 32])
    shown_case(qtbot, panel, case_id)
    panel.pages.tabs.setCurrentIndex(PHOTOS)
    tiles = panel.pages.photos.findChildren(PictureTile)
    qtbot.waitUntil(lambda: [tile.missing for tile in tiles] == [False, True])
    assert "还没有处置后照片" in words_of(panel.pages.photos)
    qtbot.waitUntil(lambda: tiles[0].x() < tiles[1].x())
    assert all(tile.width() < panel.pages.photos.width() / 2 for tile in tiles)


def test_photos_with_nothing_to_compare_stand_in_rows(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report(photos_before=[f"{n:02d}" * 32 for n in range(20)])
    shown_case(qtbot, panel, case_id)
    panel.pages.tabs.setCurrentIndex(PHOTOS)
    tiles = panel.pages.photos.findChildren(PictureTile)
    qtbot.waitUntil(lambda: tiles[1].x() > tiles[0].x() and tiles[0].y() == tiles[1].y())
    assert tiles[-1].y() > tiles[0].y()
    assert panel.pages.photos.width() <= panel.width()


def test_a_lonely_photo_takes_the_room_there_is(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report(photos_before=[desk.pictures.add_photo(photo())])
    shown_case(qtbot, panel, case_id)
    panel.pages.tabs.setCurrentIndex(PHOTOS)
    (tile,) = panel.pages.photos.findChildren(PictureTile)
    qtbot.waitUntil(lambda: tile.width() > panel.pages.photos.width() * 2 // 3)
    assert tile.height() < panel.height()


@pytest.mark.usefixtures("qapp")
def test_short_facts_share_a_line_and_long_ones_do_not() -> None:
    short, other, long = Fact("来源", "12345"), Fact("性质", "投诉"), Fact("地址", "东湖区" * 9)
    assert in_lines([short, long, other]) == [[short, other], [long]]


def test_a_letter_begins_with_the_unit_that_has_the_case(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report(**HOTLINE)
    desk.take("send_on", case_id, nature="complaint", matter_code="M03", urgency="normal")
    desk.take_over("u1010", "dispatcher")
    desk.take("dispatch", case_id, unit="502", rule_cited="规则")
    shown_case(qtbot, panel, case_id)
    assert value_in(opened(qtbot, panel, "issue_letter"), "letter_to") == "502"
