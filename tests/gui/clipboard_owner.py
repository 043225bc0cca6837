"""A program that copies what a caller's row shows: does what each line it reads says, and tells."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QSocketNotifier
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow

from ui.clipboard import forget_copied
from ui.idle_lock import IdleLock
from ui.worker import Background

app = QApplication(sys.argv)
clipboard = app.clipboard()
window = QMainWindow()
window.setCentralWidget(QLabel("卡纳里  13912340077"))
window.show()
line = QLineEdit()
lock = IdleLock(app, window, "周敏", lambda _password: None, Background(), 5)


def copy(words: str) -> None:
    """As somebody does who marks words in a field."""
    line.setText(words)
    line.selectAll()
    line.copy()
    clipboard.setText(words, QClipboard.Mode.Selection)


DOES: dict[str, Callable[[str], object]] = {
    "copy": copy,
    "lock": lambda _nothing: lock.lock(),
    "hide": forget_copied,
    "look": lambda _nothing: None,
}


def obey() -> None:
    """Others at the screen are answered meanwhile, as by any program."""
    what, _space, words = sys.stdin.readline().strip().partition(" ")
    DOES[what](words)
    print(clipboard.text(), clipboard.text(QClipboard.Mode.Selection), sep="|", flush=True)


asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
asked.activated.connect(obey)
app.exec()
