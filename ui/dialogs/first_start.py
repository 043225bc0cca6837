"""The first start on a computer that nobody has set up: which centre it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from seatapp.app.first_start import (
    USUAL_PORT,
    Answer,
    asked,
    keep_file,
    keep_typed,
    typed_profile,
)
from seatapp.config import Folders, Profile
from seatapp.errors import WorldError
from seatapp.text import _
from ui.widgets.banner import Banner
from ui.widgets.section import labelled, plain
from ui.wording import named
from ui.worker import Background

WIDTH = 520
HIGHEST_PORT = 65_535


Made = TypeVar("Made")


class FirstStartDialog(QDialog):
    """Takes the administrator's file, or address and root certificate; `profile` is what was kept.

    Keeping asks the servers first. Where none answers it says why, and the same button keeps all
    the same: the line may be down.
    """

    def __init__(
        self, folders: Folders, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._folders, self._background = folders, background
        self.profile: Profile | None = None
        self.file_dialog: QFileDialog | None = None
        self._unanswered: Profile | None = None
        self.take_file = QPushButton(_("选择配置文件…"))
        self.host = QLineEdit()
        self.port = QSpinBox()
        self.database = QLineEdit("seatapp")
        self.root = QLineEdit()
        self.choose_root = QPushButton(_("选择…"))
        self.told = Banner()
        self.keep = QPushButton(_("保存"))
        self._build()
        self.take_file.clicked.connect(self._choose_file)
        self.choose_root.clicked.connect(self._choose_certificate)
        self.keep.clicked.connect(self.try_to_keep)
        for edit in (self.host, self.database, self.root):
            edit.textChanged.connect(self._changed)
        self.port.valueChanged.connect(self._changed)

    def try_to_keep(self) -> None:
        """Ask the servers that were typed, and keep what was typed once one answers."""
        host, database, root = (
            edit.text().strip() for edit in (self.host, self.database, self.root)
        )
        if not (host and database and root):
            self._tell(_("请填写服务器地址、数据库和根证书文件。"))
            return
        profile = typed_profile(host, self.port.value(), database, Path(root))
        if profile == self._unanswered:
            self._run(partial(keep_typed, self._folders, profile), self._kept)
            return
        self._tell(_("正在联系服务器…"))
        self._run(partial(asked, profile), partial(self._answered, profile))

    def take(self, file: Path) -> None:
        """Keep the administrator's file as it is."""
        self._run(partial(keep_file, self._folders, file), self._kept)

    def _answered(self, profile: Profile, answer: Answer) -> None:
        if answer.reached:
            self._run(partial(keep_typed, self._folders, profile), self._kept)
            return
        self._unanswered = profile
        lines = [named(host, words) for host, words in answer.sentences]
        self._tell("\n".join([*lines, _("没有保存。改好后再试；确认无误的，可以先保存。")]))
        self.keep.setText(_("仍然保存"))

    def _kept(self, profile: Profile) -> None:
        self.profile = profile
        self.accept()

    def _changed(self) -> None:
        self._unanswered = None
        self.keep.setText(_("保存"))
        self.told.hide()
        self._fit()

    def _tell(self, sentence: str) -> None:
        self.told.tell(sentence)
        self._fit()

    def _run(self, work: Callable[[], Made], then: Callable[[Made], None]) -> None:
        self._set_busy(True)
        self._background.run(work, partial(self._then, then), self._refused, self._broken)

    def _then(self, then: Callable[[Made], None], made: Made) -> None:
        self._set_busy(False)
        then(made)

    def _refused(self, error: WorldError) -> None:
        self._set_busy(False)
        self._tell(error.sentence)

    def _broken(self) -> None:
        self._set_busy(False)
        self._tell(_("程序出错，没有保存。已写入日志，请再试一次或联系管理员。"))

    def _set_busy(self, busy: bool) -> None:
        self.keep.setEnabled(not busy)
        self.take_file.setEnabled(not busy)

    def _choose_file(self) -> None:
        self._choose(_("选择配置文件"), "centre.toml (*.toml)", self.take)

    def _choose_certificate(self) -> None:
        self._choose(
            _("选择根证书"),
            _("证书 (*.crt *.pem *.cer)"),
            lambda file: self.root.setText(str(file)),
        )

    def _choose(self, title: str, kinds: str, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, title, "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        self.file_dialog = dialog
        dialog.open()

    def _build(self) -> None:
        self.setWindowTitle(_("连接中心"))
        self.port.setRange(1, HIGHEST_PORT)
        self.port.setValue(USUAL_PORT)
        self.port.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.host.setPlaceholderText(_("如 db1.example.org；主备两台用逗号隔开"))
        self.keep.setProperty("tone", "primary")
        self.keep.setDefault(True)
        self.take_file.setAutoDefault(False)
        self.choose_root.setAutoDefault(False)
        certificate = QWidget()
        beside = QHBoxLayout(certificate)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.root, 1)
        beside.addWidget(self.choose_root)
        form = QFormLayout()
        form.setSpacing(8)
        for words, edit, part in (
            (_("服务器地址"), self.host, self.host),
            (_("端口"), self.port, self.port),
            (_("数据库"), self.database, self.database),
            (_("根证书"), self.root, certificate),
        ):
            edit.setAccessibleName(words)
            form.addRow(labelled(words, "secondary"), part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(12)
        layout.addWidget(labelled(_("连接中心"), "title"))
        layout.addWidget(
            plain(
                _("这台电脑还没有配置中心服务器。管理员给了配置文件（centre.toml）的，选它就行。")
            )
        )
        layout.addWidget(self.take_file, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(plain(_("没有配置文件的，按管理员给的地址和证书填写："), "secondary"))
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignRight)
        self._fit()

    def _fit(self) -> None:
        """As high as the wrapped sentences need; a dialog does not see to that by itself."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setFixedSize(WIDTH, layout.totalHeightForWidth(WIDTH))
