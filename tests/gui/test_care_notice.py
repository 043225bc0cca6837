"""Who keeps the lists or the server is told once a day what there is to see to."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from tests.helpers.replica_duty import ReplicaDuty
from ui.care_notice import EVERY_SECONDS, CareNotice
from ui.worker import Background

UNTIL = 1_795_000_000 + 20 * EVERY_SECONDS
ENDING = "服务器证书还有 7 天到期。"


@dataclass
class Days:
    """A clock that a test sets, and what it heard."""

    now: int = 1_795_000_000
    heard: list[str] = field(default_factory=list)


@pytest.mark.parametrize("post", ["admin", "operations_manager", "acceptor"])
def test_who_keeps_the_lists_is_told_that_the_calendar_ends(
    qtbot: QtBot, duty: ReplicaDuty, background: Background, post: str
) -> None:
    duty.sit(duty.person, post)
    days = Days()
    frames = {"version": "2026-1", "frames": [days.now - 1, days.now, UNTIL, UNTIL]}
    duty.receive("ref", [SubjectRow("reference", "calendar/2026-1", 2, frames)])
    owner = QObject()
    notice = CareNotice(duty, background, lambda: days.now, owner)
    notice.told.connect(days.heard.append)
    for _look in range(2):
        notice.look()
        qtbot.waitUntil(lambda: not background.busy)
    days.now += EVERY_SECONDS
    notice.look()
    qtbot.waitUntil(lambda: not background.busy)
    left = [] if post == "acceptor" else ["还有 20 天", "还有 19 天"]
    assert len(days.heard) == len(left)
    assert all(words in said for words, said in zip(left, days.heard, strict=True))


def test_it_asks_again_until_there_is_an_answer(
    qtbot: QtBot, duty: ReplicaDuty, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[list[str] | None] = [None, [ENDING, ENDING], [ENDING]]
    monkeypatch.setattr(duty, "care_words", lambda _now: answers.pop(0))
    days, owner = Days(), QObject()
    notice = CareNotice(duty, background, lambda: days.now, owner)
    notice.told.connect(days.heard.append)
    for _look in range(3):
        notice.look()
        qtbot.waitUntil(lambda: not background.busy)
    assert days.heard == [f"{ENDING}\n{ENDING}"]
    assert answers == [[ENDING]]
