"""Who works at a desk, and the key that signs what they do."""

from __future__ import annotations

from dataclasses import dataclass, field

from seatapp.domain.judge import Member
from seatapp.domain.workflow import Step, Workflow


@dataclass(frozen=True)
class SigningKey:
    """The courier key of a person on this workstation.

    It signs while the clock is between `sign_from` and `sign_until` (seconds since 1970).
    """

    id: str
    key: bytes = field(repr=False)
    sign_until: int
    sign_from: int = 0


@dataclass(frozen=True)
class Seated:
    """Who works at this desk now: the person, the key if there is one, the code of the seat.

    `search_key` makes the keys by which phone numbers are found again; None before the first log-in
    online.
    """

    person: Member
    key: SigningKey | None
    seat_code: str
    search_key: bytes | None = field(default=None, repr=False)


def post_for(workflow: Workflow, member: Member, step: Step, area: str) -> str:
    """The first post of the step that the person holds for the area; none if there is none."""
    posts = (post for post in workflow.posts if post in step.posts)
    return next((post for post in posts if member.holds_in(post, area)), "")


def any_post(member: Member, step: Step) -> str:
    """A post of the step, for the judgement to say what is wrong with it."""
    return next((post for post, _area in member.posts if post in step.posts), min(step.posts))
