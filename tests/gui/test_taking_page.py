"""What waits on taking duty."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from seatapp.domain.handover import NOT_HANDED_OVER
from seatapp.local.handover_content import SHIFT_SECONDS, queue_rows
from tests.gui.shift_pages import TAKER, button, hand_over, shown, wait_for, words_of
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.panes.taking_pane import MOST, TakingPane
from ui.widgets.item_card import ItemCard
from ui.wording import now_seconds
from ui.worker import Background


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
