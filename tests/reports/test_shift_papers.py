"""The record of a handover and the duty log of a day, read back from the documents."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from docx import Document

from seatapp.domain.entries import Value
from seatapp.domain.handover import Count, Item, rule_of
from seatapp.domain.roster import Roster, Shift, Turn
from seatapp.domain.tables import load_workflow
from seatapp.local.duty_book import HandedItem, HandoverView
from seatapp.local.duty_log import Added, LogLine
from seatapp.reports.filling import filled
from seatapp.reports.paper import Paper
from seatapp.reports.shifts import Duties, duty_log_paper, handover_paper
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch

WORKFLOW = load_workflow()
NOON = 1_795_320_000
EXPORT = {"number": "A01-261122-E001", "by": "陈思远", "at": "2026-11-22 12:00"}
EARLY = Shift("early", "早班", 480, 960)
ROSTER = Roster((Turn("2026-11-22.early", date(2026, 11, 22), EARLY, "u1", "acceptor", "一班"),))


class Names:
    """Names of made people."""

    def words(self, kind: str, code: str) -> str:
        """The name."""
        return {"u1": "陈思远", "u2": "林晓禾", "u3": "潘卫东"}.get(code, code)


DUTIES = Duties(WORKFLOW, Names(), ROSTER)


def made(paper: Paper, tmp_path: object) -> Document:  # type: ignore[valid-type]
    template = Templates(tmp_path).read(paper.template)  # type: ignore[arg-type]
    return Document(io.BytesIO(filled(template, paper, EXPORT, Watch())))


def handed(place: int, stage: str, **more: Value) -> HandedItem:
    """An item as it stands after the taker's answer."""
    item = Item("to_accept", "case", f"s{place}", f"r{place}", f"A01-{place:04d}", "占道经营", NOON)
    state: Mapping[str, Value] = {"stage": stage, **more}
    return HandedItem(f"i{place}", item, state)


def view(items: int) -> HandoverView:
    """A signed handover with a disputed item."""
    ruled = handed(
        1,
        "ruled",
        disputed_by="u2",
        disputed_at=NOON + 60,
        reason="没有交代位置。",
        ruling="应当写明。",
        ruled_for="outgoing",
        settled_by="u3",
        settled_at=NOON + 600,
    )
    state: Mapping[str, Value] = {
        "stage": "ruled",
        "number": "JB-A01-261122-0001",
        "duty_post": "acceptor",
        "turn": "2026-11-22.early",
        "border_at": NOON,
        "answers": ["keys=齐全"],
        "remarks": "注意积水点。",
        "attachments": ["a" * 64, "b" * 64],
        "content_hash": "a1" * 32,
        "signed_out_by": "u1",
        "signed_out_at": NOON,
        "signed_in_by": "u2",
        "signed_in_at": NOON + 300,
    }
    rest = (handed(place, "taken") for place in range(2, items + 1))
    return HandoverView(
        state,
        (Count("to_accept", 12, 3),),
        (ruled, *rest),
        (Added("u3", NOON + 900, "已整改。"),),
        False,
    )


def test_the_record_of_a_handover_says_who_signed_what(tmp_path: object) -> None:
    rule = rule_of(WORKFLOW, "acceptor", {"questions": ["keys:required:钥匙是否齐全？"]})
    document = made(handover_paper(DUTIES, view(3), rule), tmp_path)
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)  # type: ignore[attr-defined]
    for words in (
        "JB-A01-261122-0001",
        "第 1 项　林晓禾（2026-11-22 12:01）：没有交代位置。",
        "裁定　潘卫东（2026-11-22 12:10）：应当写明。（责任方：交班方）",
        "钥匙是否齐全？　齐全",
        "交班说明：注意积水点。",
        "附件照片 2 张",
        "潘卫东：已整改。",
        "a1" * 32,
    ):
        assert words in said
    head, counts, items, signed = document.tables  # type: ignore[attr-defined]
    assert [cell.text for cell in counts.rows[1].cells] == ["待受理", "12", "3"]
    assert [row.cells[2].text for row in items.rows[1:]] == [
        f"A01-000{place}\n占道经营" for place in (1, 2, 3)
    ]
    assert [row.cells[5].text for row in items.rows[1:]] == ["已裁定", "已接", "已接"]
    assert [cell.text for cell in signed.rows[1].cells][1:] == [
        "林晓禾",
        "时间",
        "2026-11-22 12:05",
    ]
    assert "2026-11-22 早班" in head.rows[0].cells[3].text
    head_row = items.rows[0]._tr.xml
    assert "w:tblHeader" in head_row
    assert "w:cantSplit" in items.rows[1]._tr.xml


def test_of_the_answers_only_the_last_stays_with_the_signatures(tmp_path: object) -> None:
    """However many there are, they begin on the page of what stands above them."""
    questions = [f"q{n}:required:第 {n} 问？" for n in range(5)]
    rule = rule_of(WORKFLOW, "acceptor", {"questions": questions})
    told = replace(view(1), state={**view(1).state, "answers": [f"q{n}=有" for n in range(5)]})
    document = made(handover_paper(DUTIES, told, rule), tmp_path)
    answers = [p for p in document.paragraphs if "问？" in p.text]  # type: ignore[attr-defined]
    assert [bool(p.paragraph_format.keep_with_next) for p in answers] == [False] * 4 + [True]


def test_the_duty_log_of_a_day_names_people_lines_and_readers(tmp_path: object) -> None:
    def line(stage: str, kind: str, words: str, **more: object) -> LogLine:
        facts: dict[str, object] = {
            "ended_at": None, "valid_until": None, "result": "", "addenda": (), "readers": (),
            "attachments": (),
        }  # fmt: skip
        return LogLine(
            id=words, stage=stage, kind=kind, words=words, written_by="u1", written_at=NOON,
            occurred_at=NOON, pending=False, state={}, **{**facts, **more},  # type: ignore[arg-type]
        )  # fmt: skip

    lines = [
        line(
            "noted",
            "visitor",
            "市局来访三人。",
            addenda=(("u2", NOON, "已离开。"),),
            attachments=("a" * 64,),
        ),
        line("ended", "phone", "三号话机无声。", ended_at=NOON + 600, result="已换耳麦。"),
        line("posted", "", "晚上演练。", readers=(("u2", NOON + 60),)),
    ]
    document = made(duty_log_paper(DUTIES, date(2026, 11, 22), lines), tmp_path)
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)  # type: ignore[attr-defined]
    assert "早班：受理员 陈思远" in said
    assert "晚上演练。　已阅：林晓禾（11-22 12:01）" in said
    (table,) = document.tables  # type: ignore[attr-defined]
    rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
    assert rows[0][:2] == ["12:00", "来访"]
    assert "附件照片 1 张\n补记（林晓禾 11-22 12:00）：已离开。" in rows[0][2]
    assert rows[1][4] == "12:10 恢复；已换耳麦。"
