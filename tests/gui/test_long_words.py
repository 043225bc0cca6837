"""Every place with the longest words that people bring: nothing cut short, nothing pushed out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.exceptions import TimeoutError as WaitedInVain
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.desk import Wanted
from seatapp.domain.entries import Value
from tests.gui.conftest import WORKFLOW
from tests.gui.looking import cut_short, pushed_out
from tests.gui.rest import settle
from tests.helpers.duty import Person, demo_rows
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.panes.right_side import subject_of
from ui.place_names import INTAKE
from ui.remembered import Remembered
from ui.window import Window

POSTS = ("acceptor", "shift_leader", "dispatcher", "supervisor", "monitor", "operations_manager")
QUEUES = ("to_accept", "handling", "shift_callbacks", "emergencies")
"""One of each kind of what stands in queues."""

ROWS = 8
"""So many from the top: among them each kind of subject."""

SMALL = (1093, 614)
NAMED = ("unit", "area", "grid", "matter", "knowledge", "watch_site", "duty_contact", "collector")
UNIT = "宁川市东湖区城市运行管理服务中心市政公用设施养护维修有限责任公司第三分公司"
ADDRESS = "东湖区文昌街道学府社区文汇大街与东湖路交叉口西北角公交站台往北约三十米处雨水井旁１２号"
STORY = "网友“𠮷祥物🌧️”反映：路口下午起积水，最深处没过小轿车轮毂，行人绕行，公交１２路改道。" * 5
PERSON = Person("u1001", "欧阳𠮷祥如意")


def long_rows() -> list[SubjectRow]:
    """The lists of the demo city with names as long as offices give them."""
    rows: list[SubjectRow] = []
    for (kind, code), row in demo_rows().items():
        told: dict[str, Any] = dict(row)
        if kind in NAMED:
            told["name"] = UNIT
        if kind == "person":
            told["name"] = PERSON.name
        if kind == "class":
            told |= {"minor_name": UNIT[:20], "condition": STORY, "closing": STORY}
        rows.append(SubjectRow("reference", f"{kind}/{code}", 3, told))
    return rows


def busy(duty: ReplicaDuty) -> None:
    """Something long stands on every page."""
    duty.receive("ref", long_rows())
    cases = [
        {**case, "description": STORY, "address": ADDRESS, "response": STORY, "unit": "401"}
        for case in list(demo_cases(WORKFLOW, duty.now))[:60]
    ]
    duty.receive_cases(cases)
    duty.sit(PERSON, *POSTS)
    long: dict[str, Value] = {
        **{"area": "999001", "level": "larger", "title": UNIT, "occurred_at": duty.now},
        **{"address": ADDRESS, "source": UNIT, "course": STORY},
    }
    missed: dict[str, Value] = {
        **{"area": "999001", "caller_phone": "+86 0812-19900001234 转 88123456789"},
        **{"rang_at": duty.now - 600, "note": STORY},
    }
    steps = [
        Wanted("begin_emergency", "emergency", None, long),
        Wanted("miss_call", "call", None, missed),
        Wanted("post_notice", "log_note", None, {"area": "999001", "words": STORY}),
        Wanted("draft_handover", "handover", None, {"area": "999001", "duty_post": "acceptor"}),
    ]
    for step in steps:
        duty.desk.perform(step.step, step.subject, step.subject_id, step.values)


@pytest.fixture
def window(qtbot: QtBot, duty: ReplicaDuty, tmp_path: Path) -> Iterator[Window]:
    busy(duty)
    made = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(made)
    made.resize(*SMALL)
    made.show()
    qtbot.waitUntil(lambda: made.panel.shown is not None)
    yield made
    made.close()


def faults_of(window: Window) -> list[str]:
    return [*cut_short(window), *pushed_out(window)]


def settled_faults(qtbot: QtBot, window: Window) -> list[str]:
    """What is still wrong once all is read; long texts are laid out in several goes."""
    settle(qtbot, window, window.background)
    try:
        qtbot.waitUntil(lambda: not faults_of(window))
    except WaitedInVain:
        return faults_of(window)
    return []


def stands_beside(window: Window, queue: str, row: int) -> bool:
    """Whether the panel shows what this row of the queue stands for."""
    model, side = window.queue.model, window.panels
    chosen = model.row_at(row) if model.queue == queue and model.rowCount() else None
    return (
        chosen is not None
        and side.beside == subject_of(chosen)
        and side.shown_subject == chosen.subject_id
    )


def test_no_page_is_broken_by_long_words(qtbot: QtBot, window: Window) -> None:
    size = window.size()
    found: dict[str, list[str]] = {}
    for place in (INTAKE, *window.rail.pages):
        window.go_to(place)
        found[place] = settled_faults(qtbot, window)
    assert not any(found.values()), found
    assert window.size() == size, "no page asks for more room than the screen has"


@pytest.mark.parametrize("queue", QUEUES)
def test_no_panel_is_broken_by_long_words(qtbot: QtBot, window: Window, queue: str) -> None:
    size = window.size()
    window.go_to(queue)
    qtbot.waitUntil(lambda: stands_beside(window, queue, 0))
    found = {"row 0": settled_faults(qtbot, window)}
    for row in range(1, min(window.queue.model.rowCount(), ROWS)):
        window.queue.table.choice.choose_row(row)
        qtbot.waitUntil(partial(stands_beside, window, queue, row))
        found[f"row {row}"] = settled_faults(qtbot, window)
    assert not any(found.values()), found
    assert window.size() == size, "no panel asks for more room than the screen has"
