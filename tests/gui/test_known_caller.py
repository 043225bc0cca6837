"""Somebody rings from another number, and an operator keeps phrases of their own."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seatapp.domain.entries import Value
from tests.gui.desk_parts import words_of
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.fields.own_phrases import MOST, keep_phrase
from ui.panes.call_pane import CallPane
from ui.worker import Background

OLD, NEW = "19900001234", "19900005678"
EARLIER: dict[str, Value] = {
    **{"area": "999001", "nature": "consult", "answer": "已说明。"},
    **{"caller_phone": OLD, "caller_name": "王示例"},
}


@pytest.fixture
def pane(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> CallPane:
    duty.desk.perform("answer_call", "call", None, EARLIER)
    made = CallPane(duty, background)
    made.resize(1160, 700)
    qtbot.addWidget(made)
    made.show()
    return made


def pressable(pane: QWidget, words: str) -> list[QPushButton]:
    return [b for b in pane.findChildren(QPushButton) if words in b.text() and b.isVisible()]


def press(qtbot: QtBot, pane: QWidget, words: str) -> None:
    qtbot.waitUntil(lambda: bool(pressable(pane, words)))
    pressable(pane, words)[0].click()


def found(qtbot: QtBot, pane: CallPane, typed: str) -> None:
    """A new number rings, and an old caller is looked for."""
    pane.ring(NEW, "")
    qtbot.waitUntil(pane.who.known.search.isVisible)
    pane.who.known.search.setText(typed)
    press(qtbot, pane, "王**")


@pytest.mark.parametrize("typed", ["1234", "王"])
def test_a_new_number_is_attached_to_a_known_caller_after_asking(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, typed: str
) -> None:
    found(qtbot, pane, typed)
    assert "known_as" not in pane.values(), "asked first"
    press(qtbot, pane, "是本人")
    qtbot.waitUntil(lambda: "王**" in words_of(pane.caller))
    pane.form.fill({"nature": "help", "answer": "已转告。"})
    with qtbot.waitSignal(pane.told):
        pane.save()
    history = duty.hotline.history(NEW)
    assert history is not None
    assert len(history.calls) == 2, "either number brings both calls"
    other = duty.hotline.history(OLD)
    assert other is not None
    assert len(other.calls) == 2


def test_somebody_else_after_all_is_not_attached(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty
) -> None:
    found(qtbot, pane, "1234")
    press(qtbot, pane, "是本人")
    press(qtbot, pane, "不是，取消")
    assert "known_as" not in pane.values()
    assert pane.who.known.search.isVisible()


def test_what_was_written_becomes_a_phrase_of_ones_own(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, background: Background
) -> None:
    words = "路灯报修请提供灯杆编号。"
    pane.form.fill({"answer": words})
    with qtbot.waitSignal(pane.told):
        press(qtbot, pane, "存为我的常用语")
    again = CallPane(duty, background)
    qtbot.addWidget(again)
    again.show()
    again.knowledge.search.setText("ldbx")
    qtbot.waitUntil(lambda: again.knowledge.list.count() > 0)
    qtbot.waitUntil(lambda: again.knowledge.list.item(0).text().startswith("★"))
    again.knowledge.search.returnPressed.emit()
    assert again.form.values()["answer"] == words
    press(qtbot, again, "删除这条")
    qtbot.waitUntil(lambda: duty.reader.own_phrases() == [])


def test_a_phrase_with_a_number_of_somebody_is_not_kept(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, background: Background
) -> None:
    pane.form.fill({"answer": "请回电 139 0000 1234。"})
    with qtbot.waitSignal(background.world_failed) as said:
        press(qtbot, pane, "存为我的常用语")
    assert "手机号" in said.args[0]
    assert duty.reader.own_phrases() == []


def test_the_oldest_phrase_makes_room_and_none_is_kept_twice(duty: ReplicaDuty) -> None:
    for number in range(MOST + 1):
        keep_phrase(duty, f"第 {number} 条。")
    keep_phrase(duty, "第 1 条。")
    words = [words for _phrase, words in duty.reader.own_phrases()]
    assert len(words) == MOST
    assert set(words) == {f"第 {number} 条。" for number in range(1, MOST + 1)}


def test_phrases_belong_to_their_person(
    qtbot: QtBot, pane: CallPane, duty: ReplicaDuty, background: Background
) -> None:
    pane.form.fill({"answer": "只是我的。"})
    with qtbot.waitSignal(pane.told):
        press(qtbot, pane, "存为我的常用语")
    duty.sit(Person("u1002", "林晓禾"), "acceptor")
    other = CallPane(duty, background)
    qtbot.addWidget(other)
    other.show()
    qtbot.waitUntil(lambda: "没有相符" in other.knowledge.text.text())
    assert other.knowledge.list.count() == 0
