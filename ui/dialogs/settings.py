"""The settings: of the person, of this workstation, and those of the centre to be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.idle import FEWEST, MOST, USUAL_MINUTES
from seatapp.text import _
from ui.remembered import SCALES, Remembered
from ui.screen_room import scales_with_room
from ui.theme import CONTRAST, DARK, LIGHT, SYSTEM
from ui.widgets.section import labelled
from ui.worker import Background

WIDTH, LABEL_PX = 560, 130
LANGUAGES = ("zh_CN", "en")


class Settings(Protocol):
    """Answers what the centre has laid down; waits for a disk."""

    def references(self, kind: str) -> Sequence[tuple[str, Mapping[str, object]]]:
        """All rows of a reference list with their codes."""


class Seated(Protocol):
    """Who the settings are for."""

    @property
    def reader(self) -> Settings:
        """Answers from the replica."""


class SettingsDialog(QDialog):
    """Every choice holds at once and is remembered; there is nothing to confirm.

    Signals: `theme_wanted(str)`, `density_wanted(bool)`: something on the screen changes now.
    """

    theme_wanted = Signal(str)
    density_wanted = Signal(bool)

    def __init__(
        self, duty: Seated, remembered: Remembered, background: Background, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("设置"))
        self._own, self._seat = remembered, remembered.of_workstation()
        self._laid_down = _form()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(10)
        column.addWidget(labelled(_("设置"), "title"))
        column.addWidget(labelled(_("我的"), "heading"))
        column.addLayout(self._mine())
        column.addWidget(labelled(_("这台电脑 · 下次启动时生效"), "heading"))
        column.addLayout(self._of_the_seat())
        column.addWidget(labelled(_("中心统一设定"), "heading"))
        column.addLayout(self._laid_down)
        close = QPushButton(_("关闭"))
        close.setProperty("tone", "primary")
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addSpacing(6)
        column.addLayout(foot)
        self.setMinimumWidth(WIDTH)
        background.run(partial(duty.reader.references, "setting"), self._show_laid_down)

    def _mine(self) -> QFormLayout:
        self.theme = _box(
            _("外观"),
            (
                (SYSTEM, _("跟随系统")),
                (LIGHT, _("浅色")),
                (DARK, _("深色")),
                (CONTRAST, _("高对比度")),
            ),
            self._own.theme,
        )
        self.theme.activated.connect(lambda: self.theme_wanted.emit(self.theme.currentData()))
        self.compact = QCheckBox(_("列表行距紧凑"))
        self.compact.setChecked(self._own.compact)
        self.compact.toggled.connect(self.density_wanted)
        self.taking_first = QCheckBox(_("有待接的班时，登录后先显示接班待办"))
        self.taking_first.setChecked(self._own.taking_first)
        self.taking_first.toggled.connect(self._keep_taking_first)
        self.sounds = QCheckBox(_("来电响铃、时限将到时发出提示音"))
        self.sounds.setChecked(self._own.sounds)
        self.sounds.toggled.connect(self._keep_sounds)
        form = _form()
        form.addRow(_label(_("外观")), self.theme)
        form.addRow(_label(""), self.compact)
        form.addRow(_label(""), self.taking_first)
        form.addRow(_label(""), self.sounds)
        return form

    def _of_the_seat(self) -> QFormLayout:
        # Languages stand under their own names, so that everybody finds theirs.
        named = [(code, QLocale(code).nativeLanguageName()) for code in LANGUAGES]
        self.language = _box(_("语言"), (("", _("按本机安装设置")), *named), self._seat.language)
        self.language.activated.connect(self._keep_language)
        fitting = scales_with_room(self.screen().availableSize())
        scales = [(s, f"{s} %") for s in SCALES if s in fitting or s == self._seat.scale]
        self.scale = _box(_("界面大小"), (("", _("按系统设置")), *scales), self._seat.scale)
        self.scale.activated.connect(self._keep_scale)
        form = _form()
        form.addRow(_label(_("语言")), self.language)
        form.addRow(_label(_("界面大小")), self.scale)
        return form

    def _show_laid_down(self, rows: Sequence[tuple[str, Mapping[str, object]]]) -> None:
        values = {code: str(row.get("value", "")) for code, row in rows}
        minutes = values.get("idle_lock_minutes", "")
        locked = min(max(int(minutes), FEWEST), MOST) if minutes.isdigit() else USUAL_MINUTES
        lines = [(_("无操作锁屏"), _("{n} 分钟").format(n=locked))]
        if values.get("reveals_a_day"):
            words = _("每人每天 {n} 次").format(n=values["reveals_a_day"])
            lines.append((_("查看来电人"), words))
        for name, words in lines:
            self._laid_down.addRow(_label(name), labelled(words, ""))

    def _keep_taking_first(self, wanted: bool) -> None:
        self._own.taking_first = wanted

    def _keep_sounds(self, wanted: bool) -> None:
        self._own.sounds = wanted

    def _keep_language(self) -> None:
        self._seat.language = self.language.currentData()

    def _keep_scale(self) -> None:
        self._seat.scale = self.scale.currentData()


def _label(words: str) -> QLabel:
    """The name of a setting, as wide as all others."""
    label = labelled(words, "field")
    label.setMinimumWidth(LABEL_PX)
    return label


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setSpacing(8)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    return form


def _box(name: str, choices: Sequence[tuple[str, str]], chosen: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumWidth(200)
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    return box
