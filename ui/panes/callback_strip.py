"""Over a case that somebody is to be rung about: which call is owed, until when, and the tries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.domain.workflow import Workflow
from seatapp.text import _, in_turn
from ui.durations import NEAR_SECONDS, Level, moment, time_left
from ui.panes.case_shown import CALLBACK
from ui.widgets.elided import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.section import labelled
from ui.wording import Names, choice_words, now_seconds

State = Mapping[str, Any]
GIVE_UP = "give_up_callback"


def call_words(workflow: Workflow, callback: State) -> str:
    """Which call it is, and about which news."""
    kind = choice_words(workflow, "callback_kind", str(callback.get("callback_kind") or ""))
    news = callback.get("news")
    told = choice_words(workflow, "news", str(news)) if news else ""
    return _("{kind}（{news}）").format(kind=kind, news=told) if told else kind


def tries_words(workflow: Workflow, callback: State, now: int) -> str:
    """How often and with what result it was rung, and when it is rung next.

    A reply at the source is no call, but something to be shown.
    """
    tries, at = callback.get("tries"), callback.get("tried_at")
    proven = callback.get("callback_kind") in workflow.marked("callback_kind", "proof")
    words = _("还没有拨打。")
    if proven:
        words = _("还没有回复；回复时要附截图、链接或回执号。")
    if tries and isinstance(at, int):
        result = choice_words(workflow, "try_result", str(callback.get("result") or ""))
        words = _("已拨 {n} 次，最近 {moment} {result}。").format(
            n=tries, moment=moment(at, now), result=result
        )
    planned = callback.get("planned_at")
    if isinstance(planned, int):
        told = _("计划 {moment} 再拨。") if tries else _("约定 {moment} 回电。")
        words = in_turn(words, told.format(moment=moment(planned, now)))
    return words


def why_given_up(workflow: Workflow, step: str, callback: State) -> dict[str, Value] | None:
    """What stands in the dialog that ends a call in vain: what the last try came to."""
    result, at = callback.get("result"), callback.get("tried_at")
    if step != GIVE_UP or not result or not isinstance(at, int):
        return None
    words = choice_words(workflow, "try_result", str(result))
    tried = moment(at, now_seconds())
    return {"note": _("{moment} 拨打：{result}。").format(moment=tried, result=words)}


class CallbackStrip(QFrame):
    """What is owed to the caller of the case that is shown."""

    def __init__(self, workflow: Workflow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._callback: State | None = None
        self._near = NEAR_SECONDS
        self.setObjectName("box")
        self.setAccessibleName(_("待办的回访"))
        self._title = labelled("", "strong")
        self._who = ElidedLabel()
        self._who.setProperty("role", "secondary")
        self._tries = ElidedLabel()
        self._tries.setProperty("role", "secondary")
        self.pill = Pill()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._who, 1)
        head.addWidget(self.pill)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self._tries)
        self.hide()

    def show_call(self, callback: State | None, names: Names, near: int) -> None:
        """Show an owed call, which is soon due `near` seconds before its end; none hides it."""
        self._callback, self._near = callback, near
        self.setVisible(callback is not None)
        if callback is None:
            return
        self._title.setText(call_words(self._workflow, callback))
        owner = str(callback.get("owner") or "")
        self._who.setText(names.get(("person", owner), owner) or _("还没有人接手"))
        self.refresh_time()

    def refresh_time(self) -> None:
        """Write the time that is left anew."""
        callback, now = self._callback, now_seconds()
        if callback is None:
            return
        self._tries.setText(tries_words(self._workflow, callback, now))
        stage, due = self._workflow.stage(CALLBACK, str(callback["stage"])), callback.get("due_at")
        if stage.terminal:
            self.pill.say(_(stage.label), Level.DONE)
            return
        left = time_left(due if isinstance(due, int) else None, now, near=self._near)
        self.pill.say(left.text, left.level)
        self.pill.setToolTip(
            _("{moment} 到期").format(moment=moment(due, now)) if isinstance(due, int) else ""
        )
