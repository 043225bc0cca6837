"""What the call form asks for each outcome of a call, and which steps follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from seatapp.desk import Wanted
from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Workflow
from seatapp.ids import new_id
from seatapp.text import _
from ui.fields.choices import Option

ANSWERED, TO_CASE, DECLINED, INVALID = "answer_call", "pass_to_case", "decline_call", "void_call"
TITLE = 40
LONGEST_REASON = 500
"""Of what is said; the call keeps all of it."""

OUTCOMES = (ANSWERED, TO_CASE, DECLINED, INVALID)

CALLER = ("caller_phone", "caller_name")
OF_CALL = (
    *CALLER,
    *("nature", "matter_code", "urgency", "description", "answer"),
    *("reason", "rule_cited", "invalid_reason", "note"),
)
OF_CASE = ("source", "address", "grid_code", "area")
"""What only a case asks for; the fields are those of the case."""

SHOWN: Mapping[str, tuple[str, ...]] = {
    ANSWERED: (*CALLER, "nature", "matter_code", "description", "answer"),
    TO_CASE: (*CALLER, "nature", "matter_code", "urgency", "description", *OF_CASE),
    DECLINED: (*CALLER, "nature", "description", "reason", "rule_cited"),
    INVALID: ("caller_phone", "invalid_reason", "note"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    ANSWERED: ("nature", "answer"),
    TO_CASE: ("caller_phone", "nature", "urgency", "description"),
    DECLINED: ("nature", "reason", "rule_cited"),
    INVALID: ("invalid_reason",),
}
_BOTH = (*CALLER, "nature", "matter_code", "urgency", "description")
"""What a case takes over from the call that it was made of."""


def phone_sources(workflow: Workflow) -> list[Option]:
    """The sources of hotline cases that are telephones."""
    fitting = workflow.marked("source", "hotline") & workflow.marked("source", "phone")
    return [
        (choice.code, _.of("source", choice.label))
        for choice in workflow.choices_of("source")
        if choice.code in fitting
    ]


def steps_of(outcome: str, typed: Values, more: Values, area: str) -> list[Wanted]:
    """The steps that register a call: one, or a case and the call that it was made of.

    `typed` stands on the screen, `more` is known of the call besides; a call without a place lies
    in `area`.
    """
    shown = {name: typed[name] for name in SHOWN[outcome] if name in typed}
    of_call = {name: value for name, value in shown.items() if name not in OF_CASE}
    place = shown.get("area") or area
    call: dict[str, Value] = {**of_call, **more, "area": place}
    if outcome != TO_CASE:
        return [Wanted(outcome, "call", None, call)]
    case_id = new_id()
    case: dict[str, Value] = {name: shown[name] for name in (*_BOTH, *OF_CASE) if name in shown}
    case |= {"case_kind": "hotline", "area": place}
    if more.get("doubts"):
        case["doubts"] = more["doubts"]
    return [
        Wanted("report", "case", case_id, case),
        Wanted(TO_CASE, "call", None, call | {"case_ref": case_id}),
    ]


def emergency_of(typed: Values, area: str, at: int) -> Wanted:
    """An emergency that a caller tells of: registered at once, its level set right afterwards."""
    words = str(typed.get("description") or typed.get("note") or "")
    return Wanted(
        "begin_emergency",
        "emergency",
        None,
        {
            "area": typed.get("area") or area,
            "level": "general",
            "title": words.splitlines()[0][:TITLE] if words else _("来电反映的突发事件"),
            "occurred_at": at,
            "address": typed.get("address") or _("待核实"),
            "source": _("热线来电"),
            "course": words or None,
        },
    )


def reopening_of(case_id: str, typed: Values, more: Values, area: str) -> list[Wanted]:
    """A caller says that a closed case is not solved: the leader is asked to have it done again."""
    _demand, call = demand_of(case_id, typed, more, area)
    reason = str(typed.get("description") or "")[:LONGEST_REASON]
    return [Wanted("request_reopen", "case", case_id, {"reason": reason}), call]


def demand_of(case_id: str, typed: Values, more: Values, area: str) -> list[Wanted]:
    """A caller rings about a case that is open: their words go to it, and the call names it."""
    names = (*CALLER, "nature", "matter_code", "description")
    call: dict[str, Value] = {name: typed[name] for name in names if name in typed}
    call |= {**more, "area": area, "case_ref": case_id, "nature": typed.get("nature") or "help"}
    words = str(typed.get("description") or "")
    return [
        Wanted("add_demand", "case", case_id, {"note": words}),
        Wanted(TO_CASE, "call", None, call),
    ]
