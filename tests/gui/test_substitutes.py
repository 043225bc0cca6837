"""代批 on the page of the roster: named by whoever holds the post, seen by all, ended early."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from tests.gui import desk_parts
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.dialogs.substitute_dialog import SubstituteDialog
from ui.panes.roster_pane import RosterPane
from ui.widgets.pill import Pill
from ui.worker import Background

MANAGER, LEADER = Person("u1018", "潘卫东"), Person("u1007", "马文清")
DAY = 86_400
POST = "operations_manager"


@pytest.fixture
def site(duty: ReplicaDuty) -> ReplicaDuty:
    """A site with two people who grant and one who does not."""
    rows = {
        f"person/{MANAGER.id}": {"name": MANAGER.name, "posts": [f"{POST}@9990"]},
        f"person/{LEADER.id}": {"name": LEADER.name, "posts": ["shift_leader@9990"]},
        "person/u1012": {"name": "宋知行", "posts": ["dispatcher@9990"]},
    }
    duty.receive("ref", [SubjectRow("reference", code, 5, row) for code, row in rows.items()])
    return duty


def page_of(qtbot: QtBot, site: ReplicaDuty, background: Background) -> RosterPane:
    page = RosterPane(site, background)
    page.resize(1100, 700)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.model.modelReset):
        page.refresh()
    return page


def words_of(page: QWidget) -> str:
    """What stands on labels and pills."""
    pills = (one.text() for one in page.findChildren(Pill))
    return "\n".join((desk_parts.words_of(page), *pills))


def asked(page: RosterPane) -> SubstituteDialog:
    page.ask_substitute()
    assert page.standing_in.dialog is not None
    return page.standing_in.dialog


def test_a_manager_names_a_leader_and_everybody_sees_it(
    qtbot: QtBot, site: ReplicaDuty, background: Background
) -> None:
    site.sit(MANAGER, POST)
    page = page_of(qtbot, site, background)
    dialog = asked(page)
    people = [dialog.person.itemText(at) for at in range(dialog.person.count())]
    assert people == [LEADER.name], "who grants, but not oneself"
    dialog.send.click()
    assert "原因" in dialog.fault.text()
    dialog.reason.setText("不行")
    dialog.send.click()
    qtbot.waitUntil(lambda: "代批人须是" in dialog.fault.text())
    dialog.reason.setText("外出开会")
    with qtbot.waitSignal(page.told):
        dialog.send.click()
    qtbot.waitUntil(lambda: "代批中" in words_of(page.substitutes))
    words = words_of(page.substitutes)
    assert f"{LEADER.name} 代运营主管批准申请" in words
    assert f"{MANAGER.name} 指定" in words
    assert "外出开会" in words
    (card,) = page.substitutes.cards
    with qtbot.waitSignal(page.told):
        card.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: "已结束" in words_of(page.substitutes))
    assert page.substitutes.cards[0].findChildren(QPushButton) == []


def test_others_see_it_and_cannot_change_it(
    qtbot: QtBot, site: ReplicaDuty, background: Background
) -> None:
    site.substitutes.name(POST, LEADER.id, site.now + DAY, site.now + 2 * DAY, "下周休假")
    site.sit(Person("u1012", "宋知行"), "dispatcher")
    page = page_of(qtbot, site, background)
    qtbot.waitUntil(lambda: "未开始" in words_of(page.substitutes))
    assert page.substitutes.cards[0].findChildren(QPushButton) == []
    buttons = [one.text() for one in page.findChildren(QPushButton)]
    assert not any("代批" in words for words in buttons)
