"""Who else has the same case in front of them, in a few words beside its title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer

from seatapp.text import _
from ui.durations import Level, local
from ui.duty import Colleague, Duty
from ui.widgets.pill import Pill
from ui.widgets.plain_tip import plain_tip
from ui.worker import Background

LOOK_MS = 2_000
Words = tuple[str, str]
"""A few words, and one line for each colleague."""


class CompanyPill(Pill):
    """Shows colleagues at the same case, and what one of them is doing to it; else nothing."""

    def __init__(self, duty: Duty, background: Background) -> None:
        super().__init__()
        self._duty, self._background = duty, background
        self._others: tuple[Colleague, ...] = ()
        self.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """See who is there now."""
        others = tuple(self._duty.company.others)
        if others == self._others:
            return
        self._others = others
        if others:
            self._background.look(partial(company_words, self._duty, others), self._show)
        else:
            self.hide()

    def _show(self, words: Words) -> None:
        if self._others:
            acting = self._others[0].doing is not None
            self.say(words[0], Level.NEAR if acting else Level.UNSET)
            self.setToolTip(plain_tip(words[1]))
            self.show()


def company_words(duty: Duty, others: Sequence[Colleague]) -> Words:
    """Who is there in a few words, and line by line; those who act come first. Waits for a disk."""
    names = [duty.reader.words("person", other.person) for other in others]
    lines = [_line(duty, name, other) for name, other in zip(names, others, strict=True)]
    acting = sum(other.doing is not None for other in others)
    if acting == 1:
        step = _step_words(duty, str(others[0].doing))
        said = _("{name} 正在填“{step}”").format(name=names[0], step=step)
    elif acting:
        said = _("{name} 等 {n} 人正在办").format(name=names[0], n=acting)
    elif len(others) == 1:
        said = _("{name} 也在看").format(name=names[0])
    else:
        said = _("{name} 等 {n} 人也在看").format(name=names[0], n=len(others))
    return said, "\n".join(lines)


def _line(duty: Duty, name: str, other: Colleague) -> str:
    since = f"{local(other.since):%H:%M}"
    if other.doing is None:
        return _("{name}：{time} 起在看").format(name=name, time=since)
    step = _step_words(duty, other.doing)
    return _("{name}：{time} 起正在填“{step}”").format(name=name, time=since, step=step)


def _step_words(duty: Duty, doing: str) -> str:
    """What a step is called; a step of a newer program goes by its own name."""
    subject, _dot, name = doing.partition(".")
    step = duty.workflow.step(subject, name)
    return name if step is None else _.of("step", step.label)
