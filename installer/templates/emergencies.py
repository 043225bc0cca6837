"""The written report on an emergency (突发事件信息报告): 初报, 续报 and 终报 have one form."""

from __future__ import annotations

from docx.document import Document as Doc

from installer.templates.form import (
    BODY,
    ISSUER,
    NUMBER,
    SIGNED,
    TITLE,
    blank,
    both_ends,
    each,
    form_table,
    gap,
    red_rule,
    say,
)


def emergency_report() -> Doc:
    """突发事件信息报告: what happened, what was done, what comes next, and who answers for it."""
    document = blank()
    say(document, ISSUER, "{{ centre }}")
    say(document, ISSUER, "突发事件信息")
    both_ends(document, NUMBER, "{{ number }}", "{{ kind }}")
    red_rule(document)
    say(document, TITLE, "{{ title }}")
    say(document, BODY, "{{ addressee }}：")
    say(
        document,
        BODY,
        "{{ occurred_at }}，{{ address }}发生突发事件（{{ level }}），信息来源：{{ source }}。",
    )
    each(document, "part in parts", BODY, "{{ part.name }}：{{ part.words }}")
    gap(document)
    form_table(
        document,
        (
            ("现场指挥", "{{ commander }}", "联系方式", "{{ contact }}"),
            ("已报告对象", "{{ told }}"),
            ("报告人", "{{ author }}", "报告时间", "{{ at }}"),
            ("值班电话", "{{ phone }}"),
        ),
        (26, 46, 26, 58),
        tall=8,
    )
    gap(document)
    # Who signs never stands on a page alone.
    last = [p for cell in document.tables[-1].rows[-1].cells for p in cell.paragraphs]
    for paragraph in (*last, document.paragraphs[-1]):
        paragraph.paragraph_format.keep_with_next = True
    say(document, SIGNED, "{{ centre }}")
    say(document, SIGNED, "{{ date }}")
    return document
