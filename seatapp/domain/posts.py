"""What goes with a post beyond the steps that the tables give it."""

from __future__ import annotations

from collections.abc import Collection

from seatapp.domain.workflow import Workflow

ANSWERING = frozenset({"supervisor", "shift_leader", "operations_manager", "centre_head"})
"""The posts that see the figures of periods; `core.report_problem` goes by the same ones."""

LEADING = "shift_leader"
"""The post that leads a shift."""

ON_WATCH = "monitor"
"""The post that the watch rounds are kept for; others may help with them."""


def answers_for_figures(posts: Collection[str]) -> bool:
    """Whether somebody with these posts sees the figures of periods."""
    return not ANSWERING.isdisjoint(posts)


def sends_collectors(workflow: Workflow, posts: Collection[str]) -> bool:
    """Whether somebody with these posts sends collectors to look at places, and takes it back."""
    return workflow.may(posts, "case", "order_verification")


def takes_reports(workflow: Workflow, posts: Collection[str]) -> bool:
    """Whether somebody with these posts registers what comes in, by telephone or otherwise."""
    report = workflow.may(posts, "case", "report")
    return report and workflow.may(posts, "call", "answer_call")
