"""What a person found with keys and clicks, and a call of a method would have passed by."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.desk_parts import activate
from tests.helpers.desk_duty import DeskDuty
from ui.fields.catalogue import catalogue_of
from ui.fields.photos import PhotosInput
from ui.fields.reference import ReferenceInput
from ui.panes.case_pages import PHOTOS
from ui.panes.case_panel import CasePanel
from ui.tour.hands import CTRL, press, write
from ui.worker import Background

ROWS = [("M01", {"name": "供水"}), ("M02", {"name": "供电"}), ("M03", {"name": "供气"})]


def test_enter_takes_the_line_that_is_marked_in_the_list(qtbot: QtBot) -> None:
    made = ReferenceInput("matter")
    qtbot.addWidget(made)
    made.set_catalogue(catalogue_of("matter", ROWS))
    made.show()
    activate(qtbot, made)
    made.edit.setFocus()
    write(made.edit, "供")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        press(made.edit, key)
    assert made.value() == "M02"
    assert QApplication.activePopupWidget() is None


@pytest.fixture
def panel(qtbot: QtBot, desk: DeskDuty, background: Background) -> CasePanel:
    made = CasePanel(desk, background)
    qtbot.addWidget(made)
    made.resize(560, 700)
    made.show()
    return made


def test_the_tab_of_the_photos_comes_back(qtbot: QtBot, desk: DeskDuty, panel: CasePanel) -> None:
    order, grid = desk.report(case_kind="hotline", source="web"), desk.report()
    for case_id in (grid, order, grid):
        panel.show_subject(case_id)
        qtbot.waitUntil(partial(_shows, panel, case_id))
    assert panel.pages.tabs.tabRect(PHOTOS).width() > 0


def _shows(panel: CasePanel, case_id: str) -> bool:
    return panel.shown is not None and panel.shown.subject_id == case_id


def test_ctrl_enter_confirms_also_from_a_button_of_the_form(
    qtbot: QtBot, desk: DeskDuty, panel: CasePanel
) -> None:
    case_id = desk.report()
    desk.take("order_verification", case_id, collector="C04", question="是否属实")
    panel.show_subject(case_id)
    qtbot.waitUntil(partial(_shows, panel, case_id))
    panel.open_step(next(o for o in panel.actions_bar.offered if o.step == "verification_true"))
    dialog = panel.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    activate(qtbot, dialog)
    photos = dialog.form.asked["photos_before"].input
    assert isinstance(photos, PhotosInput)
    photos.paste.setFocus()
    with qtbot.waitSignal(dialog.taken):
        press(photos.paste, Qt.Key.Key_Return, CTRL)
