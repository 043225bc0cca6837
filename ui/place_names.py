"""The places of the window that are no queues: their names, and which of them somebody has."""

from __future__ import annotations

from collections.abc import Collection

from seatapp.domain.posts import answers_for_figures, sends_collectors, takes_reports
from seatapp.domain.workflow import Workflow

REFUSALS = "refusals"
STATISTICS = "statistics"
HERE = "figures_here"
"""Statistics of this workstation alone."""

INTAKE = "intake"
CALLS = "calls"
FIELD = "field"
TAKING, HANDOVER, ROSTER, DUTY_LOG = "taking", "handover", "roster", "duty_log"
WATCH, SAMPLES, ASSESSMENT = "watch", "samples", "assessment"

FOR_SOME = frozenset({INTAKE, CALLS, FIELD, WATCH, SAMPLES, STATISTICS})
"""The pages that not everybody has."""


def pages_of(workflow: Workflow, posts: Collection[str]) -> frozenset[str]:
    """Which pages of `FOR_SOME` somebody with these posts has."""
    found = set()
    if takes_reports(workflow, posts):
        found |= {INTAKE, CALLS, WATCH}
    if sends_collectors(workflow, posts):
        found.add(FIELD)
    if answers_for_figures(posts):
        found.add(STATISTICS)
    if workflow.may(posts, "sample", "draw_sample"):
        found.add(SAMPLES)
    return frozenset(found)
