"""Tables that people hand in, written for a test."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

MAP = """
[cases]
source_system = "test"
external_id = "编号"
empty = ["-"]
[cases.constant]
case_kind = "hotline"
source = "web"
area = "999001"
urgency = "normal"
[cases.copy]
description = "内容"
[cases.time]
occurred_at = { column = "时间", format = "%Y-%m-%d %H:%M" }
[units]
code = "单位编号"
name = "单位"
"""

HEADER = ("编号", "内容", "时间")
GOOD = ("1", "路灯不亮。", "2026-11-20 08:30")


def written(path: Path, seconds_ago: float) -> None:
    """As if whoever put the file there had written it last at that moment."""
    at = time.time() - seconds_ago
    os.utime(path, (at, at), follow_symlinks=False)


def long_written(folder: Path) -> None:
    """As if whoever put the files there had finished with them a minute ago."""
    for path in folder.iterdir():
        written(path, 60)


def csv_text(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> str:
    """The text of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue()


def workbook(path: Path, rows: Sequence[Sequence[object]], hidden: Mapping[str, str] = {}) -> Path:
    """A workbook at `path`; sheets of `hidden` stand before it with one cell each."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, (name, text) in enumerate(hidden.items()):
        other = book.create_sheet(name, place)
        other["A1"] = text
        other.sheet_state = "hidden"
    book.save(path)
    return path
