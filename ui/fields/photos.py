"""Input for photos: from files, dropped on it, or pasted; kept on the disk before they show."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from seatapp.domain.entries import Value
from seatapp.errors import InputFileError, WorldError
from seatapp.text import _
from ui.fields.base import FieldInput, plain_button
from ui.layouts import empty
from ui.pictures import Pictures
from ui.widgets.picture_tile import PictureTile
from ui.widgets.section import labelled
from ui.worker import Background

TILE = (112, 84)
IN_A_ROW = 4
LARGEST_FILE = 64_000_000
"""Larger files are no photos of a phone; the decoder has its own, finer limits."""

MOST_FAULTS = 4
"""So many of those that were not added are named; of more there is the count."""

AddPhoto = Callable[[bytes], str]
Waiting = deque[tuple[str, Callable[[], bytes]]]
"""Photos to be kept, by their names, and how their bytes are read; the first is under way."""


class PhotosInput(FieldInput):
    """Photos by their SHA-256. `add_photo` keeps the bytes on this workstation.

    They are kept one after the other: all at once would hold every thread that reads for the
    screen, and a case opened meanwhile would wait for all of them.

    In a narrow column, with few `in_a_row`, the hint stands on a line of its own.
    """

    def __init__(
        self,
        add_photo: AddPhoto,
        pictures: Pictures,
        background: Background,
        maximum: int,
        parent: QWidget | None = None,
        in_a_row: int = IN_A_ROW,
    ) -> None:
        super().__init__(parent)
        self._in_a_row = in_a_row
        self._add_photo = add_photo
        self._pictures = pictures
        self._background = background
        self._maximum = maximum
        self._hashes: list[str] = []
        self._stay: frozenset[str] = frozenset()
        self._waiting: Waiting = deque()
        self._faults: list[str] = []
        self.setAcceptDrops(True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.choose = plain_button(_("添加照片…"))
        self.paste = plain_button(_("粘贴"))
        self._hint = labelled(_("也可以把图片拖到这里"), "secondary")
        self._said = QLabel()
        self._said.setWordWrap(True)
        self._said.setProperty("role", "fault")
        self._said.hide()
        self._lay_out()
        self.choose.clicked.connect(self._choose_files)
        self.paste.clicked.connect(self.take_clipboard)

    @property
    def busy(self) -> bool:
        """Whether photos are still being written to the disk."""
        return bool(self._waiting)

    def value(self) -> Value:
        """The hashes, or None."""
        return list(self._hashes) or None

    def set_value(self, value: Value) -> None:
        """Show these photos; what is still being kept for the former ones does not come in."""
        self._hashes = [str(one) for one in value] if isinstance(value, list) else []
        self._waiting = deque()
        self._show_hint()
        self._show()

    def let_stay(self, hashes: Iterable[str]) -> None:
        """These photos can only be added to, not taken out."""
        self._stay = frozenset(hashes)
        self._show()

    def first(self) -> QWidget:
        """The button that adds."""
        return self.choose

    def add_files(self, paths: list[Path]) -> None:
        """Add photos from files, as many as there is room for."""
        self._begin()
        room = self._room()
        for path in paths[:room]:
            self._add(partial(_read, path), path.name)
        if len(paths) > room:
            words = _("最多 {most} 张照片，有 {n} 张没有添加。")
            self._say(words.format(most=self._maximum, n=len(paths) - room))

    def add_image(self, image: QImage) -> None:
        """Add a picture that was pasted, such as a screenshot."""
        self._begin()
        if self._room():
            self._add(partial(_encoded, image), _("粘贴的图片"))
        else:
            self._say(_("最多 {n} 张照片。").format(n=self._maximum))

    def take_clipboard(self) -> None:
        """Add what lies on the clipboard."""
        # The stubs say otherwise, but an empty clipboard may have no data at all.
        held = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
        if held is None or not self._take(held):
            self._begin()
            self._say(_("剪贴板里没有图片。"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste with Ctrl+V."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take_clipboard()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say whether what is dragged can be dropped."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.paste)
        narrow = self._in_a_row < IN_A_ROW
        if not narrow:
            buttons.addWidget(self._hint)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._said)
        layout.addLayout(self._rows)
        layout.addLayout(buttons)
        if narrow:
            layout.addWidget(self._hint)

    def _take(self, mime: QMimeData) -> bool:
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.add_files(paths)
            return True
        if not mime.hasImage():
            return False
        image = QImage(mime.imageData())
        if not image.isNull():
            self.add_image(image)
        return not image.isNull()

    def _choose_files(self) -> None:
        kinds = _("照片 (*.jpg *.jpeg *.png *.webp *.heic *.heif);;所有文件 (*)")
        dialog = QFileDialog(self.window(), _("选择照片"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._take_files)
        dialog.open()

    def _take_files(self, chosen: list[str]) -> None:
        self.add_files([Path(one) for one in chosen])

    def _begin(self) -> None:
        """Photos are added anew: what was said of the last ones goes, unless they are under way."""
        if not self.busy:
            self._faults.clear()
            self._said.hide()

    def _room(self) -> int:
        return max(0, self._maximum - len(self._hashes) - len(self._waiting))

    def _add(self, read: Callable[[], bytes], name: str) -> None:
        self._waiting.append((name, read))
        self._show_hint()
        if len(self._waiting) == 1:
            self._keep_next()

    def _keep_next(self) -> None:
        waiting = self._waiting
        name, read = waiting[0]
        self._background.run(
            partial(_kept, self._add_photo, read),
            partial(self._added, waiting, name),
            partial(self._refused, waiting, name),
            partial(self._give_up, waiting, name),
        )

    def _added(self, waiting: Waiting, name: str, sha256: str) -> None:
        """One more is on the disk."""
        if waiting is not self._waiting:
            return
        if sha256 in self._hashes:
            self._say(_("{name}：这张照片已经添加过了。").format(name=name))
        else:
            self._hashes.append(sha256)
            self._show()
            self.edited.emit()
        self._go_on()

    def _refused(self, waiting: Waiting, name: str, error: WorldError) -> None:
        if waiting is self._waiting:
            named = name in error.sentence
            self._say(error.sentence if named else f"{name}：{error.sentence}")
            self._go_on()

    def _give_up(self, waiting: Waiting, name: str) -> None:
        if waiting is self._waiting:
            self._say(_("{name}：照片没有保存，请再试一次。").format(name=name))
            self._go_on()

    def _go_on(self) -> None:
        self._waiting.popleft()
        self._show_hint()
        if self._waiting:
            self._keep_next()

    def _say(self, sentence: str) -> None:
        self._faults.append(sentence)
        lines = [f"✕ {one}" for one in self._faults[:MOST_FAULTS]]
        more = len(self._faults) - MOST_FAULTS
        if more > 0:
            lines.append(_("还有 {n} 张也没有添加。").format(n=more))
        self._said.setText("\n".join(lines))
        self._said.show()

    def _show_hint(self) -> None:
        words = _("正在保存 {n} 张照片…").format(n=len(self._waiting))
        self._hint.setText(words if self._waiting else _("也可以把图片拖到这里"))

    def _show(self) -> None:
        empty(self._rows)
        for start in range(0, len(self._hashes), self._in_a_row):
            self._rows.addWidget(self._row_of(self._hashes[start : start + self._in_a_row], start))

    def _row_of(self, hashes: list[str], start: int) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for place, sha256 in enumerate(hashes, start + 1):
            layout.addWidget(self._cell(sha256, place))
        layout.addStretch(1)
        return row

    def _cell(self, sha256: str, place: int) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        tile = PictureTile(self._pictures, sha256)
        tile.setAccessibleName(_("照片 {n}").format(n=place))
        tile.setFixedSize(*TILE)
        tile.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        remove = plain_button(_("移除"))
        remove.setProperty("tone", "link")
        remove.setAccessibleName(_("移除照片 {n}").format(n=place))
        remove.clicked.connect(partial(self._remove, sha256))
        layout.addWidget(tile)
        layout.addWidget(remove, 0, Qt.AlignmentFlag.AlignHCenter)
        remove.setVisible(sha256 not in self._stay)
        return cell

    def _remove(self, sha256: str, _checked: bool = False) -> None:
        self._hashes.remove(sha256)
        self._show()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()


def _kept(add_photo: AddPhoto, read: Callable[[], bytes]) -> str:
    return add_photo(read())


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputFileError(_("{name} 太大，不像是照片，没有添加。").format(name=path.name))
        return path.read_bytes()
    except OSError as fault:
        raise InputFileError(
            _("{name} 读不出来，没有添加。请检查文件后再试。").format(name=path.name)
        ) from fault


def _encoded(image: QImage) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(held.data())
