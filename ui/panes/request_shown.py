"""A request as the leader's desk shows it: read in one go, with its case and the office phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from seatapp.local.deadlines import RequestView
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.duty import Duty
from ui.panes.case_shown import Shown, read_case
from ui.widgets.scan_view import Captioned


@dataclass(frozen=True)
class ShownRequest:
    """A request with its case, the office phrases by kind, and how long a working day counts."""

    case: Shown
    request: RequestView
    offered: Sequence[OfferedStep]
    phrases: Mapping[str, Sequence[str]]
    work_day: int | None


def read_request(duty: Duty, request_id: str, case_id: str) -> ShownRequest | None:
    """Read everything that the desk shows of a request. Waits for a disk."""
    case = read_case(duty, request_id, case_id)
    if case is None or case.deadline is None:
        return None
    found = next((one for one in case.deadline.requests if one.state["id"] == request_id), None)
    if found is None:
        return None
    phrases: dict[str, list[str]] = {}
    for code, row in duty.reader.references("reason"):
        phrases.setdefault(code.partition(".")[0], []).append(str(row["sentence"]))
    settings = dict(duty.reader.references("setting"))
    day = settings.get("work_day_minutes", {}).get("value")
    return ShownRequest(
        case=case,
        request=found,
        offered=[step for step in case.offered if step.subject_id == request_id],
        phrases=phrases,
        work_day=day if isinstance(day, int) else None,
    )


def pictures_of(shown: ShownRequest) -> Captioned:
    """The scans of a request; without any, what the place looked like when it was reported."""
    scans: Sequence[Any] = shown.request.state.get("scans") or ()
    if scans:
        return [(str(one), _("盖章申请 {n}").format(n=place)) for place, one in enumerate(scans, 1)]
    before: Sequence[Any] = shown.case.detail.state.get("photos_before") or ()
    return [
        (str(one), _("没有附书面申请 · 处置前 {n}").format(n=place))
        for place, one in enumerate(before, 1)
    ]
