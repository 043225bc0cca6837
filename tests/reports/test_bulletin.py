"""The document of a period at its ends: without a case, and with many units of long names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from seatapp.central.reports import MonthCounts
from seatapp.domain.figures import load_figure_rules
from seatapp.domain.tables import load_workflow
from seatapp.reports.bulletin import period_paper
from seatapp.reports.figure_tables import Naming
from seatapp.reports.filling import filled
from seatapp.reports.monthly import MonthReports, month_report
from seatapp.reports.office import Office
from seatapp.reports.paper import Paper
from seatapp.reports.paper_layout import ROOM
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch
from tests.reports.documents import opened, words_of

MONTH = "2026-10"
FOOT = {"number": "A01-261122-E001", "by": "周敏", "at": "2026-11-22 11:45"}
FIELD = ["begin", "separate", "end"]
LONG_NAME = "城市管理综合行政执法局市容环境卫生管理中队（挂牌：市政设施养护应急抢险中心）"
LINE = {"scheme": "s", "version": "1", "about": "unit", "name": "解决率", "method": "share"}
SCHEME: list[dict[str, Any]] = [
    {"kind": "assess_rule", "code": "s.1", "row": {**LINE, "of": "solved_rate", "weight": "100"}},
    {"kind": "setting", "code": "assess_scheme_hotline_unit", "row": {"value": "s"}},
]


def paper_of(
    groups: list[dict[str, Any]],
    month: str = MONTH,
    duties: Sequence[dict[str, Any]] = (),
    kind: str = "monthly",
    **office: str,
) -> Paper:
    naming = Naming(load_workflow(), lambda _kind, code: code + LONG_NAME)
    counts = {"groups": groups, "people": [], "duties": duties, "rules": SCHEME}
    told = MonthCounts(month, "9990", 0, "", 0, "u1015", "", counts)
    report = month_report(load_figure_rules(), naming, told, None)
    return period_paper(MonthReports(report, None, Office("宁川市", **office)), kind)


def test_a_month_without_cases_tells_no_rates() -> None:
    words = "".join(paper_of([]).facts["summary"])
    assert "上报案件 0 件" in words
    assert "各项比率不计算" in words
    assert "—" not in words


def test_a_month_with_cases_tells_the_rates_that_have_a_base() -> None:
    whole = {"by": "all", "key": "", "counts": {"should_dispose": 4, "disposed": 3}}
    words = "".join(paper_of([whole]).facts["summary"])
    assert "处置率 75.00%" in words
    assert "结案率" not in words


def test_units_of_the_hotline_fit_on_a_page_whatever_they_are_called() -> None:
    counts = {
        "dispatched": 12_345, "dispatched_closed": 12_345, "should_dispose": 9,
        "disposed_in_time": 9, "callbacks_asked": 9, "callbacks_solved": 9,
        "callbacks_rated": 9, "callbacks_satisfied": 9,
    }  # fmt: skip
    units = [{"by": "hotline_unit", "key": str(300 + n), "counts": counts} for n in range(60)]
    table = paper_of(units).tables["hotline_units"]
    assert len(table.rows) == 62
    assert list(table.columns[-2:]) == ["得分", "名次"]
    assert sum(table.widths) <= ROOM + 0.001


def test_a_bulletin_tells_its_issue_and_who_gets_it(tmp_path: Path) -> None:
    def lines(template: Paper) -> list[str]:
        made = filled(Templates(tmp_path).read(template.template), template, FOOT, Watch())
        return [line for line in words_of(made).splitlines() if line]

    told = lines(paper_of([], report_to="市城管委", sent_to="各区城市管理局", signer="演示某"))
    assert told[1] == "2026年10月（第 10 期）"
    assert told[-5:-2] == ["报：市城管委", "送：", "发：各区城市管理局"]
    assert told[-2].startswith("签发：演示某")
    assert told[-1] == "宁川市1970年1月1日印发"
    for period, issue in (("2026-W05", "第 5 期"), ("2026-Q3", "第 3 期"), ("2026", "")):
        assert paper_of([], period).facts["issue"] == issue


@pytest.mark.parametrize("kind", ["monthly", "weekly"])
def test_the_lines_of_distribution_do_not_stand_alone_on_the_last_page(
    tmp_path: Path, kind: str
) -> None:
    calls = {"by": "call_nature", "key": "consult", "counts": {"calls_taken": 5}}
    paper = paper_of([], duties=[calls], kind=kind)
    document = opened(filled(Templates(tmp_path).read(paper.template), paper, FOOT, Watch()))
    *_before, last = document.tables
    below = [part for part in last._tbl.itersiblings() if part.tag == qn("w:p")]
    *kept, end = [Paragraph(part, document) for part in below]
    assert last.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next
    assert len(kept) > 6
    assert all(keeps(paragraph) for paragraph in kept)
    assert not keeps(end)


def keeps(paragraph: Paragraph) -> bool:
    """Whether a paragraph stays on the page of the next."""
    own, style = paragraph.paragraph_format.keep_with_next, paragraph.style
    assert isinstance(style, ParagraphStyle)
    return bool(style.paragraph_format.keep_with_next if own is None else own)


def test_every_line_of_the_contents_names_the_page_of_its_heading(tmp_path: Path) -> None:
    whole = [{"by": "all", "key": "", "counts": {"should_dispose": 4, "disposed": 3}}]
    paper = paper_of(whole)
    document = opened(filled(Templates(tmp_path).read(paper.template), paper, FOOT, Watch()))
    asked, marked = {}, {}
    for paragraph in document.paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        marks = paragraph._p.findall(qn("w:bookmarkStart"))
        codes = [code.text or "" for code in paragraph._p.iter(qn("w:instrText"))]
        if style == "目录项":
            assert paragraph._p.xpath("./w:r/w:fldChar/@w:fldCharType") == FIELD
            asked[paragraph.text.strip()] = [code.split()[1] for code in codes]
        elif style == "一级标题":
            marked[paragraph.text] = [mark.get(qn("w:name")) for mark in marks]
    assert len(marked) > 3
    assert asked == marked
    names = [name for found in marked.values() for name in found]
    assert len(set(names)) == len(marked), "each has a mark of its own"
    assert document.settings.element.find(qn("w:updateFields")) is not None
