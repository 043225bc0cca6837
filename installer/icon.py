"""Draws the program's icon at the sizes that desktops ask for: `python -m installer.icon FOLDER`.

Linux gets one PNG a size, Windows one .ico with all of them.
"""

from __future__ import annotations

import io
import os
import sys
from importlib.resources import files
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QIcon

SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw(folder: Path) -> list[Path]:
    """Write `seatapp-<size>.png` and `seatapp.ico` into `folder`; returns the files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert app is not None
    icon = QIcon(str(files("resources") / "icons" / "seatapp.svg"))
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [_picture(icon, size) for size in SIZES]
    written = [folder / f"seatapp-{size}.png" for size in SIZES]
    for picture, path in zip(pictures, written, strict=True):
        picture.save(path)
    whole = folder / "seatapp.ico"
    pictures[-1].save(whole, sizes=[(size, size) for size in SIZES], append_images=pictures[:-1])
    return [*written, whole]


def _picture(icon: QIcon, size: int) -> Image.Image:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    icon.pixmap(QSize(size, size)).save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(buffer.data().data())))


if __name__ == "__main__":
    for path in draw(Path(sys.argv[1])):
        print(path)
