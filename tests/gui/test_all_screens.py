"""Every place of the rail and every dialog of the frame: nothing cut short, nothing nameless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from seatapp.local.views import OfferedStep
from seatapp.text import _, use_language
from tests.gui.conftest import WORKFLOW
from tests.gui.looking import cut_short, jumping, nameless
from tests.gui.rest import settle
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.dialogs.handbook import HandbookDialog
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.sign_in import EnteredDuty, SignInDialog
from ui.dialogs.step_dialog import StepDialog
from ui.dialogs.unlock import UnlockDialog
from ui.place_names import CALLS, INTAKE
from ui.remembered import Remembered
from ui.widgets.key_sheet import KeySheet
from ui.window import Window

POSTS = ("acceptor", "shift_leader", "dispatcher", "supervisor", "monitor", "operations_manager")
QUEUES = ("to_accept", "to_authorise", "emergencies")
SMALL = (1093, 614)
"""1366 by 768 at 125 per cent."""

USUAL = (1366, 768)


@pytest.fixture(params=[("zh_CN", SMALL), ("en", USUAL)], ids=["Chinese at 125 %", "English"])
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, duty: ReplicaDuty, tmp_path: Path
) -> Iterator[Window]:
    """The window of somebody who holds every post."""
    language, size = request.param
    before = _.language
    use_language(language)
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now))[:60])
    duty.sit(duty.person, *POSTS)
    made = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    qtbot.waitUntil(lambda: made.panel.shown is not None)
    yield made
    made.close()
    use_language(before)


def faults_of(qtbot: QtBot, window: Window, part: QWidget) -> list[str]:
    settle(qtbot, window, window.background)
    return [*cut_short(part), *(f"no name: {one}" for one in nameless(part))]


def test_no_place_cuts_its_words_or_leaves_anything_without_a_name(
    qtbot: QtBot, window: Window
) -> None:
    size = window.size()
    found = {}
    for place in (*QUEUES, INTAKE, *window.rail.pages):
        window.go_to(place)
        if faults := faults_of(qtbot, window, window):
            found[place] = faults
    assert not found
    assert window.size() == size, "no page asks for more room than the screen has"


def test_tab_goes_through_the_forms_as_one_reads(qtbot: QtBot, window: Window) -> None:
    settle(qtbot, window, window.background)
    assert jumping(window.queue) == []
    for place in (INTAKE, CALLS):
        window.go_to(place)
        faults_of(qtbot, window, window)
        assert jumping(window.places.currentWidget()) == []


def test_no_dialog_of_the_frame_does_either(qtbot: QtBot, window: Window) -> None:
    window.own_pages.show_keys()
    window.own_pages.show_handbook()
    window.own_pages.show_settings()
    entering: SignInDialog[EnteredDuty] = SignInDialog(
        lambda *_all: pytest.fail("nobody signs in"), window.background, "宁川市 · 演示中心"
    )
    locked = UnlockDialog("陈思远", lambda _password: None, window.background, window)
    entering.try_sign_in()
    locked.try_unlock()
    for dialog in (entering, locked):
        qtbot.addWidget(dialog)
        dialog.show()
    dialogs: list[QDialog] = [entering, locked]
    dialogs += window.findChildren(KeySheet) + window.findChildren(SettingsDialog)
    dialogs += window.findChildren(HandbookDialog)
    assert len(dialogs) == 5
    found = {type(one).__name__: faults_of(qtbot, window, one) for one in dialogs}
    assert not any(found.values()), found
    locked.end()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_dialog_of_every_step_fits_a_small_laptop(
    qtbot: QtBot, duty: ReplicaDuty, tmp_path: Path, language: str
) -> None:
    """910 by 512 is 1366 by 768 at 150 per cent: smaller than any screen it is meant for."""
    use_language(language)
    duty.receive_cases(list(demo_cases(WORKFLOW, duty.now))[:3])
    duty.sit(duty.person, *WORKFLOW.posts)
    window = Window(duty, Remembered(tmp_path / "window.ini", duty.person.id))
    qtbot.addWidget(window)
    window.resize(910, 512)
    window.show()
    qtbot.waitUntil(lambda: window.panel.shown is not None)
    shown = window.panel.shown
    assert shown is not None
    found = {}
    for step in WORKFLOW.steps.values():
        if not step.fields or step.by_system:
            continue
        offered = OfferedStep(step.subject, "", step.name, "", step.label, step.key, step.tone)
        dialog = StepDialog(
            *(duty, window.background, window.panel.pictures, offered),
            *(shown.detail.state, shown.detail, None, window),
        )
        dialog.show()
        faults = faults_of(qtbot, window, dialog)
        if dialog.height() > window.height() or dialog.width() > window.width():
            faults.append(f"{dialog.width()} by {dialog.height()}")
        if faults:
            found[f"{step.subject}.{step.name}"] = faults
        dialog.close()
    use_language("zh_CN")
    assert not found
