"""Tables and charts of documents: numbers under one another, and told apart without colours."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from itertools import pairwise

import pytest
from docx import Document
from docx.oxml.ns import qn

from installer.templates.__main__ import content
from installer.templates.form import NOTE, blank
from installer.templates.paragraphs import say
from seatapp.reports.figure_tables import LINES, SHARES, STACKED
from seatapp.reports.filling import filled
from seatapp.reports.paper import Paper, PaperChart, PaperTable
from seatapp.reports.watch import Watch
from seatapp.reports.word_charts import COLOURS, LIGHT_FROM, lightness

FOOT = {"number": "A01-261122-E001", "by": "周敏", "at": "2026-11-22 11:45"}
UNITS = PaperTable(
    ["处置单位", "处置率（%）"],
    [["甲", "100.00"], ["乙", "8.50"], ["丙", "—"]],
    [9.0, 3.0],
    centred=frozenset({1}),
)


def made(charts: list[PaperChart]) -> bytes:
    template = blank()
    say(template, NOTE, "〔图：units〕")
    say(template, NOTE, "〔表：units〕")
    paper = Paper("test", "试件", "test", {}, tables={"units": UNITS}, charts={"units": charts})
    return filled(content(template), paper, FOOT, Watch())


def chart_xml(kind: str, names: list[str], *series: list[int]) -> str:
    values = [(f"S{n}", [Decimal(v) for v in one]) for n, one in enumerate(series)]
    written = made([PaperChart("图", "件", names, values, kind)])
    return zipfile.ZipFile(io.BytesIO(written)).read("word/charts/chart1.xml").decode()


def test_numbers_end_under_one_another_and_units_stand_on_their_own_line() -> None:
    (table,) = Document(io.BytesIO(made([]))).tables
    assert table.rows[0].cells[1].text == "处置率\n（%）"
    places = [row.cells[1].paragraphs[0]._p.pPr for row in table.rows[1:]]
    assert [place.find(qn("w:jc")).get(qn("w:val")) for place in places] == [
        *("right", "right", "center"),
    ]
    ends = {place.find(qn("w:ind")).get(qn("w:right")) for place in places[:2]}
    assert len(ends) == 1
    assert int(ends.pop()) > 0


@pytest.mark.parametrize(("note", "kept"), [("注：名次按得分。", 2), ("", 0)])
def test_a_note_stands_on_the_page_of_the_last_row(note: str, kept: int) -> None:
    template = blank()
    say(template, NOTE, "〔表：units〕")
    say(template, NOTE, note)
    paper = Paper("test", "试件", "test", {}, tables={"units": UNITS})
    written = filled(content(template), paper, FOOT, Watch())
    (table,) = Document(io.BytesIO(written)).tables
    assert len(list(table.rows[-1]._tr.iter(qn("w:keepNext")))) == kept


def test_neighbouring_colours_differ_on_a_printer_without_colours() -> None:
    shades = [lightness(colour) for colour in COLOURS]
    assert all(abs(one - other) > 60 for one, other in pairwise(shades))
    assert {shade >= LIGHT_FROM for shade in shades} == {True, False}


def test_lines_are_told_apart_by_dashes_and_points() -> None:
    xml = chart_xml(LINES, ["1", "2"], [1, 2], [2, 1], [0, 4])
    assert [xml.count(f'<a:prstDash val="{dash}"/>') for dash in ("solid", "dash", "sysDot")] == [
        *(1, 1, 1),
    ]
    assert xml.count('<c:symbol val="square"/>') == 1


def test_shares_are_bars_that_name_their_share() -> None:
    xml = chart_xml(SHARES, ["采集员", "来电"], [3, 1])
    assert "采集员 75.0%" in xml
    assert "barChart" in xml


def test_a_chart_that_is_cut_says_so_and_keeps_its_shares() -> None:
    many = chart_xml(SHARES, [f"单位{n}" for n in range(60)], [1] * 60)
    assert "图，前 32 个，共 60 个（件）" in many
    assert ("单位31 1.7%" in many, "单位32" in many) == (True, False)
    assert "前 32 个" not in chart_xml(SHARES, ["甲"] * 32, [1] * 32)


def test_a_stacked_bar_does_not_write_its_zeros() -> None:
    assert 'formatCode="#,##0;;"' in chart_xml(STACKED, ["甲"], [3], [0])
