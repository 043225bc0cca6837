"""The monthly bulletin (月报)."""

from __future__ import annotations

from docx.document import Document as Doc

from installer.templates.form import (
    BODY,
    HEADING,
    ISSUER,
    NOTE,
    NUMBER,
    blank,
    both_ends,
    each,
    gap,
    red_rule,
    say,
    table_of_rows,
)

NOTHING = "本月没有这类案件。"

OBJECTS = (
    ("应处置", "{{ row.should }}", 16.0),
    ("处置率\n（%）", "{{ row.disposed }}", 19.0),
    ("按期处置率\n（%）", "{{ row.in_time }}", 22.0),
    ("超期\n待处置", "{{ row.overdue }}", 16.0),
    ("结案率\n（%）", "{{ row.closed }}", 19.0),
    ("返工率\n（%）", "{{ row.rework }}", 17.0),
    ("名次", "{{ row.rank }}", 12.0),
)


def monthly_bulletin() -> Doc:
    """月报: summary, figures, a table for each kind of object, and what was counted how."""
    document = blank()
    say(document, ISSUER, "城市管理监督指挥月报")
    say(document, NUMBER, "{{ month }}")
    both_ends(document, BODY, "{{ centre }}", "{{ date }}").paragraph_format.first_line_indent = 0
    red_rule(document)
    say(document, NOTE, "{{ edition }}　数据时间：{{ at }}　口径版本：{{ rules_version }}")
    say(document, HEADING, "一、总体情况")
    each(document, "line in summary", BODY, "{{ line }}")
    _headed(document, "二、主要指标")
    figures = (
        ("指标", "{{ row.label }}", 38.0),
        ("本月", "{{ row.now }}", 24.0),
        ("上月", "{{ row.before }}", 24.0),
        ("增减", "{{ row.change }}", 32.0),
        ("分子 / 分母", "{{ row.parts }}", 38.0),
    )
    table_of_rows(document, "row in figures", figures, [head for head, _, _ in figures[1:]])
    say(document, NOTE, "注：各项的含义和规则见文末“统计口径”。")
    for words, loop, first in (
        ("三、各区域情况", "row in areas", "区域"),
        ("四、各处置单位情况", "row in units", "处置单位"),
        ("五、城管案件类别", "row in classes", "类别"),
        ("六、热线事项", "row in matters", "事项"),
        ("七、案件来源", "row in sources", "来源"),
    ):
        _headed(document, words)
        columns = ((first, "{{ row.name }}", 35.0), *OBJECTS)
        table_of_rows(document, loop, columns, [head for head, _, _ in OBJECTS], NOTHING)
    say(
        document,
        NOTE,
        "注：名次按按期处置率，同值同名次；没有应处置案件的不排名。类别和事项列前 15 位。"
        "各表合计与总数不必相等：未派遣的案件没有处置单位，热线工单没有类别。",
    )
    _headed(document, "八、热线诉求性质")
    natures = ("性质", "上报数", "直接答复数", "转办数", "结案数")
    _plain(document, "row in natures", natures)
    _headed(document, "九、人员办理情况")
    _plain(document, "row in people", ("岗位", "人员", "办理数", "按时数", "按时率（%）"))
    _headed(document, "附：统计口径")
    meanings = (
        ("名称", "{{ row.a }}", 36.0),
        ("规则", "{{ row.b }}", 44.0),
        ("含义", "{{ row.c }}", 76.0),
    )
    table_of_rows(document, "row in meanings", meanings)
    say(document, NOTE, "注：百分数保留两位小数，四舍五入；分母为零时不计，以“—”表示。")
    return document


def _headed(document: Doc, words: str) -> None:
    gap(document, 14)
    say(document, HEADING, words)
    gap(document)


def _plain(document: Doc, loop: str, headings: tuple[str, ...]) -> None:
    width = 156.0 / len(headings)
    columns = [
        (heading, f"{{{{ row.{letter} }}}}", width)
        for heading, letter in zip(headings, "abcde", strict=True)
    ]
    table_of_rows(document, loop, columns, headings, NOTHING)
