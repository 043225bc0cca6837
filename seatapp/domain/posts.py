"""What goes with a post beyond the steps that the tables give it."""

from __future__ import annotations

from collections.abc import Collection

from seatapp.domain.references import ReferenceRow
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


def leads(workflow: Workflow, leader: ReferenceRow | None, person: ReferenceRow | None) -> bool:
    """Whether the person of one reference row puts that of another in or out of turns.

    That is somebody who works in part of the leader's area or in more than it, as far as posts are
    known. Who holds none any more still goes out of the turns that are left. `core.leads` asks the
    same.
    """
    covers = workflow.steps["swap", "cover_turn"].posts
    led = [area for post, area in _held(leader) if post in covers]
    works = [area for _post, area in _held(person)]
    near = any(one.startswith(other) or other.startswith(one) for one in led for other in works)
    return near or not led or not works


def _held(person: ReferenceRow | None) -> list[tuple[str, str]]:
    """The posts that a reference row names, with the prefix of the area they are held for."""
    held = (person or {}).get("posts")
    parts = (str(one).partition("@") for one in held) if isinstance(held, list) else ()
    return [(post, area) for post, _at, area in parts]
