"""The libraries that come with the program, and the texts of their licences."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from seatapp.text import _

SIZE = (760, 560)
FOLDER = files("resources") / "licences"
TEXTS = ("third_parties.md", "LGPL-3.txt", "GPL-3.txt", "LGPL-2.1.txt")


class ThirdPartiesDialog(QDialog):
    """One long text to read and to search with the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("第三方组件和许可"))
        self.text = QPlainTextEdit(
            "\n\n".join((FOLDER / name).read_text("utf-8") for name in TEXTS)
        )
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("第三方组件和许可"))
        close = QPushButton(_("关闭"))
        close.setProperty("tone", "primary")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.addWidget(self.text, 1)
        layout.addWidget(close)
        self.resize(*SIZE)
