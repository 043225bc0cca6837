"""Windows without a screen: the theme, and queues in memory or on a real replica."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.tables import load_workflow
from tests.gui.patience import PatientBot
from tests.gui.shift_pages import TAKER
from tests.helpers.desk_duty import DeskDuty
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.dialogs import drafts
from ui.panes import advice
from ui.theme import LIGHT, use_theme
from ui.worker import Background

WORKFLOW = load_workflow()
PAUSE_MS = 80
HANDOVER_RULE = {
    "version": "1",
    "parts": ["to_accept:due"],
    "questions": ["keys:required:钥匙在不在？"],
}


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


@pytest.fixture
def staffed(duty: ReplicaDuty) -> ReplicaDuty:
    """A duty with cases, shifts, a roster around today, and a rule for acceptors."""
    duty.receive_cases(list(demo_cases(duty.workflow, duty.now))[:40])
    today = datetime.now(CITY_TIME).date()
    rows: dict[str, dict[str, Any]] = {
        "shift/all": {"name": "全天", "starts": 0, "ends": 1440},
        "handover_rule/acceptor": HANDOVER_RULE,
    }
    for by in (-1, 0, 1):
        day = today + timedelta(days=by)
        person = TAKER.id if by > 0 else "u1001"
        rows[f"roster/{day.isoformat()}.all"] = {"people": [f"{person}@acceptor"]}
    duty.receive("ref", [SubjectRow("reference", code, 5, row) for code, row in rows.items()])
    return duty
