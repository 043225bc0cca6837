"""`seatapp --selftest`: whether everything the program stands on is there on this computer.

For whoever installs it: no centre and no log-in are needed, and nothing stays behind. Every check
either says in a few words what it found or raises; all are made, also after one has failed.
"""

from __future__ import annotations

import gettext
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QTranslator, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication, QRawFont
from PySide6.QtWidgets import QApplication

from seatapp.errors import KeyTrouble, WorldError
from seatapp.text import _
from ui import theme
from ui.start import prepare_input_method

CHINESE = (0x57CE, 0x7BA1, 0x5E2D, 0x4F4D)
"""Four characters of the title, by number: Qt's binding misreads some when given as text."""


class Missing(WorldError):
    """Something that the program stands on is not on this computer."""

    code = "missing"


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, whether it is well, and a few words."""

    check: str
    well: bool
    words: str


def selftest() -> list[Finding]:
    """Make every check; the keyring may take some seconds to answer."""
    prepare_input_method(os.environ, sys.platform)
    if sys.platform.startswith("linux") and not has_screen(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # Qt would end the program
    app = QGuiApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None
    return [_found(name, check) for name, check in _checks()]


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether Linux has a screen to show windows on, or somebody chose what Qt shall draw on."""
    return any(environment.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"))


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield _("窗口"), window
    yield _("中文字体"), chinese_font
    yield _("本机加密数据库"), encrypted_file
    yield _("系统钥匙串"), keyring
    yield _("照片处理"), photo_child
    yield _("办理规则"), tables
    yield _("界面语言"), languages
    yield _("公文模板和表格"), documents


def _found(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, check())
    except WorldError as fault:
        return Finding(name, False, fault.sentence)
    # Whatever a library lacks on this computer is what the test is for.
    except Exception as fault:
        return Finding(name, False, f"{type(fault).__name__}: {fault}")


def window() -> str:
    """The libraries of Qt are whole and found a platform to show windows on."""
    return f"Qt {qVersion()}, {QGuiApplication.platformName()}"


def chinese_font() -> str:
    """One of the fonts of the window draws Chinese characters."""
    drawn = QRawFont.fromFont(theme.font(), QFontDatabase.WritingSystem.SimplifiedChinese)
    if not all(drawn.supportsCharacter(code) for code in CHINESE):
        raise Missing(_("没有可用的中文字体。请安装思源黑体或文泉驿等中文字体。"))
    return drawn.familyName()


def encrypted_file() -> str:
    """A file can be made, and no other key opens it."""
    from seatapp.local.database import engine_version, open_file

    with tempfile.TemporaryDirectory() as folder:
        _close(open_file(Path(folder), bytes(32), create=True))
        try:
            _close(open_file(Path(folder), bytes(31) + b"\1", create=False))
        except WorldError:
            return f"SQLite {engine_version()} (SQLCipher)"
    raise AssertionError("another key opened the file")


def _close(engines: tuple[object, ...]) -> None:
    for engine in engines:
        engine.dispose()  # type: ignore[attr-defined]


def keyring() -> str:
    """The system's keyring answers in time. It is only asked for what it cannot have."""
    from seatapp.secrets.device import Device

    with tempfile.TemporaryDirectory() as folder:
        device = Device(Path(folder))
        try:
            device.secret("selftest")
        except KeyTrouble as trouble:
            if trouble.code != "device_secret_gone":
                raise
        return device.where_kept()


def photo_child() -> str:
    """The decoder child starts and turns a photo into facts."""
    from PIL import Image

    from seatapp.media.child import Decoder

    photo = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(photo, "JPEG")
    with Decoder() as decoder:
        facts = decoder.look(photo.getvalue(), 64).facts
    return f"{facts.kind} {facts.width}x{facts.height}"


def tables() -> str:
    """The tables of the life cycle came along with the program."""
    from seatapp.domain.tables import load_workflow

    return _("{count} 个步骤").format(count=len(load_workflow().steps))


def languages() -> str:
    """English, and Qt's own Chinese words."""
    with as_file(files("resources") / "locale") as folder:
        gettext.translation("seatapp", folder, languages=["en"])
    words = QTranslator()
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not words.load("qtbase_zh_CN", path):
        raise FileNotFoundError("qtbase_zh_CN.qm")
    return "zh_CN, en"


def documents() -> str:
    """The libraries that write documents and draw figures can be loaded."""
    import docx
    import docxtpl
    import pyqtgraph
    import xlsxwriter

    return ", ".join(
        f"{library.__name__} {library.__version__}"
        for library in (docx, docxtpl, pyqtgraph, xlsxwriter)
    )
