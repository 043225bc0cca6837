"""The approval form (审批表) of a request: what a unit asks for, and what the chain has said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.local.views import CaseDetail
from seatapp.reports.case_words import case_words, choice_label, one_line
from seatapp.reports.chinese_time import line_moment, long_day
from seatapp.reports.office import Office
from seatapp.reports.paper import Paper
from seatapp.text import _

State = Mapping[str, Any]

NONE = "无"


def requests_of(detail: CaseDetail) -> list[State]:
    """The requests about a case, the oldest first."""
    found = [child for child in detail.children if child["subject"] == "request"]
    return sorted(found, key=lambda child: (child.get("requested_at") or 0, str(child["id"])))


def approval_paper(
    workflow: Workflow, office: Office, detail: CaseDetail, at: int, request_id: str | None = None
) -> Paper:
    """The form of a request, the last one unless another is named, as things stand at `at`.

    Raises `InputFileError` when the case has no such request.
    """
    requests = requests_of(detail)
    chosen = [one for one in requests if request_id in (None, one["id"])]
    if not chosen:
        raise InputFileError(_("这一件没有申请，不能导出审批表。"), "no_request")
    request = chosen[-1]
    kind = choice_label(workflow, "request_kind", request.get("request_kind"))
    same = [one for one in requests if one.get("request_kind") == request.get("request_kind")]
    before = same[: same.index(request)]
    case = case_words(workflow, detail, at)
    facts = {
        "centre": office.centre,
        "date": long_day(at),
        "letter_number": f"{case['number']}-{len(before) + 1}",
        "unit": _name(detail, "unit", request.get("unit")) or case["unit"],
        "case": case,
        "kind": kind,
        "nth": len(before) + 1,
        "asked": _asked(detail, request),
        "reason": one_line(request.get("reason")),
        "earlier": [
            f"第{n}次：{_asked(detail, one)}，{_outcome(workflow, one)}"
            f"（{line_moment(one.get('settled_at') or one.get('requested_at'))}）"
            for n, one in enumerate(before, 1)
        ],
        "papers": f"扫描件 {len(request.get('scans') or [])} 份" if request.get("scans") else NONE,
        "limit_before": line_moment(request.get("due_before")),
        "limit_after": _limit_after(detail.state, request),
        "outcome": _outcome(workflow, request),
        **_opinions(detail, request),
    }
    return Paper("approval", f"{kind}审批表 {case['number']}", "approval_form", facts)


def _asked(detail: CaseDetail, request: State) -> str:
    if request.get("asked_minutes"):
        return f"延长 {request['asked_minutes']} 分钟"
    if request.get("asked_until"):
        return f"缓办至 {line_moment(request['asked_until'])}"
    if request.get("asked_unit"):
        return f"改派{_name(detail, 'unit', request['asked_unit'])}"
    return "见申请理由"


def _outcome(workflow: Workflow, request: State) -> str:
    stage = workflow.stage("request", str(request["stage"])).label
    if request.get("granted_minutes"):
        return f"{stage}，延长 {request['granted_minutes']} 分钟"
    if request.get("granted_until"):
        return f"{stage}，缓办至 {line_moment(request['granted_until'])}"
    return stage


def _limit_after(state: State, request: State) -> str:
    """The time by which the unit has to be done now, if this request has moved it."""
    due_at = state.get("due_at") if state.get("clock") == "handle" else None
    moved = request["stage"] == "granted" and request.get("granted_minutes")
    return line_moment(due_at) if moved and isinstance(due_at, int) else ""


def _opinions(detail: CaseDetail, request: State) -> dict[str, str]:
    """What each post has said so far; who decides last signs where the chain ends."""
    asked = _signed(detail, request, "requested", "提出申请。")
    decided = _signed(detail, request, "settled", one_line(request.get("opinion")))
    if not request.get("endorsed_at"):
        return {"dispatcher": asked, "leader": decided, "head": ""}
    endorsed = _signed(detail, request, "endorsed", "签署意见上报。")
    return {"dispatcher": asked, "leader": endorsed, "head": decided}


def _signed(detail: CaseDetail, request: State, stamp: str, words: str) -> str:
    at = request.get(f"{stamp}_at")
    if not at:
        return ""
    return f"{words}　{_name(detail, 'person', request.get(f'{stamp}_by'))} {line_moment(at)}"


def _name(detail: CaseDetail, kind: str, code: Any) -> str:
    return detail.names.get((kind, str(code or "")), str(code or ""))
