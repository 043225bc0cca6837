"""Numbers that ring while another is being dealt with are never pushed out unseen."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.call_banner import CallBanner

FIRST, SECOND = "19900001234", "19900005678"


@pytest.fixture
def banner(qtbot: QtBot) -> CallBanner:
    made = CallBanner()
    qtbot.addWidget(made)
    return made


def test_the_newest_stands_in_front_and_the_other_comes_back(banner: CallBanner) -> None:
    banner.ring(FIRST, "c-1")
    banner.ring(SECOND, "c-2")
    assert banner.waiting == [SECOND, FIRST]
    assert "1" in banner.others.text()
    banner.settle(SECOND)
    assert banner.number == FIRST
    assert banner.isVisible()
    banner.leave.click()
    assert not banner.isVisible()


def test_who_rings_again_stands_once_with_the_newer_call(qtbot: QtBot, banner: CallBanner) -> None:
    for number, call in ((FIRST, "c-1"), (SECOND, "c-2"), (FIRST, "c-3")):
        banner.ring(number, call)
    assert banner.waiting == [FIRST, SECOND]
    with qtbot.waitSignal(banner.answered) as answered:
        banner.take()
    assert answered.args == [FIRST, "c-3"]


def test_what_is_known_stays_with_its_number(banner: CallBanner) -> None:
    banner.ring(FIRST, "")
    banner.ring(SECOND, "")
    banner.say(FIRST, "王** · 在办 1 件")
    assert banner.known.text() == ""
    banner.settle(SECOND)
    assert "王**" in banner.known.text()


def test_a_missed_number_stays_until_it_is_noted(qtbot: QtBot, banner: CallBanner) -> None:
    banner.ring(FIRST, "c-1")
    with qtbot.waitSignal(banner.missed) as missed:
        banner.miss.click()
    assert missed.args == [FIRST, "c-1"]
    assert banner.number == FIRST


def test_who_withholds_the_number_can_be_taken_but_not_be_owed_a_call(
    qtbot: QtBot, banner: CallBanner
) -> None:
    banner.ring("", "c-1")
    assert "没有显示号码" in banner.words.text()
    assert banner.miss.isHidden()
    with qtbot.waitSignal(banner.answered) as answered:
        banner.take()
    assert answered.args == ["", "c-1"]
    banner.ring(FIRST, "c-2")
    assert not banner.miss.isHidden()
