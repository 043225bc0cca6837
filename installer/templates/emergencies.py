"""The written report on an emergency (突发事件信息报告): 初报, 续报 and 终报 have one form."""

from __future__ import annotations

from docx.document import Document as Doc

from installer.templates.form import BODY, ISSUER, NUMBER, PLAIN, TITLE, blank
from installer.templates.paragraphs import both_ends, each, gap, red_rule, say, signature
from installer.templates.tables import form_table, keep_rows


def emergency_report() -> Doc:
    """突发事件信息报告: what happened, what was done, what comes next, and who answers for it."""
    document = blank()
    say(document, ISSUER, "{{ centre }}")
    say(document, ISSUER, "突发事件信息")
    both_ends(document, NUMBER, "{{ number }}", "{{ kind }}")
    red_rule(document)
    say(document, TITLE, "{{ title }}")
    say(document, PLAIN, "{{ addressee }}：")
    say(
        document,
        BODY,
        "{{ occurred_at }}，{{ address }}发生突发事件（{{ level }}），信息来源：{{ source }}。",
    )
    each(document, "part in parts", BODY, "{{ part.name }}：{{ part.words }}")
    gap(document)
    reported = form_table(
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
    keep_rows(reported, len(reported.rows))
    signature(document)
    return document
