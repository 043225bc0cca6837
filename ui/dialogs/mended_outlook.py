"""What becomes of the deadline under a class that is being mended, told before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

from seatapp.domain.entries import Values
from ui.deadline_words import mended_words
from ui.duty import Duty
from ui.wording import now_seconds
from ui.worker import Background

RELIMIT = "relimit"
"""The clock word of steps that read the limit again."""

LIMITED_BY = ("class_code", "matter_code")
"""What a limit hangs on."""

WEIGH_MS = 150


class MendedOutlook(QLabel):
    """A sentence under the form of such a step, kept up to date with what is chosen."""

    def __init__(
        self, duty: Duty, background: Background, subject_id: str, values: Callable[[], Values]
    ) -> None:
        super().__init__()
        self._duty, self._background = duty, background
        self._subject_id, self._values = subject_id, values
        self.setProperty("role", "secondary")
        self.setWordWrap(True)
        self._weighing = QTimer(self, singleShot=True, interval=WEIGH_MS)
        self._weighing.setObjectName("mended class weighed")
        self._weighing.timeout.connect(self._weigh)

    def touch(self) -> None:
        """Something was chosen."""
        self._weighing.start()

    def _weigh(self) -> None:
        """Reckon the deadline under the class or matter that is chosen, off the GUI thread."""
        values = self._values()
        named = {name: values[name] for name in LIMITED_BY if values.get(name)}
        if not named:
            self.setText("")
            return
        read = partial(self._duty.reader.relimited, self._subject_id, named)
        self._background.run(read, self._tell)

    def _tell(self, found: tuple[Mapping[str, Any], Mapping[str, Any]] | None) -> None:
        if found is not None:
            self.setText(mended_words(*found, now_seconds()))
