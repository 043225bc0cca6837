"""The window in English: nothing but names and what people wrote is left in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.text import use_language
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import opened, shown_case
from tests.helpers.desk_duty import DeskDuty
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.models.queue_model import Column
from ui.models.roster_model import NAMES
from ui.panes.case_panel import CasePanel
from ui.panes.roster_pane import RosterPane
from ui.panes.watch_pane import WatchPane
from ui.place_names import FOR_SOME, INTAKE, REFUSALS
from ui.rail import WIDEST_PX, Rail
from ui.remembered import Remembered
from ui.theme import TEXT_PX, font
from ui.widgets.rail_item import WIDE_PX
from ui.window import Window
from ui.wording import choice_words
from ui.worker import Background

PAGE_PX = (1134, 680)
"""What the rail leaves of 1366 by 768."""

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@pytest.fixture
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("zh_CN")


@pytest.fixture
def window(qtbot: QtBot, english: None, duty: ReplicaDuty, tmp_path: Path) -> Iterator[Window]:
    made = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def words_for_people(window: QWidget) -> Iterator[str]:
    for widget in (window, *window.findChildren(QWidget)):
        yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()


def test_title_and_places_are_english(window: Window, duty: ReplicaDuty) -> None:
    assert window.windowTitle() == f"{duty.city_name} · {duty.person.name}"
    assert window.rail.item("to_accept").text() == "To accept"
    assert window.rail.item(REFUSALS).text() == "Refused"


def test_nothing_but_names_is_chinese(qtbot: QtBot, window: Window, duty: ReplicaDuty) -> None:
    window.go_to(INTAKE)
    qtbot.waitUntil(lambda: window.places.intake.loaded)
    for words in words_for_people(window):
        own = words.replace(duty.city_name, "").replace(duty.person.name, "")
        assert not CHINESE.search(own), words


def test_the_list_speaks_english(qtbot: QtBot, window: Window, duty: ReplicaDuty) -> None:
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now))[:3])
    window.look_again()
    model = window.queue.model
    qtbot.waitUntil(lambda: model.rowCount() > 0 and model.row_at(0) is not None)
    row = model.row_at(0)
    assert row is not None
    assert model.words(row, Column.STAGE) == "To accept"
    assert model.words(row, Column.SOURCE) == choice_words(WORKFLOW, "source", row.source)
    assert not CHINESE.search(model.words(row, Column.SOURCE))


@pytest.mark.usefixtures("english")
def test_the_dialog_of_a_step_speaks_english(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    panel = CasePanel(desk, background)
    qtbot.addWidget(panel)
    panel.show()
    shown_case(qtbot, panel, desk.report())
    dialog = opened(qtbot, panel, "order_verification")
    assert dialog.confirm.text() == "Order verification"
    assert {"Collector", "What to check"} <= {asked.words for asked in dialog.form.asked.values()}
    dialog.reject()


def test_the_rail_makes_room_for_longer_names(window: Window, qtbot: QtBot) -> None:
    queues = list(WORKFLOW.queues.values())
    every = Rail(queues, "", pages=FOR_SOME)
    qtbot.addWidget(every)
    metrics = QFontMetrics(font(TEXT_PX))
    longest = max(metrics.horizontalAdvance(every.item(queue.name).text()) for queue in queues)
    assert longest + 60 <= every.width() <= WIDEST_PX


def test_the_rail_stays_slim_in_chinese(qtbot: QtBot) -> None:
    rail = Rail(list(WORKFLOW.queues.values()), "", pages=FOR_SOME)
    qtbot.addWidget(rail)
    assert rail.width() == WIDE_PX


def test_the_roster_shows_posts_and_days_in_full(
    qtbot: QtBot, english: None, duty: ReplicaDuty, background: Background
) -> None:
    today = datetime.now(CITY_TIME).date()
    posts = ("shift_leader", "monitor")
    rows: dict[str, dict[str, Any]] = {
        "shift/all": {"name": "全天", "starts": 0, "ends": 1440},
        f"roster/{today}.all": {"people": [f"u100{n}@{post}" for n, post in enumerate(posts)]},
    }
    duty.receive("ref", [SubjectRow("reference", code, 5, row) for code, row in rows.items()])
    page = RosterPane(duty, background)
    page.resize(*PAGE_PX)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == len(posts))
    table, head = page.table, page.table.horizontalHeader()
    assert page.model.index(0, 1).data() == "Shift leader"
    assert table.columnWidth(1) >= table.sizeHintForColumn(1)
    for day in range(NAMES, page.model.columnCount()):
        assert head.sectionSize(day) >= head.sectionSizeHint(day)
    assert head.length() <= table.viewport().width()


def test_what_was_seen_at_a_site_has_room_to_be_typed(
    qtbot: QtBot, english: None, duty: ReplicaDuty, background: Background
) -> None:
    site = {"name": "市长信箱", "url": "https://mailbox.example.org/", "hours": 4}
    duty.receive("ref", [SubjectRow("reference", "watch_site/W01", 5, site)])
    page = WatchPane(duty, background)
    page.resize(*PAGE_PX)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: "W01" in page.cards)
    note = page.cards["W01"].note
    qtbot.waitUntil(lambda: note.width() > 2 * words_px(note))


def words_px(edit: QLineEdit) -> int:
    return edit.fontMetrics().horizontalAdvance(edit.placeholderText())
