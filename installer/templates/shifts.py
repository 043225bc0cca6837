"""The papers of a shift: 交接班记录 with both signatures, and 值班日志 of a day."""

from __future__ import annotations

from docx.document import Document as Doc

from installer.templates.form import BODY, HEADING, NOTE, NUMBER, TITLE, blank
from installer.templates.paragraphs import each, each_to_the_last, gap, maybe, say
from installer.templates.tables import form_table, keep_rows, table_of_rows

COUNTS = (
    ("队列", "{{ count.queue }}", 70.0),
    ("件数", "{{ count.total }}", 43.0),
    ("其中超时", "{{ count.late }}", 43.0),
)
ITEMS = (
    ("序号", "{{ item.place }}", 10.0),
    ("类别", "{{ item.queue }}", 19.0),
    ("编号和事项", "{{ item.what }}", 52.0),
    ("时限", "{{ item.due }}", 14.0),
    ("交班说明", "{{ item.note }}", 46.0),
    ("答复", "{{ item.answer }}", 15.0),
)
LINES = (
    ("时间", "{{ line.at }}", 14.0),
    ("类别", "{{ line.kind }}", 20.0),
    ("内容", "{{ line.words }}", 78.0),
    ("记录人", "{{ line.by }}", 18.0),
    ("处理", "{{ line.outcome }}", 26.0),
)


def handover_record() -> Doc:
    """交接班记录: what was handed over, what was answered, and who signed when."""
    document = blank()
    say(document, TITLE, "交接班记录")
    say(document, NUMBER, "{{ number }}")
    form_table(
        document,
        (
            ("岗位", "{{ post }}", "班次", "{{ turn }}"),
            ("交班人", "{{ outgoing }}", "接班人", "{{ incoming }}"),
            ("交班时刻", "{{ border }}", "状态", "{{ standing }}"),
        ),
        (24, 54, 24, 54),
        tall=8,
    )
    say(document, HEADING, "一、交班时各队列件数")
    table_of_rows(document, "count in counts", COUNTS, ("件数", "其中超时"))
    gap(document)
    say(document, HEADING, "二、交接事项")
    maybe(document, "not items", BODY, "没有需要交接的事项。")
    table_of_rows(document, "item in items", ITEMS, ("序号",))
    gap(document)
    maybe(document, "disputes", HEADING, "三、异议与裁定")
    each(document, "line in disputes", BODY, "{{ line }}")
    say(document, HEADING, "{% if disputes %}四{% else %}三{% endif %}、交班问答与说明")
    each_to_the_last(document, "line in answers", BODY, "{{ line }}")
    each_to_the_last(document, "line in remarks", BODY, "{{ line }}")
    maybe(document, "addenda", HEADING, "补充说明（签字以后）")
    each_to_the_last(document, "line in addenda", BODY, "{{ line }}")
    say(document, HEADING, "签字")
    signed = form_table(
        document,
        (
            ("交班签字", "{{ outgoing }}", "时间", "{{ signed_out }}"),
            ("接班签字", "{{ incoming }}", "时间", "{{ signed_in }}"),
        ),
        (24, 54, 24, 54),
        tall=12,
    )
    keep_rows(signed, len(signed.rows))
    say(document, NOTE, "签字后内容不可更改，只可补充。内容摘要（SHA-256）：\n{{ hash }}")
    return document


def duty_log() -> Doc:
    """值班日志: what was noted on one day."""
    document = blank()
    say(document, TITLE, "值班日志")
    say(document, NUMBER, "{{ day }}")
    say(document, HEADING, "一、当班人员")
    each(document, "line in people", BODY, "{{ line }}")
    say(document, HEADING, "二、记录")
    table_of_rows(document, "line in lines", LINES, ("时间",), nothing="当日没有记录。")
    gap(document)
    maybe(document, "notices", HEADING, "三、通知与签阅")
    each(document, "line in notices", BODY, "{{ line }}")
    return document
