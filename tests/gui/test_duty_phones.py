"""An emergency: its light, and beside it whom to ring, those whose matter it is first."""

from __future__ import annotations

from functools import partial
from typing import Any

from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from tests.gui.desk_parts import words_of
from tests.helpers.replica_duty import ReplicaDuty
from ui.durations import time_left
from ui.panes.case_related import in_turn
from ui.panes.duty_phones import phones_for
from ui.panes.root_panel import RootPanel
from ui.panes.root_shown import read_root
from ui.wording import now_seconds
from ui.worker import Background

ROWS: list[tuple[str, dict[str, Any]]] = [
    ("T01", {"name": "市值班室", "duty": "接收报告", "beside": "0990-1000119", "area": "999000"}),
    ("T02", {"name": "燃气抢修", "duty": "泄漏", "beside": "0990-1000503", "area": "999000"}),
    ("T03", {"name": "东湖区值班室", "duty": "区内事件", "beside": "", "area": "999001"}),
    ("T04", {"name": "西山区值班室", "duty": "区内事件", "beside": "", "area": "999002"}),
]


def names(**state: Any) -> list[str]:
    return [one.name for one in phones_for(ROWS, state)]


def test_who_shares_words_comes_first_and_other_districts_are_left_out() -> None:
    assert names(title="燃气味很大", area="999001") == ["燃气抢修", "市值班室", "东湖区值班室"]
    assert names(title="路面塌陷", area="999000") == [row["name"] for _code, row in ROWS]


def test_an_emergency_shows_them_and_a_call_does_not(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    rows = [SubjectRow("reference", f"duty_contact/{code}", 9, row) for code, row in ROWS]
    duty.receive("ref", rows)
    panel = RootPanel(duty, background)
    qtbot.addWidget(panel)
    panel.show()
    values: dict[str, Any] = {
        **{"area": "999001", "level": "general", "title": "燃气泄漏", "occurred_at": duty.now},
        **{"address": "文汇大街", "source": "热线来电"},
    }
    emergency = duty.desk.perform("begin_emergency", "emergency", None, values).subject_id
    panel.show_subject("emergency", emergency, emergency)
    qtbot.waitUntil(lambda: "0990-1000503" in words_of(panel))
    missed: dict[str, Any] = {"caller_phone": "19900001234", "rang_at": duty.now}
    call = duty.desk.perform("miss_call", "call", None, {"area": "999001", **missed})
    panel.show_subject("call", call.subject_id, call.subject_id)
    qtbot.waitUntil(lambda: "0990-1000503" not in words_of(panel))


def test_the_light_of_an_emergency_is_of_what_is_due_first(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    rows = [
        SubjectRow("reference", f"limit/{clock}", 9, {"normal": minutes, "basis": "natural"})
        for clock, minutes in (("emergency_phone", 60), ("emergency_written", 360))
    ]
    duty.receive("ref", rows)
    panel = RootPanel(duty, background)
    qtbot.addWidget(panel)
    values: dict[str, Any] = {
        **{"area": "999001", "level": "general", "title": "燃气泄漏", "occurred_at": duty.now},
        **{"address": "文汇大街", "source": "热线来电"},
    }
    emergency = duty.desk.perform("begin_emergency", "emergency", None, values).subject_id
    shown = read_root(duty, "emergency", emergency, emergency)
    assert shown is not None
    by_phone, in_writing = sorted(state["due_at"] for state in shown.detail.children)
    assert by_phone < in_writing
    panel.show_subject("emergency", emergency, emergency)
    soonest = partial(time_left, by_phone, paused=False)
    qtbot.waitUntil(lambda: panel.pill.text() == soonest(now_seconds()).text)


def test_what_is_due_soonest_stands_first_and_what_is_settled_last() -> None:
    settled_first = {"id": "a", "settled_at": 50}
    settled_last = {"id": "b", "settled_at": 90}
    later, soon = {"id": "c", "due_at": 900}, {"id": "d", "due_at": 200}
    shown = in_turn([settled_first, later, settled_last, soon])
    assert [child["id"] for child in shown] == ["d", "c", "b", "a"]
