"""The screens of a shift: hand over, take over, take duty, the log, and the month."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.handover import NOT_HANDED_OVER, Item
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.local.handover_content import SHIFT_SECONDS, queue_rows
from tests.gui import desk_parts
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.dialogs.photo_viewer import PhotoViewer
from ui.models.roster_model import NAMES
from ui.panes.duty_log_pane import DAY_SECONDS, DutyLogPane
from ui.panes.handover_pane import HandoverPane
from ui.panes.roster_pane import RosterPane
from ui.panes.shift_page import ShiftPage
from ui.panes.taking_pane import MOST, TakingPane
from ui.widgets.elided import ElidedLabel
from ui.widgets.item_card import ItemCard
from ui.widgets.photo_strip import PhotoStrip
from ui.widgets.picture_tile import PictureTile
from ui.wording import now_seconds
from ui.worker import WORKERS, Background

TAKER = Person("u1002", "林晓禾")
SCAN = "a7" * 32
RULE = {"version": "1", "parts": ["to_accept:due"], "questions": ["keys:required:钥匙在不在？"]}


@pytest.fixture
def staffed(duty: ReplicaDuty) -> ReplicaDuty:
    """A duty with cases, shifts, a roster around today, and a rule for acceptors."""
    duty.receive_cases(list(demo_cases(duty.workflow, duty.now))[:40])
    today = datetime.now(CITY_TIME).date()
    rows: dict[str, dict[str, Any]] = {
        "shift/all": {"name": "全天", "starts": 0, "ends": 1440},
        "handover_rule/acceptor": RULE,
    }
    for by in (-1, 0, 1):
        day = today + timedelta(days=by)
        person = TAKER.id if by > 0 else "u1001"
        rows[f"roster/{day.isoformat()}.all"] = {"people": [f"{person}@acceptor"]}
    duty.receive("ref", [SubjectRow("reference", code, 5, row) for code, row in rows.items()])
    return duty


def shown(qtbot: QtBot, page: ShiftPage) -> ShiftPage:
    page.resize(1100, 700)
    qtbot.addWidget(page)
    page.show()
    return page


def words_of(page: QWidget) -> str:
    """What stands on labels, pills and buttons."""
    pressed = (one.text() for one in page.findChildren(QAbstractButton) if one.isVisible())
    return "\n".join((desk_parts.words_of(page), *pressed))


def button(page: QWidget, words: str) -> QPushButton:
    found = [b for b in page.findChildren(QPushButton) if words in b.text() and b.isVisible()]
    assert found, (words, [b.text() for b in page.findChildren(QPushButton)])
    return found[0]


def text(page: QWidget, name: str) -> QPlainTextEdit:
    """The input for several lines of that name."""
    found = page.findChildren(QPlainTextEdit)
    return next(one for one in found if one.accessibleName() == name and one.isVisible())


def line(page: QWidget, name: str) -> QLineEdit:
    """The first input of that name."""
    found = page.findChildren(QLineEdit)
    return next(one for one in found if one.accessibleName() == name and one.isVisible())


def wait_for(qtbot: QtBot, page: QWidget, words: str) -> None:
    qtbot.waitUntil(lambda: words in words_of(page))


def hand_over(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> HandoverPane:
    """Somebody begins a handover, answers what is asked, and signs."""
    page = HandoverPane(duty, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "还没有交接班")
    button(page, "开始交班（受理员）").click()
    wait_for(qtbot, page, "钥匙在不在")
    note, answer = line(page, "交班说明"), line(page, "钥匙在不在？")
    page.outgoing.sign_out()
    wait_for(qtbot, page, "还没有回答：钥匙在不在")
    for field, words in ((note, "已电话催过。"), (answer, "在。")):
        field.setText(words)
        field.textEdited.emit(words)
    photos = page.outgoing.photos
    assert photos is not None
    photos.set_value([SCAN])
    photos.edited.emit()
    page.outgoing.sign_out()
    wait_for(qtbot, page, "已签")
    return page


def test_one_signs_out_and_the_next_takes_item_by_item(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    given = hand_over(qtbot, staffed, background)
    assert "已电话催过。" in words_of(given)
    assert "钥匙在不在？ 在。" in words_of(given)
    handover = given.chosen
    staffed.sit(TAKER, "acceptor")
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    page.open(handover)
    wait_for(qtbot, page, "待接班")
    wait_for(qtbot, page, "签字接班")
    assert not button(page, "签字接班").isEnabled()
    (scan,) = strips(page)
    with qtbot.waitSignal(scan.opened):
        scan.findChildren(PictureTile)[0].opened.emit(SCAN)
    viewer = next(one for one in page.window().findChildren(PhotoViewer))
    viewer.close()
    remarks = text(page, "接班说明")
    remarks.setPlainText("三号机已试过。")
    before = words_of(page).count("已接")
    button(page, "接下").click()
    qtbot.waitUntil(lambda: words_of(page).count("已接") == before + 1)
    button(page, "全部接下").click()
    qtbot.waitUntil(lambda: button(page, "签字接班").isEnabled())
    button(page, "签字接班").click()
    wait_for(qtbot, page, "已交接")
    state = staffed.reader.state("handover", str(handover))
    assert state is not None
    assert (state["signed_out_by"], state["signed_in_by"]) == ("u1001", TAKER.id)
    assert (state["attachments"], state["taker_remarks"]) == ([SCAN], "三号机已试过。")


def card_of(page: QWidget, words: str) -> ItemCard:
    """The card whose title or number has these words."""
    cards = page.findChildren(ItemCard)
    return next(one for one in cards if words in f"{one.item.number} {one.item.title}")


def behind(qtbot: QtBot, page: ShiftPage, card: ItemCard) -> object:
    """What a double click on a card asks the window for."""
    with qtbot.waitSignal(page.root_wanted) as wanted:
        QTest.mouseDClick(card, Qt.MouseButton.LeftButton)
    return wanted.args[0]


def test_a_double_click_opens_whatever_is_handed_over(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    """An emergency, and a callback that is owed for a call, stand by themselves as a case does."""
    emergency = staffed.desk.perform(
        "begin_emergency",
        "emergency",
        None,
        {
            **{"area": "999001", "level": "general", "title": "燃气泄漏"},
            **{"occurred_at": staffed.now, "address": "文汇大街", "source": "热线来电"},
        },
    ).subject_id
    given = hand_over(qtbot, staffed, background)
    wanted = ("emergency", emergency, emergency)
    assert behind(qtbot, given, card_of(given, "燃气泄漏")) == wanted
    case = next(one for one in given.findChildren(ItemCard) if one.item.subject == "case")
    root = case.item.root
    assert behind(qtbot, given, case) == ("case", root, root)

    call = staffed.desk.perform(
        "miss_call",
        "call",
        None,
        {"area": "999001", "caller_phone": "19900001234", "rang_at": staffed.now},
    ).subject_id
    owed = Item(
        "shift_callbacks", "callback", "0190c000-0000-7000-8000-0000000000aa", call, "", "", None
    )
    with qtbot.waitSignal(given.root_wanted) as asked:
        given.show_behind(owed)
    assert asked.args == [("call", owed.subject_id, call)]
    taking = TakingPane(staffed, background)
    shown(qtbot, taking)
    taking.refresh()
    wait_for(qtbot, taking, "燃气泄漏")
    with qtbot.waitSignal(taking.root_wanted) as asked:
        button(card_of(taking, "燃气泄漏"), "去办").click()
    assert asked.args == [wanted]


def test_what_has_gone_elsewhere_is_said_and_not_shown_empty(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    gone = "0190c000-0000-7000-8000-0000000000ff"
    with qtbot.waitSignal(page.failed) as said:
        page.show_behind(Item("to_accept", "case", gone, gone, "A01-261122-0001", "井盖", None))
    assert "看不到" in said.args[0]


def test_a_title_takes_the_room_that_there_is(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    given = hand_over(qtbot, staffed, background)
    noted = {"已电话催过" in words_of(one): one for one in given.findChildren(ItemCard)}
    room = {told: card.findChildren(ElidedLabel)[0].width() for told, card in noted.items()}
    assert room[False] > noted[False].width() * 0.6, "nothing stands between title and time"
    assert noted[True].width() * 0.35 < room[True] < room[False]


def test_what_came_while_somebody_wrote_is_named_before_they_sign(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "还没有交接班")
    button(page, "开始交班（受理员）").click()
    wait_for(qtbot, page, "钥匙在不在")
    assert "还没有发送" not in words_of(page), "its own beginning is nothing to hand over"
    line(page, "钥匙在不在？").textEdited.emit("在。")
    fault = {"fault_kind": "phone", "words": "三号机无声", "area": staffed.book.area(staffed.posts)}
    staffed.desk.perform("report_fault", "log_note", None, fault)
    with qtbot.waitSignal(page.failed) as said:
        page.outgoing.sign_out()
    assert "还没有签字" in said.args[0]
    assert "三号机无声" in said.args[0]
    wait_for(qtbot, page, "三号机无声")
    page.outgoing.sign_out()
    wait_for(qtbot, page, "已签")


def test_what_is_typed_for_a_handover_survives_leaving_the_screen(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "还没有交接班")
    button(page, "开始交班（受理员）").click()
    wait_for(qtbot, page, "钥匙在不在")
    answer = line(page, "钥匙在不在？")
    answer.setText("在。")
    answer.textEdited.emit("在。")
    handover = page.chosen
    page.open(None)
    page.open(handover)
    assert page.typing.typed.answers == {"keys": "在。"}, "at once, whatever the disk is at"
    page.open(None)
    qtbot.waitUntil(lambda: not background.busy)
    later = HandoverPane(staffed, background)
    shown(qtbot, later)
    later.open(handover)
    wait_for(qtbot, later, "钥匙在不在")
    assert later.typing.typed.answers == {"keys": "在。"}


def test_what_was_just_typed_for_a_handover_is_kept_when_the_window_goes(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "还没有交接班")
    button(page, "开始交班（受理员）").click()
    wait_for(qtbot, page, "钥匙在不在")
    line(page, "钥匙在不在？").textEdited.emit("在。")
    gate = threading.Event()
    for _worker in range(WORKERS):
        background.run(gate.wait)
    page.keep()
    kept = staffed.reader.draft(staffed.person.id, f"handover/{page.chosen}")
    gate.set()
    assert kept is not None
    assert kept["answers"] == ["keys=在。"]


def test_taking_duty_lists_first_what_breaks_first(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    hand_over(qtbot, staffed, background)
    staffed.sit(TAKER, "acceptor")
    page = TakingPane(staffed, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "按先后")
    words = words_of(page)
    assert "待接班" in words
    with qtbot.waitSignal(page.handover_wanted):
        button(page, "去接班").click()
    with qtbot.waitSignal(page.root_wanted):
        button(page, "去办").click()


def test_taking_duty_counts_what_it_does_not_draw(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    duty.receive_cases(list(demo_cases(duty.workflow, duty.now)))
    duty.sit(duty.person, "acceptor", "dispatcher", "supervisor")
    page = TakingPane(duty, background)
    shown(qtbot, page)
    page.refresh()
    wait_for(qtbot, page, "按先后")
    until = now_seconds() // 60 * 60 + SHIFT_SECONDS
    due = {
        row.subject_id
        for queue in duty.workflow.queues_of(duty.posts)
        if queue.name not in NOT_HANDED_OVER
        for row in queue_rows(duty.reader, queue.name, duty.person.id, duty.now, until)
    }
    assert len(page.findChildren(ItemCard)) == MOST < len(due)
    words = words_of(page)
    assert f"要办 {len(due)} 件" in words
    assert f"另有 {len(due) - MOST} 件" in words


def test_a_note_a_fault_and_a_read_notice_stand_in_the_log(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    staffed.sit(Person("u1007", "马文清"), "shift_leader")
    page = DutyLogPane(staffed, background)
    shown(qtbot, page)
    for kind, words in (
        ("来访", "市局来访三人。"),
        ("电话故障", "三号话机无声。"),
        ("通知", "晚上演练。"),
    ):
        page.kind.setCurrentText(kind)
        page.words.setPlainText(words)
        page.photos.set_value([SCAN] if kind == "来访" else None)
        page.write()
        wait_for(qtbot, page, words)
    wait_for(qtbot, page, "电话故障 未恢复")
    qtbot.waitUntil(lambda: len(strips(page)) == 1)
    assert page.photos.value() is None
    area = staffed.book.area(staffed.posts)
    staffed.sit(TAKER, "acceptor")
    staffed.desk.perform("arrive", "attendance", None, {"area": area, "seat_code": "A02"})
    staffed.sit(Person("u1007", "马文清"), "shift_leader")
    page.refresh()
    wait_for(qtbot, page, "到过岗还没签阅 1 人：林晓禾")
    button(page, "已阅").click()
    wait_for(qtbot, page, "已阅 1 人：马文清")
    page.search.setText("三号话机")
    qtbot.waitUntil(lambda: "市局来访" not in words_of(page))
    wait_for(qtbot, page, "三号话机无声。")


def test_what_is_written_after_midnight_is_seen(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    times = [staffed.now - DAY_SECONDS]
    page = DutyLogPane(staffed, background, lambda: times[-1])
    shown(qtbot, page)
    yesterday = page.day.date()
    times.append(staffed.now)
    page.words.setPlainText("零点后接到市局电话。")
    page.write()
    wait_for(qtbot, page, "零点后接到市局电话。")
    page.day.setDate(yesterday)
    qtbot.waitUntil(lambda: "零点后" not in words_of(page))
    page.refresh()
    assert page.day.date() == yesterday, "who looks at another day goes on doing so"


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


def test_answering_an_item_leaves_the_page_where_it_was(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    given = hand_over(qtbot, staffed, background)
    given.hide()
    staffed.sit(TAKER, "acceptor")
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    page.resize(1100, 360)
    page.open(given.chosen)
    wait_for(qtbot, page, "签字接班")
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(60)
    desk_parts.activate(qtbot, page)
    takes = buttons(page, "接下")
    takes[1].setFocus()
    assert takes[1].hasFocus()
    takes[1].click()
    qtbot.waitUntil(lambda: len(buttons(page, "接下")) == len(takes) - 1)
    qtbot.waitUntil(lambda: buttons(page, "接下")[1].hasFocus())
    assert bar.value() == 60


def strips(page: QWidget) -> list[PhotoStrip]:
    """The rows of photos that are seen."""
    return [one for one in page.findChildren(PhotoStrip) if one.isVisible()]


def buttons(page: QWidget, words: str) -> list[QPushButton]:
    """Those with exactly these words."""
    found = page.findChildren(QPushButton)
    return [one for one in found if one.text() == words and one.isVisible()]


def test_what_falls_due_next_is_one_press_from_the_handover(
    qtbot: QtBot, staffed: ReplicaDuty, background: Background
) -> None:
    staffed.sit(Person("u1012", "宋知行"), "dispatcher")
    page = HandoverPane(staffed, background)
    shown(qtbot, page)
    (button,) = (one for one in page.findChildren(QPushButton) if "下一班到期" in one.text())
    with qtbot.waitSignal(page.queue_wanted) as wanted:
        button.click()
    assert wanted.args == ["due_next_shift"]
