"""Reports on a period: the monthly bulletin and the reports made alike, section by section."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from installer.templates.form import (
    BODY,
    CONTENTS,
    HEADING,
    ISSUER,
    NOTE,
    NUMBER,
    PLAIN,
    SECOND,
    blank,
    both_ends,
    each,
    gap,
    maybe,
    red_rule,
    say,
)


def monthly_bulletin() -> Doc:
    """运行月报."""
    return _report("{{ name }}")


def weekly_report() -> Doc:
    """运行周报."""
    return _report("城市管理监督指挥周报")


def efficiency_report() -> Doc:
    """效能分析报告."""
    return _report("城市管理效能分析报告")


def assessment_report() -> Doc:
    """考核结果."""
    return _report("考核结果")


def _report(issuer: str) -> Doc:
    """Head, contents, a summary, then a section for each subject, each with chart and table.

    The program puts the chart and the table of a section in place of the two marks.
    """
    document = blank()
    say(document, ISSUER, issuer)
    say(document, NUMBER, "{{ period }}")
    both_ends(document, PLAIN, "{{ centre }}", "{{ date }}", "centre")
    red_rule(document)
    say(document, NOTE, "{{ edition }}　数据时间：{{ at }}　口径版本：{{ rules_version }}")
    say(document, NOTE, "注：百分数保留两位小数，四舍五入；分母为零时不计，以“—”表示。")
    say(document, SECOND, "目录")
    _contents(document)
    say(document, HEADING, "一、总体情况")
    each(document, "line in summary", BODY, "{{ line }}")
    document.add_paragraph("{%p for section in sections %}")
    gap(document)
    say(document, HEADING, "{{ section.title }}")
    document.add_paragraph("{%p for line in section.words %}")
    say(document, BODY, "{{ line }}")
    document.add_paragraph("{%p endfor %}")
    say(document, NOTE, "〔图：{{ section.name }}〕")
    say(document, NOTE, "〔表：{{ section.name }}〕")
    maybe(document, "section.note", NOTE, "{{ section.note }}")
    document.add_paragraph("{%p endfor %}")
    _outline(document)
    return document


def _contents(document: Doc) -> None:
    """A list of the sections inside a field of contents, which Word can bring up to date."""
    first = say(document, CONTENTS, "")
    _field_mark(first, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = ' TOC \\o "1-1" \\h \\z \\u '
    first.add_run()._r.append(code)
    _field_mark(first, "separate")
    first.add_run("一、总体情况")
    each(document, "section in sections", CONTENTS, "{{ section.title }}")
    _field_mark(say(document, NOTE, ""), "end")


def _field_mark(paragraph: Paragraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _outline(document: Doc) -> None:
    """Let the headings be found by the field of contents and in the navigation of Word."""
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    document.styles[HEADING].element.get_or_add_pPr().append(level)
