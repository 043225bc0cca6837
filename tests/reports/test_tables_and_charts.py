"""Tables and charts of documents: numbers under one another, and told apart without colours."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal
from itertools import count, pairwise, takewhile

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
MOST_OF_A_PAGE = 75
"""Millimetres of the 225 that a page has for text."""

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


def charts_of(kind: str, names: list[str], *series: list[int]) -> list[str]:
    """The drawings of one chart, as the document holds them."""
    values = [(f"S{n}", [Decimal(v) for v in one]) for n, one in enumerate(series)]
    written = zipfile.ZipFile(io.BytesIO(made([PaperChart("图", "件", names, values, kind)])))
    parts = (f"word/charts/chart{n}.xml" for n in count(1))
    known = set(written.namelist())
    return [written.read(part).decode() for part in takewhile(known.__contains__, parts)]


def chart_xml(kind: str, names: list[str], *series: list[int]) -> str:
    (drawn,) = charts_of(kind, names, *series)
    return drawn


def parts_of(xml: str, pattern: str) -> list[str]:
    return re.findall(pattern, xml)


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


def test_a_tall_chart_comes_in_pieces_that_find_room_on_a_page() -> None:
    names = [f"单位{n:02d}" for n in range(28)]
    drawn = charts_of(STACKED, names, list(range(28)), [1] * 28)
    told = [sorted(set(parts_of(xml, "单位[0-9]{2}"))) for xml in drawn]
    assert [name for names_of_one in told for name in names_of_one] == names
    assert [parts_of(xml, "图，第 ([0-9–]+) 个，共 28 个（件）") for xml in drawn] == [
        *(["1–9"], ["10–18"], ["19–28"]),
    ]
    for same in ('<c:max val="([0-9.]+)"/>', '<c:x val="([0-9.]+)"/>', '<c:w val="([0-9.]+)"/>'):
        (found,) = {tuple(parts_of(xml, same)) for xml in drawn}
        assert found, same
    document = Document(
        io.BytesIO(made([PaperChart("图", "件", names, [("S", [Decimal(1)] * 28)])]))
    )
    heights = [shape.height.mm for shape in document.inline_shapes]
    assert len(heights) == 3
    assert max(heights) < MOST_OF_A_PAGE


def test_a_chart_that_is_cut_says_so_and_keeps_its_shares() -> None:
    many = "".join(charts_of(SHARES, [f"单位{n}" for n in range(60)], [1] * 60))
    assert "个，共 60 个（件）" in many
    assert ("单位31 1.7%" in many, "单位32" in many) == (True, False)
    assert charts_of(SHARES, [], []) == []


def test_a_stacked_bar_does_not_write_its_zeros() -> None:
    assert 'formatCode="#,##0;;"' in chart_xml(STACKED, ["甲"], [3], [0])
