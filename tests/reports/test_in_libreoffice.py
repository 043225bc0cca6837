"""LibreOffice shows every row of a table whole, and works out the pages of the contents."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from installer.templates.__main__ import content
from installer.templates.form import CONTENTS, HEADING, NOTE, blank
from installer.templates.paragraphs import say
from seatapp.reports.filling import filled
from seatapp.reports.paper import Paper, PaperTable
from seatapp.reports.watch import Watch

FOOT = {"number": "A01-261122-E001", "by": "周敏", "at": "2026-11-22 11:45"}
ROWS = [f"{number:02d}" for number in range(28)]
TITLES = ["一、总体情况", "二、主要指标", "三、走势"]
MISSING = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]


def document_with(lines_before: int) -> bytes:
    """A table with a head of several lines behind so many lines of text."""
    template = blank()
    for _line in range(lines_before):
        say(template, NOTE, "一行")
    say(template, NOTE, "〔表：units〕")
    columns = ["处置单位", "处置件数", "用时中位数（小时）"]
    rows = [[f"R{row} {'名称很长的处置单位' * 3} E{row}", "5", "3 天"] for row in ROWS]
    table = PaperTable(columns, rows, [4.0, 1.0, 1.2])
    paper = Paper("test", "试件", "test", {}, tables={"units": table})
    return filled(content(template), paper, FOOT, Watch())


def pages_of(made: Sequence[Path]) -> dict[str, list[list[str]]]:
    """What LibreOffice shows of documents of one folder: by name, the lines of each page."""
    folder = made[0].parent
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, *map(str, made)], check=True, capture_output=True)
    found = {}
    for path in made:
        read = ["pdftotext", "-layout", str(path.with_suffix(".pdf")), "-"]
        shown = subprocess.run(read, check=True, capture_output=True, text=True).stdout
        pages = shown.split("\f")
        found[path.stem] = [[line.strip() for line in page.splitlines()] for page in pages]
    return found


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
def test_no_row_is_lost_at_the_end_of_a_page(tmp_path: Path) -> None:
    made = [tmp_path / f"{lines}.docx" for lines in range(20, 44)]
    for path in made:
        path.write_bytes(document_with(int(path.stem)))
    for name, shown in pages_of(made).items():
        pages = [" ".join(page).split() for page in shown]
        told = [(f"R{row}" in page, f"E{row}" in page) for row in ROWS for page in pages]
        assert told.count((True, True)) == len(ROWS), f"rows lost or cut: {name}"
        headless = [page for page in pages if "R27" in page and "处置件数" not in page]
        assert not headless, name


@pytest.mark.slow
@pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {', '.join(MISSING)}")
def test_the_contents_tell_the_pages_on_which_headings_stand(tmp_path: Path) -> None:
    template = blank()
    for title in TITLES:
        say(template, CONTENTS, title)
    for title in TITLES:
        say(template, HEADING, title)
        for _line in range(30):
            say(template, NOTE, "一行")
    made = tmp_path / "contents.docx"
    made.write_bytes(filled(content(template), Paper("test", "试件", "test", {}), FOOT, Watch()))
    first, *others = pages_of([made])[made.stem]
    told = [line.split(".")[0 :: len(line.split(".")) - 1] for line in first if "...." in line]
    assert [title for title, _page in told] == TITLES
    assert others
    for title, page in told:
        shown = [first, *others][int(page) - 1]
        assert any(line == title for line in shown), title
