"""The approval form: what is asked, what was asked before, and who has said what."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError
from seatapp.local.views import CaseDetail
from seatapp.reports.approvals import approval_paper
from seatapp.reports.filling import filled
from seatapp.reports.office import Office
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch
from tests.helpers.rules import NOON
from tests.reports.documents import opened
from tests.reports.test_filling import FOOT

WORKFLOW = load_workflow()
OFFICE = Office("示例市指挥中心", "", "")
HOUR = 3600


def request(n: int, stage: str, **more: Any) -> dict[str, Any]:
    """A request for extension."""
    return {
        "subject": "request",
        "id": f"r{n}",
        "stage": stage,
        "request_kind": "extension",
        "unit": "clean",
        "asked_minutes": 240,
        "reason": "夜间方可作业",
        "due_before": NOON + n * HOUR,
        "requested_by": "u1",
        "requested_at": NOON + n,
        **more,
    }


def detail(*requests: Mapping[str, Any]) -> CaseDetail:
    state = {
        **{"subject": "case", "id": "c", "stage": "handling", "case_number": "案-1"},
        **{"clock": "handle", "due_at": NOON + 9 * HOUR, "address": "文昌路"},
    }
    names = {("unit", "clean"): "环卫公司", ("person", "u1"): "甲", ("person", "u2"): "乙"}
    return CaseDetail(state, requests, None, names, None, False)


def cells(*requests: Mapping[str, Any], request_id: str | None = None) -> dict[str, str]:
    """The form by its labels."""
    paper = approval_paper(WORKFLOW, OFFICE, detail(*requests), NOON, request_id)
    made = filled(Templates(Path("none")).read(paper.template), paper, FOOT, Watch())
    found: dict[str, str] = {}
    for row in opened(made).tables[0].rows:
        texts = list(dict.fromkeys(cell.text for cell in row.cells))
        found |= dict(zip(texts[::2], texts[1::2], strict=False))
    return found


def test_a_second_extension_shows_the_first_and_what_was_said() -> None:
    first = request(
        1, "granted", granted_minutes=120, settled_by="u2", settled_at=NOON + 60, opinion="同意"
    )
    form = cells(first, request(2, "open", scans=["a" * 64]))
    assert form["申请单位"] == "环卫公司"
    assert form["申请类别"] == "延期（第 2 次）"
    assert form["申请内容"] == "延长 240 分钟"
    assert form["以往申请"] == "第1次：延长 240 分钟，已批准，延长 120 分钟（2026-11-22 12:01）"
    assert form["证明材料"] == "扫描件 1 份"
    assert form["原处置时限"] == "2026-11-22 14:00"
    assert form["派遣员\n意见"].startswith("提出申请。　甲 2026-11-22 12:00")
    assert form["值班长\n意见"].startswith("\n\n签字")


def test_the_first_can_be_printed_again_with_its_outcome() -> None:
    first = request(
        1, "granted", granted_minutes=120, settled_by="u2", settled_at=NOON + 60, opinion="同意"
    )
    form = cells(first, request(2, "open"), request_id="r1")
    assert form["申请类别"] == "延期（第 1 次）"
    assert form["值班长\n意见"].startswith("同意　乙 2026-11-22 12:01")
    assert form["审批结果"] == "已批准，延长 120 分钟"
    assert form["新的时限"] == "2026-11-22 21:00"
    assert form["以往申请"] == "无"


def test_who_decides_after_the_leader_signs_as_the_head() -> None:
    asked = request(
        1, "refused", endorsed_by="u1", endorsed_at=NOON, settled_by="u2", settled_at=NOON,
        opinion="不同意",
    )  # fmt: skip
    form = cells(asked)
    assert form["值班长\n意见"].startswith("签署意见上报。　甲")
    assert form["中心领导\n意见"].startswith("不同意　乙")


def test_without_a_request_there_is_no_form() -> None:
    with pytest.raises(InputFileError) as told:
        approval_paper(WORKFLOW, OFFICE, detail(), NOON)
    assert told.value.code == "no_request"
