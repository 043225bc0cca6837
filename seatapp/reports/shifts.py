"""交接班记录 and 值班日志: the papers of a shift, made from what the replica holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from seatapp.domain.handover import Rule
from seatapp.domain.roster import Roster, Turn
from seatapp.domain.workflow import Workflow
from seatapp.local.duty_book import HandedItem, HandoverView
from seatapp.local.duty_log import LogLine
from seatapp.reports.chinese_time import city_moment, line_moment
from seatapp.reports.paper import Paper

HANDOVER, DUTY_LOG = "handover_record", "duty_log"

LONGEST_NAME = 30
"""Characters by which a notice is named where its readers are listed; its words stand above."""

SPECIAL = {
    "unsent": "未发送到中心",
    "refused": "中心未接收",
    "faults": "未恢复的故障",
    "notices": "通知",
}
"""What is handed over besides queues, in words."""


class Words(Protocol):
    """What the papers look up."""

    def words(self, kind: str, code: str) -> str:
        """What a code of a list is called."""


@dataclass(frozen=True)
class Duties:
    """What both papers need to name people and turns."""

    workflow: Workflow
    reader: Words
    roster: Roster

    def person(self, login: object) -> str:
        """The name of somebody; nothing for nobody."""
        return self.reader.words("person", str(login)) if login else ""

    def turn(self, code: object) -> str:
        """A turn as people say it: the day and the shift."""
        found = next((turn for turn in self.roster.turns if turn.code == code), None)
        return "" if found is None else f"{found.day:%Y-%m-%d} {found.shift.name}"

    def queue(self, name: str) -> str:
        """What a part of a handover is called."""
        known = self.workflow.queues.get(name)
        return known.label if known else SPECIAL.get(name, name)


def handover_paper(duties: Duties, view: HandoverView, rule: Rule) -> Paper:
    """The record of a handover, whatever stage it is in."""
    state = view.state
    number = str(state.get("number") or "")
    questions = {one.code: one.words for one in rule.questions}
    facts = {
        "number": number,
        "post": _label(duties.workflow, "duty_post", str(state.get("duty_post"))),
        "turn": duties.turn(state.get("turn")) or "—",
        "outgoing": duties.person(state.get("signed_out_by") or state.get("drafted_by")),
        "incoming": duties.person(state.get("signed_in_by")) + _alone(state),
        "border": _moment(state.get("border_at")),
        "standing": duties.workflow.stage("handover", str(state["stage"])).label,
        "counts": [
            {"queue": duties.queue(one.queue), "total": one.total, "late": one.late}
            for one in view.counts
        ],
        "items": [_item(duties, place, one) for place, one in enumerate(view.items, 1)],
        "disputes": list(_disputes(duties, view)),
        "answers": list(_answers(state.get("answers"), questions)),
        "remarks": list(_remarks(state)),
        "addenda": [
            f"{_moment(at)}　{duties.person(who)}：{words}" for who, at, words in view.addenda
        ],
        "signed_out": _moment(state.get("signed_out_at")),
        "signed_in": _moment(state.get("signed_in_at")),
        "hash": str(state.get("content_hash") or "—"),
    }
    return Paper(HANDOVER, f"交接班记录 {number}", HANDOVER, facts)


def duty_log_paper(duties: Duties, day: date, lines: Sequence[LogLine]) -> Paper:
    """The duty log of a day."""
    facts = {
        "day": f"{day.year}年{day.month}月{day.day}日",
        "people": _people(duties, duties.roster.of_day(day)) or ["没有排班。"],
        "lines": [_line(duties, line) for line in lines],
        "notices": [_readers(duties, line) for line in lines if line.stage in _NOTICES],
    }
    return Paper(DUTY_LOG, f"值班日志 {day.isoformat()}", DUTY_LOG, facts)


def kind_words(workflow: Workflow, line: LogLine) -> str:
    """What kind of line it is, in words."""
    if line.stage in _NOTICES:
        return "通知"
    found = (workflow.choices.get((name, line.kind)) for name in ("fault_kind", "log_kind"))
    return next((choice.label for choice in found if choice), line.kind)


_NOTICES = ("posted", "withdrawn")


def _item(duties: Duties, place: int, one: HandedItem) -> dict[str, Any]:
    item, stage = one.item, str(one.state["stage"])
    answer = duties.workflow.stage("handover_item", stage).label
    note = "　".join(part for part in (item.note, "随班移交" if item.moves else "") if part)
    return {
        "place": place,
        "queue": duties.queue(item.queue),
        "what": "\n".join(part for part in (item.number, item.title) if part),
        "due": _short(item.due_at),
        "note": note,
        "answer": answer,
    }


def _disputes(duties: Duties, view: HandoverView) -> Iterator[str]:
    for place, one in enumerate(view.items, 1):
        state = one.state
        if state.get("disputed_at"):
            who = f"{duties.person(state.get('disputed_by'))}（{_moment(state['disputed_at'])}）"
            yield f"第 {place} 项　{who}：{state.get('reason', '')}"
            if state.get("ruling"):
                side = _label(duties.workflow, "side", str(state.get("ruled_for")))
                ruled = (
                    f"{duties.person(state.get('settled_by'))}（{_moment(state['settled_at'])}）"
                )
                yield f"裁定　{ruled}：{state['ruling']}（责任方：{side}）"


def _answers(answers: object, questions: dict[str, str]) -> Iterator[str]:
    for line in answers if isinstance(answers, list) else ():
        code, _equals, text = str(line).partition("=")
        yield f"{questions.get(code, code)}　{text}"


def _remarks(state: Any) -> Iterator[str]:
    for label, name in (("交班说明", "remarks"), ("接班说明", "taker_remarks"), ("理由", "reason")):
        if state.get(name):
            yield f"{label}：{state[name]}"
    photos = state.get("attachments")
    yield from _photos(photos if isinstance(photos, list) else ())


def _photos(attachments: Sequence[str]) -> list[str]:
    """How many photos hang on something; they are looked at in the program."""
    return [f"附件照片 {len(attachments)} 张"] if attachments else []


def _line(duties: Duties, line: LogLine) -> dict[str, str]:
    added = [
        f"补记（{duties.person(who)} {_short(at)}）：{words}" for who, at, words in line.addenda
    ]
    outcome = {"fault": "未恢复", "withdrawn": "已撤下"}.get(line.stage, line.result)
    if line.ended_at is not None:
        outcome = "；".join(part for part in (f"{_clock(line.ended_at)} 恢复", line.result) if part)
    return {
        "at": _clock(line.occurred_at),
        "kind": kind_words(duties.workflow, line),
        "words": "\n".join([line.words, *_photos(line.attachments), *added]),
        "by": duties.person(line.written_by),
        "outcome": outcome,
    }


def _readers(duties: Duties, line: LogLine) -> str:
    told = "、".join(f"{duties.person(who)}（{_short(at)}）" for who, at in line.readers)
    first = line.words.splitlines()[0]
    named = first if len(first) <= LONGEST_NAME else f"{first[:LONGEST_NAME]}…"
    return f"{named}　已阅：{told or '尚无'}"


def _people(duties: Duties, turns: Sequence[Turn]) -> list[str]:
    """One line a shift: who was in which post."""
    shifts: dict[str, list[str]] = {}
    for turn in turns:
        post = duties.workflow.posts[turn.post].label if turn.post in duties.workflow.posts else ""
        instead = f"（替{duties.person(turn.instead_of)}）" if turn.instead_of else ""
        shifts.setdefault(turn.shift.name, []).append(
            f"{post} {duties.person(turn.person)}{instead}".strip()
        )
    return [f"{shift}：{'、'.join(people)}" for shift, people in shifts.items()]


def _alone(state: Any) -> str:
    return "（本人接续）" if state.get("alone") else ""


def _label(workflow: Workflow, name: str, code: str) -> str:
    choice = workflow.choices.get((name, code))
    return choice.label if choice else code


def _moment(at: object) -> str:
    return line_moment(at) if isinstance(at, int) else "—"


def _short(at: object) -> str:
    return f"{city_moment(at):%m-%d %H:%M}" if isinstance(at, int) else ""


def _clock(at: int) -> str:
    return f"{city_moment(at):%H:%M}"
