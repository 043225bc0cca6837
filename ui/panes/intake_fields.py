"""What the intake form asks for each kind of case, and what follows from what."""

from __future__ import annotations

from collections.abc import Mapping

from seatapp.desk import Wanted
from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Workflow
from seatapp.ids import new_id
from seatapp.text import _

KINDS = ("grid", "hotline", "superior")
AREA_DIGITS = 6
WATCH_SITE = "watch_site"
"""Among the values of the form: the site of the watch rounds on which this was found."""

LEFT = (
    *("source", "link", "author_handle", "caller_phone", "caller_name", "caller_address"),
    *("source_system", "external_id", "upper_deadline_at"),
    *("description", "photos_before"),
)
RIGHT = (
    *("class_code", "component_code", "matter_code", "nature", "urgency"),
    *("address", "lat_e7", "lon_e7", "datum", "grid_code", "area", "collector", "occurred_at"),
)

CALLER = frozenset({"caller_phone", "caller_name", "caller_address"})
_FOREIGN = frozenset({"source_system", "external_id", "upper_deadline_at"})
_MATTER = frozenset({"matter_code", "nature"})

HELD = ("lon_e7", "datum")
"""Fields that the input of another one shows."""

NOT_FOR: Mapping[str, frozenset[str]] = {
    "grid": _FOREIGN | _MATTER,
    "hotline": _FOREIGN | {"class_code", "component_code", "collector"},
    "superior": CALLER | {"class_code", "component_code", "collector"},
}
"""Fields that a kind of case does not need."""

_OPINION = frozenset({"link", "author_handle"})

NO_CALLER = frozenset({"collector", "video", "drone"})
"""Sources behind which nobody waits for an answer."""

TOLD = frozenset({"link", "description"})
"""What every report tells, though no rule asks for it: the typing begins here at the latest."""

KEPT_FOR_NEXT = ("case_kind", "source")
"""What stays in the form for the next report."""


def sources_of(workflow: Workflow, kind: str) -> list[tuple[str, str]]:
    """The sources that fit a kind of case, in words."""
    fitting = workflow.marked("source", kind)
    return [
        (choice.code, _.of("source", choice.label))
        for choice in workflow.choices_of("source")
        if choice.code in fitting
    ]


def fields_shown(workflow: Workflow, kind: str, source: object) -> set[str]:
    """The fields to ask for a report of this kind from this source."""
    hidden = set(NOT_FOR[kind])
    if source not in workflow.marked("source", "opinion"):
        hidden |= _OPINION
    if source in NO_CALLER:
        hidden |= CALLER
    if source != "collector":
        hidden.add("collector")
    return {name for name in (*LEFT, *RIGHT) if name not in hidden}


def found_at(site: str, values: Values) -> list[Wanted]:
    """The steps that register what was found on a site of the watch rounds: the case, the look."""
    case_id = new_id()
    return [Wanted("report", "case", case_id, values), look_at(site, values, case_id)]


def look_at(site: str, values: Values, case_id: str, area: str = "") -> Wanted:
    """The step that notes what was found on a site, and the case with which it stands.

    `area` counts where `values` name none.
    """
    named = values.get("area") or str(values.get("grid_code") or "")[:AREA_DIGITS]
    words = str(values.get("description") or "")
    look = {"site": site, "case_ref": case_id, "note": words or _("已登记案件")}
    return Wanted("check_found", "watch", None, {"area": named or area, **look})


def demand_words(values: Values) -> str:
    """What is added to another case instead: the words, and where they were read."""
    told = (values.get("description"), values.get("link"))
    return "\n".join(str(one) for one in told if one)


def phone_needed(workflow: Workflow, source: object) -> bool:
    """Whether a report from this source has a caller's number."""
    return source in workflow.marked("source", "phone")


def only_shown(values: Mapping[str, Value], shown: set[str]) -> dict[str, Value]:
    """The values of the fields that stand on the screen."""
    return {name: value for name, value in values.items() if name in shown}
