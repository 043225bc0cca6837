"""Putting a finished file where a person wants it: whole and on the disk, or not at all."""

from __future__ import annotations

import re
from pathlib import Path

from seatapp.errors import LocalFileError
from seatapp.reports.clean import paper_text
from seatapp.secrets.durable import write_durably
from seatapp.text import _

LONGEST_NAME = 80
"""In characters; Chinese ones take three bytes each, and file systems end at 255."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)


def file_name(title: str, suffix: str) -> str:
    """A name that every office computer takes, made from the title of a document."""
    whole = _NOT_IN_NAMES.sub("_", paper_text(title).replace("\n", " "))
    name = whole.strip(" .")[:LONGEST_NAME].rstrip(" .") or _("导出")
    return ("_" if _DEVICES.match(name) else "") + name + suffix


def save(path: Path, content: bytes) -> None:
    """Write a file; when this returns, it is on the disk.

    Raises `LocalFileError` with what to do when it cannot be written: a file of that name that
    was there before is untouched then.
    """
    try:
        write_durably(path, content)
    except LocalFileError as fault:
        if isinstance(fault.__cause__, PermissionError) and path.exists():
            raise LocalFileError(
                _(
                    "文件 {path} 不能替换，可能正被 Word、WPS 或 Excel 打开。"
                    "没有生成文件，原有文件未改动。请关闭它，或另取一个名字。"
                ).format(path=path),
                "file_in_use",
            ) from fault
        raise
