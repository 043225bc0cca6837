"""A chart under its name: others of the same table, as a picture, and what it points at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from seatapp.reports.exports import Exported
from seatapp.reports.figure_tables import Chart, Link
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.duty import PaperExports
from ui.exporting import Exporting
from ui.recoloured import Recoloured
from ui.theme import current_tokens
from ui.widgets.chart_drawing import legend
from ui.widgets.chart_view import ChartView
from ui.widgets.pressed import pressed
from ui.widgets.section import labelled
from ui.wording import chart_words, figure_words
from ui.worker import Background


class ChartCard(QFrame):
    """The charts of one table, one at a time.

    Signals:
        list_wanted(str, object): the list behind a number, with its title and its `Link`.
        told(str), failed(str): a picture was copied or saved, or could not be.
    """

    list_wanted = Signal(str, object)
    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self, exports: Callable[[], PaperExports], background: Background, exporting: Exporting
    ) -> None:
        super().__init__()
        self._exports, self._background, self._exporting = exports, background, exporting
        self._charts: Sequence[Chart] = ()
        self.setObjectName("box")
        self.name = labelled("", "strong")
        self.names = QComboBox()
        self.names.setAccessibleName(_("图表"))
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.view = ChartView()
        self.under = labelled("", "secondary")
        self.under.setTextFormat(Qt.TextFormat.RichText)  # the marks of the legend have colours
        self.under.setWordWrap(True)
        self.copy = _button(_("复制"), _("把图复制到剪贴板"), self._copy)
        self.save = _button(_("存为图片"), _("把图存成 PNG 文件"), self._save)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.name)
        head.addWidget(self.names)
        head.addStretch(1)
        head.addWidget(self.copy)
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 6)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self.under)
        self.names.currentIndexChanged.connect(self._turn)
        self.view.chosen.connect(self._open)
        self.view.pointed.connect(self._tell)
        Recoloured(self, partial(self._tell, ""))

    def hasHeightForWidth(self) -> bool:
        """No: a legend of several lines takes its room from the picture, not from other cards."""
        return False

    @property
    def chart(self) -> Chart | None:
        """What is drawn now."""
        return self.view.chart

    def show_charts(self, charts: Sequence[Chart]) -> None:
        """Offer these charts, and show the first."""
        self._charts = charts
        self.names.blockSignals(True)
        self.names.clear()
        for chart in charts:
            self.names.addItem(chart_words(chart))
        self.names.blockSignals(False)
        self.names.setVisible(len(charts) > 1)
        self.name.setVisible(len(charts) == 1)
        if charts:
            self._turn(0)

    def _turn(self, place: int) -> None:
        if 0 <= place < len(self._charts):
            chart = self._charts[place]
            self.name.setText(chart_words(chart))
            self.view.show_chart(chart)
            self._tell("")

    def _tell(self, words: str) -> None:
        """What is pointed at, else which colour is what."""
        chart = self.chart
        known = "" if chart is None else legend(chart, current_tokens())
        self.under.setText(escape(words) or known)

    def _open(self, series: int, place: int) -> None:
        chart = self.chart
        link: Link | None = None if chart is None else chart.series[series].behind(place)
        if chart is not None and link is not None and chart.series[series].values[place]:
            words = figure_words(chart.series[series].name or chart.title)
            self.list_wanted.emit(f"{figure_words(chart.names[place])} · {words}", link)

    def _copy(self) -> None:
        chart = self.chart
        if chart is None:
            return
        picture = self.view.picture()
        note = partial(self._exports().note_picture, chart.title)
        self._background.run(note, partial(self._copied, picture))

    def _copied(self, picture: QImage, _noted: object) -> None:
        QGuiApplication.clipboard().setImage(picture)
        self.told.emit(_("图已复制，可以粘贴到文档里。"))

    def _save(self) -> None:
        chart = self.chart
        if chart is None:
            return
        content = _png(self.view.picture())
        exports = self._exports()

        def make(path: Path, _watch: Watch) -> Exported:
            return exports.save_picture(chart.title, content, path)

        self._exporting.ask(chart.title, ".png", make)


def _png(picture: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    return bytes(buffer.data().data())


def _button(words: str, hint: str, act: Callable[[], None]) -> QPushButton:
    button = pressed(words, "link", act)
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    return button
