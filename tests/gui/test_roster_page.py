"""The month, swaps and turns on the screen."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import (
    QPushButton,
)
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.opening_hours import CITY_TIME
from tests.gui.shift_pages import button, hand_over, shown, wait_for, words_of
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.models.roster_model import NAMES
from ui.panes.duty_log_pane import DutyLogPane
from ui.panes.handover_pane import HandoverPane
from ui.panes.roster_pane import RosterPane
from ui.worker import Background


def test_the_month_names_shifts_and_who_answers_now(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    page = RosterPane(staffed, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "现在谁负责")
    assert "现在是全天" in words_of(page)
    assert "未登录" in words_of(page)
    today = datetime.now(CITY_TIME).day
    index = page.model.index(0, NAMES + today - 1)
    assert page.model.data(page.model.index(0, 0)) == "陈思远"
    assert page.model.data(index) == "全"
    area = staffed.book.area(staffed.posts)
    staffed.desk.perform("arrive", "attendance", None, {"area": area, "seat_code": "A01"})
    page.refresh()
    wait_for(qtbot, page, "在席 A01")
    page.ask_swap()
    assert page.swap_dialog is None, "the last turn of the roster is a colleague's"


def test_a_swap_offers_each_side_the_steps_that_are_theirs(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    colleague, leader = Person("u1002", "林晓禾"), Person("u1007", "马文清")
    turn = staffed.book.roster().turns[0]
    values = {"area": "999001", "given": turn.code, "colleague": colleague.id}
    staffed.desk.perform("ask_swap", "swap", None, values)
    page = RosterPane(staffed, background)
    shown(qtbot, page)

    def sees(*steps: str) -> None:
        """These buttons stand on the card of the swap, whatever stood there before."""
        page.refresh()
        qtbot.waitUntil(
            lambda: [one.text() for one in page.swaps.findChildren(QPushButton)] == list(steps)
        )

    sees("撤回申请")
    staffed.sit(leader, "shift_leader")
    sees("不批准…")
    staffed.sit(colleague, "acceptor")
    sees("同意替班", "不同意")
    with qtbot.waitSignal(page.changed):
        button(page.swaps, "同意替班").click()
    sees()
    staffed.sit(leader, "shift_leader")
    sees("批准换班", "不批准…")
    with qtbot.waitSignal(page.changed):
        button(page.swaps, "批准换班").click()
    qtbot.waitUntil(lambda: not page.swaps.isVisible())


def test_who_works_no_shifts_is_offered_no_step_of_one(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    """An admin looks into handovers and the log, and may sign notices; the rest is not theirs."""
    handover = hand_over(qtbot, staffed, background).chosen
    area = staffed.book.area(staffed.posts)
    fault = {"area": area, "fault_kind": "phone", "words": "三号话机无声。"}
    staffed.desk.perform("report_fault", "log_note", None, fault)
    staffed.sit(Person("u1020", "高志远"), "admin")
    log = DutyLogPane(staffed, background)
    shown(qtbot, log).refresh()
    wait_for(qtbot, log, "三号话机无声。")
    assert not {"已恢复…", "补记…"} & set(words_of(log).splitlines())
    page = HandoverPane(staffed, background)
    shown(qtbot, page).refresh()
    wait_for(qtbot, page, "查看")
    page.open(handover)
    wait_for(qtbot, page, "打印预览")
    assert not {"签字接班", "接下", "补充说明…"} & set(words_of(page).splitlines())


def test_a_leader_puts_somebody_in_for_a_colleague_who_calls_in_ill(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    people = (
        ("u1001", "陈思远", "acceptor@999"),
        ("u1003", "周若楠", "acceptor@999001"),
        ("u1004", "吴嘉树", "acceptor@999002"),
        ("u1007", "马文清", "shift_leader@999001"),
    )
    rows = [
        SubjectRow("reference", f"person/{login}", 9, {"name": name, "posts": [post]})
        for login, name, post in people
    ]
    staffed.receive("ref", rows)
    staffed.sit(Person("u1007", "马文清"), "shift_leader")
    page = RosterPane(staffed, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "陈思远")
    button(page, "登记顶班…").click()
    dialog = page.cover_dialog
    assert dialog is not None
    assert "陈思远" in dialog.turn.currentText()
    assert dialog.colleague.findData("u1001") == -1
    assert dialog.colleague.findData("u1004") == -1, "works in the other district alone"
    assert "当天没有班" in dialog.colleague.itemText(0)
    dialog.colleague.setCurrentIndex(dialog.colleague.findData("u1003"))
    dialog.send.click()
    assert "原因" in dialog.fault.text()
    dialog.reason.setText("临时病假")
    with qtbot.waitSignal(page.changed):
        dialog.send.click()
    wait_for(qtbot, page, "周若楠")
