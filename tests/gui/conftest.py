"""Windows without a screen: the theme, and queues in memory or on a real replica."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from seatapp.domain.tables import load_workflow
from tests.gui.patience import PatientBot
from tests.helpers.desk_duty import DeskDuty
from tests.helpers.replica_duty import ReplicaDuty
from ui.dialogs import drafts
from ui.panes import advice
from ui.theme import LIGHT, use_theme
from ui.worker import Background

WORKFLOW = load_workflow()
PAUSE_MS = 80


@pytest.fixture(scope="session", autouse=True)
def theme(qapp: QApplication) -> Iterator[None]:
    """Every window in its real look.

    What lies on the clipboard goes while Python is still there: without a screen Qt keeps it in a
    static of its own, which falls after the interpreter.
    """
    use_theme(qapp, LIGHT)
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="session", autouse=True)
def short_pauses() -> Iterator[None]:
    """What waits for the end of typing waits as long as it takes to see that it does."""
    with pytest.MonkeyPatch.context() as shorter:
        shorter.setattr(drafts, "PAUSE_MS", PAUSE_MS)
        shorter.setattr(advice, "PAUSE_MS", PAUSE_MS)
        yield


@pytest.fixture(autouse=True)
def garbage_on_the_gui_thread() -> Iterator[None]:
    """As in the program: no widget may die on a thread that reads."""
    gc.disable()
    yield
    gc.enable()
    gc.collect(1)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits longer than five seconds where the machine has other work to do."""
    return PatientBot(request)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Threads for reading; a fault of our own on them fails the test."""
    made = Background()
    faults: list[str] = []
    made.bug_met.connect(faults.append)
    yield made
    made.close()
    qapp.processEvents()
    assert not faults


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[ReplicaDuty]:
    """An acceptor at work on a real replica without cases."""
    made = ReplicaDuty(tmp_path / "seat", WORKFLOW)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskDuty]:
    """An acceptor at a real desk, with a made centre that judges when it is asked."""
    made = DeskDuty(tmp_path / "seat", WORKFLOW)
    yield made
    made.close()
