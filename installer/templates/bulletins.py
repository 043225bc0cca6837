"""Reports on a period: the monthly bulletin and the reports made alike, section by section."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from installer.templates.form import (
    BLACK,
    BODY,
    CONTENTS,
    ENDING,
    HEADING,
    ISSUER,
    NOTE,
    NUMBER,
    PLAIN,
    SECOND,
    blank,
)
from installer.templates.paragraphs import both_ends, each, gap, maybe, red_rule, rule, say

NUMBERED = "{{ period }}{% if issue %}（{{ issue }}）{% endif %}"
THICK, THIN = 1.0, 0.75
"""The rules around the lines of distribution, in points (GB/T 9704-2012, 7.4)."""


def monthly_bulletin() -> Doc:
    """运行月报, 季报 and 年报."""
    document = _report("{{ name }}", NUMBERED)
    _distribution(document)
    return document


def weekly_report() -> Doc:
    """运行周报."""
    document = _report("城市管理监督指挥周报", NUMBERED)
    _distribution(document)
    return document


def efficiency_report() -> Doc:
    """效能分析报告."""
    return _report("城市管理效能分析报告", "{{ period }}")


def assessment_report() -> Doc:
    """考核结果."""
    return _report("考核结果", "{{ period }}")


def _report(issuer: str, number: str) -> Doc:
    """Head, contents, a summary, then a section for each subject, each with chart and table.

    The program puts the chart and the table of a section in place of the two marks, and behind
    each line of the contents the page of the heading that says the same.
    """
    document = blank()
    say(document, ISSUER, issuer)
    say(document, NUMBER, number)
    both_ends(document, PLAIN, "{{ centre }}", "{{ date }}", "centre")
    red_rule(document)
    say(document, NOTE, "{{ edition }}　数据时间：{{ at }}　口径版本：{{ rules_version }}")
    say(document, NOTE, "注：百分数保留两位小数，四舍五入；分母为零时不计，以“—”表示。")
    say(document, SECOND, "目录")
    say(document, CONTENTS, "一、总体情况")
    each(document, "section in sections", CONTENTS, "{{ section.title }}")
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
    maybe(document, "section.note and not loop.last", NOTE, "{{ section.note }}")
    last = maybe(document, "section.note and loop.last", NOTE, "{{ section.note }}")
    last.paragraph_format.keep_with_next = True
    document.add_paragraph("{%p endfor %}")
    _outline(document)
    return document


def _distribution(document: Doc) -> None:
    """Who gets the bulletin, who signs it and who printed it; what is not known is left blank.

    It does not stand alone on the last page: the end of the last section comes along.
    """
    gap(document, 28).paragraph_format.keep_with_next = True
    rule(document, BLACK, THICK).paragraph_format.keep_with_next = True
    for label, field in (("报", "report_to"), ("送", "copies_to"), ("发", "sent_to")):
        say(document, ENDING, f"{label}：{{{{ office.{field} }}}}")
    say(document, ENDING, "签发：{{ office.signer or '　　　　' }}　　审核：　　　　　　编辑：")
    rule(document, BLACK, THIN).paragraph_format.keep_with_next = True
    both_ends(document, ENDING, "{{ centre }}", "{{ date }}印发", "centre", 14)
    rule(document, BLACK, THICK)


def _outline(document: Doc) -> None:
    """Let the headings be found in the navigation of Word."""
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    document.styles[HEADING].element.get_or_add_pPr().append(level)
