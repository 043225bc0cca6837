"""Requests that wait on a leader's desk: a dispatcher has asked, a leader has taken the seat."""

from __future__ import annotations

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Value
from tests.helpers.desk_duty import DeskDuty

LEADER, DISPATCHER = "u1007", "u1012"
HALF, DAY = 240, 480
"""The matter of these cases gives a working day; the leader grants up to half of one."""

RULES: dict[str, dict[str, Value]] = {
    "extension": {
        "most_grants": 2,
        "before_overdue": True,
        "size": "original_limit",
        "leader_grants": 1,
        "leader_size": HALF,
        "manager_size": 15 * DAY,
        "paper_from_grant": 2,
    },
    "send_back": {"most_grants": 2, "leader_grants": 2},
    "deferral": {"most_grants": 1, "leader_grants": 1, "leader_size": 30, "most_days": 365},
}


def with_rules(desk: DeskDuty) -> None:
    """Give the seat the rules of requests."""
    rows = [SubjectRow("reference", f"request_rule/{kind}", 3, row) for kind, row in RULES.items()]
    limit: dict[str, Value] = {"normal": 1440, "basis": "natural"}
    rows += [SubjectRow("reference", f"limit/{clock}", 3, limit) for clock in ("decide", "rule")]
    desk.receive("ref", rows)


def handled(desk: DeskDuty, **more: Value) -> str:
    """A hotline order in the hands of a unit."""
    desk.take_over("u1001", "acceptor")
    values: dict[str, Value] = {
        "case_kind": "hotline",
        "source": "web",
        "collector": None,
        "description": "路灯三盏不亮，晚上看不清路面。",
        **more,
    }
    case = desk.report(**values)
    desk.take("send_on", case, nature="complaint", matter_code="M08", urgency="normal")
    desk.take_over(DISPATCHER, "dispatcher")
    desk.take("dispatch", case, unit="401", rule_cited="示例派遣规则第1条")
    return case


def asked(desk: DeskDuty, case: str, minutes: int = HALF, **more: Value) -> str:
    """The dispatcher asks for an extension; the request."""
    desk.take_over(DISPATCHER, "dispatcher")
    known = {str(child["id"]) for child in desk.detail(case).children}
    values: dict[str, Value] = {"asked_minutes": minutes, "reason": "灯杆需定制，等待到货。"}
    desk.take("request_extension", case, **(values | more))
    found = (str(child["id"]) for child in desk.detail(case).children)
    return next(one for one in found if one not in known)


def decided(desk: DeskDuty, request: str, minutes: int) -> None:
    """The leader grants so many minutes."""
    desk.take_over(LEADER, "shift_leader")
    values: dict[str, Value] = {"granted_minutes": minutes, "opinion": "同意，抓紧到货"}
    desk.desk.perform("grant_extension", "request", request, values)
