"""How the cases of the demo city came to stand where they stand: which steps, by which post.

The stories are told through the desk like everybody's work; nothing is written past it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatapp.domain.entries import Value
from seatapp.domain.guards import external_case_id
from seatapp.ids import new_id

Told = Mapping[str, Any]
"""A line of `resources/demo/cases.jsonl`."""

PEOPLE = {
    "acceptor": "u1001",
    "shift_leader": "u1007",
    "dispatcher": "u1012",
    "supervisor": "u1015",
    "monitor": "u1016",
    "operations_manager": "u1018",
    "centre_head": "u1020",
    "admin": "u1022",
}
"""Who stands for which post; all of them hold it for the whole city."""

GRID_ROAD = (
    ("prefiled", "prefile"),
    ("filed", "file"),
    ("handling", "dispatch"),
    ("responded", "respond"),
    ("to_inspect", "submit_inspection"),
    ("inspecting", "issue_inspection"),
    ("inspected_pass", "inspection_pass"),
    ("closing", "pass_on"),
    ("closed", "close"),
)
ORDER_ROAD = (
    ("filed", "send_on"),
    ("handling", "dispatch"),
    ("responded", "respond"),
    ("closing", "check_answer"),
    ("closed", "close"),
)
"""The main roads: which step leads to which stage."""

SIDE_STEPS = {
    "returned": "ask_supplement",
    "verifying": "order_verification",
    "declined": "decline",
    "answered": "answer",
    "self_handled": "self_handle",
}

POST_OF = {
    "prefile": "acceptor",
    "file": "shift_leader",
    "dispatch": "dispatcher",
    "receipt": "dispatcher",
    "urge": "dispatcher",
    "respond": "dispatcher",
    "submit_inspection": "supervisor",
    "issue_inspection": "acceptor",
    "inspection_pass": "acceptor",
    "inspection_fail": "acceptor",
    "pass_on": "acceptor",
    "close": "shift_leader",
    "send_on": "acceptor",
    "check_answer": "supervisor",
    "urgent_dispatch": "acceptor",
    "ask_supplement": "acceptor",
    "order_verification": "acceptor",
    "decline": "acceptor",
    "answer": "acceptor",
    "self_handle": "acceptor",
    "add_demand": "acceptor",
    "report": "acceptor",
}

REPORTED = (
    *("case_kind", "source", "source_system", "external_id", "area", "urgency", "description"),
    *("class_code", "matter_code", "nature", "address", "grid_code", "lat_e7", "lon_e7", "datum"),
    *("collector", "caller_name", "caller_phone"),
)


@dataclass(frozen=True)
class Scene:
    """One step of one story: minutes before now, who (a post), what, with what."""

    case_id: str
    minutes_ago: float
    post: str
    step: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Props:
    """What stories draw on: photos by file name as SHA-256, units and rules to name."""

    photos: Mapping[str, str]
    units: Mapping[str, str]
    phrases: Mapping[str, tuple[str, str]]


def read_stories(folder: Path) -> list[Told]:
    """The stories of a demo folder, in the order of the file."""
    lines = (folder / "cases.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def scenes_of(told: Told, props: Props) -> list[Scene]:
    """The steps of a story, spread evenly between its report and now."""
    case_id = _case_id(told)
    steps = ["report", *_road(told)]
    span = float(told["minutes_ago"])
    return [
        Scene(
            case_id,
            span * (1 - place / len(steps)),
            POST_OF[step],
            step,
            VALUES[step](told, props),
        )
        for place, step in enumerate(steps)
    ]


def _case_id(told: Told) -> str:
    if told.get("external_id"):
        return external_case_id(str(told["source_system"]), str(told["external_id"]))
    return new_id()


def _road(told: Told) -> list[str]:
    story, mark = str(told["story"]), told.get("mark")
    if story in SIDE_STEPS:
        return [SIDE_STEPS[story]]
    road = GRID_ROAD if told["case_kind"] == "grid" else ORDER_ROAD
    stages = [stage for stage, _step in road]
    if story == "inspected_fail":
        steps = [step for _stage, step in road[: stages.index("inspected_pass")]]
        return [*_with_receipt(steps, told), "inspection_fail"]
    if story not in stages:
        return ["add_demand"] if mark == "repeat" else []
    steps = [step for _stage, step in road[: stages.index(story) + 1]]
    if told.get("danger"):
        steps = ["urgent_dispatch", *steps[steps.index("dispatch") + 1 :]]
    extra = {"urged": ["urge"], "repeat": ["add_demand"]}.get(str(mark), [])
    return [*_with_receipt(steps, told), *(extra if story == "handling" else [])]


def _with_receipt(steps: Sequence[str], told: Told) -> list[str]:
    made: list[str] = []
    for step in steps:
        made.append(step)
        if step in ("dispatch", "urgent_dispatch") and told.get("mark") != "receipt_owed":
            made.append("receipt")
    return made


def _report(told: Told, props: Props) -> dict[str, Value]:
    values: dict[str, Value] = {
        name: told[name] for name in REPORTED if told.get(name) not in (None, "")
    }
    if photos := _photos(told, "photos_before", props):
        values["photos_before"] = photos
    return values


def _photos(told: Told, name: str, props: Props) -> list[str]:
    return [props.photos[file] for file in told.get(name) or ()]


def _prefile(told: Told, props: Props) -> dict[str, Value]:
    values: dict[str, Value] = {"class_code": told["class_code"], "grid_code": told["grid_code"]}
    if not told.get("photos_before"):
        values["override_reason"] = "来电反映，采集员已到场口头确认。"
    return values


def _unit(told: Told, props: Props) -> str:
    return str(told.get("unit") or props.units.get(str(told.get("matter_code"))) or "201")


def _dispatch(told: Told, props: Props) -> dict[str, Value]:
    return {"unit": _unit(told, props), "rule_cited": "示例职责清单，按类别与地段派遣"}


def _respond(told: Told, props: Props) -> dict[str, Value]:
    values: dict[str, Value] = {"response": told.get("response") or "已到场处置完毕。"}
    if photos := _photos(told, "photos_after", props):
        values["photos_after"] = photos
    return values


def _inspect(told: Told, props: Props) -> dict[str, Value]:
    return {"collector": told.get("collector") or "C01", "question": "请拍摄处置后同角度照片。"}


ANY_AFTER = "rubbish_tree_after.jpg"
"""A clean place, for stories without a photo of their own of it."""


def _passed(told: Told, props: Props) -> dict[str, Value]:
    return {"photos_after": _photos(told, "photos_after", props) or [props.photos[ANY_AFTER]]}


def _decline(told: Told, props: Props) -> dict[str, Value]:
    reason, rule = props.phrases.get(
        str(told.get("reason_code")), ("未达到立案条件", "示例立案标准总则第2条")
    )
    return {"reason": reason, "rule_cited": rule or "示例受理规则"}


def _send_on(told: Told, props: Props) -> dict[str, Value]:
    return {
        "nature": told.get("nature") or "complaint",
        "matter_code": told["matter_code"],
        "urgency": told["urgency"],
    }


def _self_handle(told: Told, props: Props) -> dict[str, Value]:
    values = _passed(told, props)
    return {**values, "collector": told.get("collector") or "C01", "note": "采集员当场清理。"}


def _nothing(told: Told, props: Props) -> dict[str, Value]:
    return {}


VALUES: Mapping[str, Callable[[Told, Props], dict[str, Value]]] = {
    "report": _report,
    "prefile": _prefile,
    "file": _nothing,
    "dispatch": _dispatch,
    "receipt": _nothing,
    "urge": lambda told, props: {"note": "群众再次反映，请尽快到场处置并反馈。"},
    "add_demand": lambda told, props: {"note": "同一来电人再次来电，希望尽快处理。"},
    "respond": _respond,
    "submit_inspection": _nothing,
    "issue_inspection": _inspect,
    "inspection_pass": _passed,
    "inspection_fail": lambda told, props: {"note": "现场仍有残留，与反馈不符。"},
    "pass_on": _nothing,
    "close": _nothing,
    "send_on": _send_on,
    "check_answer": lambda told, props: {"demand_met": True, "caller_told": True},
    "urgent_dispatch": lambda told, props: {
        "unit": _unit(told, props),
        "danger": told.get("danger") or "影响通行安全。",
        "urgency": "critical",
    },
    "ask_supplement": lambda told, props: {
        "missing": told.get("missing") or "缺少全景照片，位置不明确。"
    },
    "order_verification": lambda told, props: {
        "collector": told.get("collector") or "C01",
        "question": told.get("question") or "请到现场核实是否属实并拍照。",
    },
    "decline": _decline,
    "answer": lambda told, props: {
        "answer": told.get("answer") or "已当场答复来电人。",
        "nature": told.get("nature") or "consult",
    },
    "self_handle": _self_handle,
}
"""What is typed at each step of a story."""
