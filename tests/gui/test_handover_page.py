"""Handing over and taking over on the screen."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import (
    QPushButton,
)
from pytestqt.qtbot import QtBot

from seatapp.domain.handover import Item
from tests.gui import desk_parts
from tests.gui.shift_pages import (
    SCAN,
    TAKER,
    begun,
    behind,
    button,
    buttons,
    card_of,
    hand_over,
    line,
    shown,
    strips,
    text,
    wait_for,
    words_of,
)
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.dialogs.photo_viewer import PhotoViewer
from ui.panes.handover_pane import HandoverPane
from ui.panes.taking_pane import TakingPane
from ui.widgets.elided import ElidedLabel
from ui.widgets.item_card import ItemCard
from ui.widgets.picture_tile import PictureTile
from ui.worker import WORKERS, Background


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
    page = begun(qtbot, staffed, background)
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
    page = begun(qtbot, staffed, background)
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
    page = begun(qtbot, staffed, background)
    line(page, "钥匙在不在？").textEdited.emit("在。")
    gate = threading.Event()
    for _worker in range(WORKERS):
        background.run(gate.wait)
    page.keep()
    kept = staffed.reader.draft(staffed.person.id, f"handover/{page.chosen}")
    gate.set()
    assert kept is not None
    assert kept["answers"] == ["keys=在。"]


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
