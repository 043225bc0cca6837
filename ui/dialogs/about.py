"""What the program is made of, and where this workstation keeps its secret."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

import seatapp
from seatapp.text import _, listed
from ui.dialogs.third_parties import ThirdPartiesDialog
from ui.widgets.fact_grid import Fact, FactGrid
from ui.widgets.section import labelled
from ui.wording import named

WIDTH = 560
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "psycopg", "sqlcipher3", "cryptography", "Pillow")


def about_facts(sqlite_version: str, secret_kept: str, centre: str) -> list[Fact]:
    """The lines of the page. `secret_kept` says where the device secret is, in words."""
    return [
        Fact(_("程序版本"), seatapp.__version__),
        Fact(_("中心服务器"), centre),
        Fact(_("本机数据库"), f"SQLite {sqlite_version} (SQLCipher)"),
        Fact(_("设备密钥"), secret_kept),
        Fact(_("运行环境"), listed((f"Python {platform.python_version()}", f"Qt {qVersion()}"))),
        Fact(_("操作系统"), platform.platform(terse=True)),
        Fact(_("主要组件"), listed(_library(name) for name in LIBRARIES)),
        Fact(_("许可"), _("Apache 许可证 2.0 版；Qt 按 LGPL 3 使用，可以替换。")),
    ]


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


class AboutDialog(QDialog):
    """Shows the facts and lets them be copied for a question to the administrator."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = facts
        self.setWindowTitle(_("关于"))
        grid = FactGrid()
        grid.show_facts(facts)
        self.copy = QPushButton(_("复制"))
        self.copy.setToolTip(_("复制以上内容，报修时附上"))
        self.licences = QPushButton(_("第三方组件…"))
        self.close_button = QPushButton(_("关闭"))
        self.close_button.setProperty("tone", "primary")
        self.copy.clicked.connect(self.copy_facts)
        self.licences.clicked.connect(self.show_third_parties)
        self.close_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.licences)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(14)
        layout.addWidget(labelled(_("城管席位工作站"), "title"))
        layout.addWidget(grid)
        layout.addLayout(row)
        self.resize(WIDTH, layout.heightForWidth(WIDTH))

    def show_third_parties(self) -> None:
        """Show what comes with the program, and under which licences."""
        ThirdPartiesDialog(self).open()

    def copy_facts(self) -> None:
        """Put all lines on the clipboard."""
        lines = [named(fact.label, fact.words) for fact in self._facts]
        QGuiApplication.clipboard().setText("\n".join(lines))
