"""A line to type in, as the program sets up its input: prints what stands in it at every change."""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication, QLineEdit

from ui.start import prepare_input_method

prepare_input_method(os.environ, sys.platform)
app = QApplication(sys.argv)
line = QLineEdit()
line.textChanged.connect(lambda text: print(text, flush=True))
line.showMaximized()
line.activateWindow()
line.setFocus()
print("ready", flush=True)
app.exec()
