"""The letters: 督办函, 提示函, 业务专报, and the approval form of a request (审批表)."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.shared import Pt

from installer.templates.form import (
    BODY,
    HEADING,
    ISSUER,
    NOTE,
    NUMBER,
    PLAIN,
    TITLE,
    blank,
    fit_form,
)
from installer.templates.paragraphs import both_ends, each, gap, red_rule, say, signature
from installer.templates.tables import form_table, keep_rows, table_of_rows

CASES = (
    ("案卷编号和类别", "{{ case.number }}\n{{ case.title }}", 49.0),
    ("地址", "{{ case.address }}", 37.0),
    ("派遣时间", "{{ case.dispatched }}", 25.0),
    ("处置时限", "{{ case.due }}", 25.0),
    ("状态", "{{ case.left }}", 20.0),
)


def supervision_letter() -> Doc:
    """督办函: a unit is told to finish a case, and by when."""
    document = _letter("{{ unit }}：")
    say(
        document,
        BODY,
        "{{ case.reported_at }}，{{ case.source }}反映“{{ case.place }}{{ case.title }}”问题"
        "（案卷编号 {{ case.number }}）。该案件已于{{ case.dispatched_at }}派遣你单位处置"
        "{% if case.rule %}（依据：{{ case.rule }}）{% endif %}，"
        "处置时限为{{ case.due_at }}。截至{{ at }}，{{ case.standing }}。现予督办。",
    )
    say(document, HEADING, "一、督办事项")
    each(document, "line in demand", BODY, "{{ line }}")
    say(document, HEADING, "二、有关要求")
    say(
        document,
        BODY,
        "请你单位明确专人负责，"
        "{% if reply_by %}于{{ reply_by }}前办结，{% else %}抓紧办结，{% endif %}"
        "并将处置情况及处置后照片书面反馈我中心。因客观原因确不能按期办结的，"
        "请在时限届满前按规定提出申请并说明理由。",
    )
    say(document, HEADING, "三、案件情况")
    gap(document)
    form_table(
        document,
        (
            ("案卷编号", "{{ case.number }}", "类别", "{{ case.title }}"),
            ("地址", "{{ case.address }}"),
            ("问题描述", "{{ case.description }}"),
            ("处置时限", "{{ case.due_at }}", "紧急程度", "{{ case.urgency }}"),
            ("催办次数", "{{ case.urges }}", "返工次数", "{{ case.reworks }}"),
        ),
        (26, 58, 26, 46),
        tall=8,
    )
    _sign(document)
    return document


def reminder_letter() -> Doc:
    """提示函: a unit is told which of its cases will soon be late, or are."""
    document = _letter("{{ unit }}：")
    say(
        document,
        BODY,
        "截至{{ at }}，你单位在办案件中有 {{ cases|length }} 件即将超过或已超过处置时限，"
        "现将有关情况提示如下，请抓紧处置并及时反馈。",
    )
    gap(document)
    table_of_rows(document, "case in cases", CASES, centred=("派遣时间", "处置时限", "状态"))
    gap(document, 14)
    each(document, "line in demand", BODY, "{{ line }}")
    say(
        document,
        BODY,
        "{% if reply_by %}请于{{ reply_by }}前反馈处置情况。{% endif %}"
        "确需延期的，请在时限届满前提出申请。",
    )
    _sign(document)
    return document


def special_report() -> Doc:
    """业务专报: one matter told to the leaders, with what was done and what is proposed."""
    document = blank()
    say(document, ISSUER, "业务专报")
    say(document, NUMBER, "{{ letter_number }}")
    both_ends(document, PLAIN, "{{ centre }}", "{{ date }}", "centre")
    red_rule(document)
    say(document, TITLE, "{{ title }}")
    say(document, PLAIN, "{{ addressee }}：")
    say(document, HEADING, "一、基本情况")
    say(
        document,
        BODY,
        "{{ case.reported_at }}，{{ case.source }}反映“{{ case.place }}{{ case.title }}”问题，"
        "案卷编号 {{ case.number }}，紧急程度为{{ case.urgency }}"
        "{% if case.unit %}，处置单位为{{ case.unit }}{% endif %}。{{ case.description }}",
    )
    say(document, BODY, "截至{{ at }}，{{ case.standing }}。")
    say(document, HEADING, "二、办理经过")
    gap(document)
    table_of_rows(
        document,
        "line in story",
        (
            ("时间", "{{ line.at }}", 32.0),
            ("环节", "{{ line.step }}", 24.0),
            ("经办", "{{ line.who }}", 28.0),
            ("内容", "{{ line.words }}", 72.0),
        ),
        centred=("时间", "环节", "经办"),
    )
    gap(document, 14)
    say(document, HEADING, "三、存在问题和建议")
    each(document, "line in demand", BODY, "{{ line }}")
    _sign(document)
    return document


def approval_form() -> Doc:
    """延期（缓办、回退）审批表: what a unit asks for, and what everybody in the chain says."""
    document = blank()
    fit_form(document)
    say(document, TITLE, "案件{{ kind }}审批表")
    both_ends(document, NOTE, "编号：{{ letter_number }}", "填表日期：{{ date }}")
    form = form_table(
        document,
        (
            ("申请单位", "{{ unit }}", "案卷编号", "{{ case.number }}"),
            ("类别", "{{ case.title }}", "紧急程度", "{{ case.urgency }}"),
            ("地址", "{{ case.address }}"),
            ("派遣时间", "{{ case.dispatched }}", "原处置时限", "{{ limit_before }}"),
            ("申请类别", "{{ kind }}（第 {{ nth }} 次）", "申请内容", "{{ asked }}"),
            ("申请理由", "{{ reason }}"),
            (
                "以往申请",
                "{% for one in earlier %}{{ one }}{% if not loop.last %}；{% endif %}"
                "{% else %}无{% endfor %}",
            ),
            ("证明材料", "{{ papers }}"),
            ("申请单位\n意见", "\n\n负责人签字（盖章）：　　　　　　　　年　　月　　日"),
            *(
                (words, f"{{{{ {name} }}}}\n\n签字：　　　　　　　　　　　　　年　　月　　日")
                for words, name in (
                    ("派遣员\n意见", "dispatcher"),
                    ("值班长\n意见", "leader"),
                    ("中心领导\n意见", "head"),
                )
            ),
            ("审批结果", "{{ outcome }}", "新的时限", "{{ limit_after }}"),
        ),
        (24, 52, 24, 56),
        tall=10,
    )
    keep_rows(form, 2)
    gap(document)
    say(
        document,
        NOTE,
        "注：本表一式两份，申请单位和{{ centre }}各存一份。原超时事实不因批准而改变。",
    )
    return document


def _letter(to: str) -> Doc:
    """Red head, number, title and addressee."""
    document = blank()
    say(document, ISSUER, "{{ centre }}")
    say(document, NUMBER, "{{ letter_number }}")
    red_rule(document)
    say(document, TITLE, "{{ title }}")
    say(document, PLAIN, to)
    return document


def _sign(document: Doc) -> None:
    """Who signs, and whom to ask."""
    signature(document)
    contact = "（联系人：{{ contact }}{% if phone %}，电话：{{ phone }}{% endif %}）"
    say(document, NOTE, contact).paragraph_format.first_line_indent = Pt(24)
