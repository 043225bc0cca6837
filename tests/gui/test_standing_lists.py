"""Forms that stand open all day follow their reference lists."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from tests.helpers.replica_duty import ReplicaDuty
from ui.fields.standing_lists import StandingLists
from ui.panes.call_pane import CallPane
from ui.worker import Background


def test_lists_are_read_again_only_when_they_have_changed(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    owner = QObject()
    lists = StandingLists(duty.reader, background, ["unit"], owner)
    came: list[dict[str, Any]] = []
    lists.came.connect(came.append)
    with qtbot.waitSignal(lists.came):
        lists.look()
    lists.look()
    assert not background.busy
    register_unit(duty, "998")
    with qtbot.waitSignal(lists.came):
        lists.look()
    assert [one["unit"].find("998") is not None for one in came] == [False, True]


def test_a_form_that_was_opened_before_its_lists_came_gets_them(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    pane = CallPane(duty, background)
    qtbot.addWidget(pane)
    with qtbot.waitSignal(pane.lists.came):
        pass
    pane.form.fill({"answer": "写到一半"})
    duty.receive("ref", [SubjectRow("reference", "matter/M99", 1, {"name": "新事项"})])
    with qtbot.waitSignal(pane.lists.came):
        pane.refresh()
    pane.form.fill({"matter_code": "M99"})
    assert "新事项" in pane.form.asked["matter_code"].input.edit.text()  # type: ignore[attr-defined]
    assert pane.form.values()["answer"] == "写到一半"


def register_unit(duty: ReplicaDuty, code: str) -> None:
    row = {"name": "新单位", "kind": "district", "area": "999001", "aliases": []}
    duty.receive("ref", [SubjectRow("reference", f"unit/{code}", 1, row)])
