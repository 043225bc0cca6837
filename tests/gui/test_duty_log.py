"""The duty log on the screen."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.gui.shift_pages import SCAN, TAKER, button, shown, strips, wait_for, words_of
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.panes.duty_log_pane import DAY_SECONDS, DutyLogPane
from ui.worker import Background


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
