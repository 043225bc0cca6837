"""Which steps somebody can take on a subject as it stands, and why they cannot take others."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from seatapp.desk.seated import post_for
from seatapp.domain.guards import GUARDS
from seatapp.domain.judge import Member
from seatapp.domain.lapse import matured
from seatapp.domain.references import References, State
from seatapp.domain.situation import Situation
from seatapp.domain.workflow import Step, Workflow
from seatapp.local.refusal_words import refusal_words
from seatapp.local.views import OfferedStep
from seatapp.text import _, in_turn

TOLD_IN_ADVANCE = frozenset(
    {
        *("not_author", "ratification_owed", "ratification_settled", "receipt_owed", "tried"),
        *("same_author", "named_person", "all_answered", "none_disputed", "some_disputed"),
        *("caller_known", "free_to_take", "tried_enough", "asks_verdict", "callbacks_settled"),
        *("own_callback", "is_rung", "no_dispute_open"),
        "kind_is",
        "may_grant",
    }
)
"""Guards that look at what stands, so that a step they bar need not be offered. The others look
at what is typed, or are better explained by their sentence than by a button that is missing."""

OF_WHAT_STANDS = frozenset(
    {"not_author", "ratification_settled", "callbacks_settled", "pair_present"}
)
"""Guards that say the same whatever is typed, so that a screen can tell why before."""


class Offers:
    """What `member` can do at the moment `now` (since 1970), before anything is typed."""

    def __init__(
        self, workflow: Workflow, references: References, member: Member, now: int
    ) -> None:
        self._workflow = workflow
        self._references = references
        self._member = member
        self._now = now

    def offered(self, subject: str, state: State, children: Iterable[State]) -> list[OfferedStep]:
        """The steps that the person could take on `state`, in the order of the table.

        Whether what they type will do is not asked yet. `children` are those of the case.
        """
        state = matured(self._workflow, state, self._now, self._references)
        family = [state, *children]
        found = []
        kind = str(state.get("case_kind") or "")
        for step in self._workflow.steps_from(subject, str(state["stage"]), kind):
            post = self._post_for(step, state)
            if post and not self._barred(step, state, post, family):
                found.append(
                    OfferedStep(
                        subject=subject,
                        subject_id=str(state["id"]),
                        step=step.name,
                        post=post,
                        label=_.of("step", step.label),
                        key=step.key,
                        tone=step.tone,
                    )
                )
        return found

    def bars(self, step: str, state: State, children: Iterable[State]) -> list[str]:
        """Why the person cannot take a step of `state`, whatever they type: one sentence each.

        Nothing is said of steps that are not theirs, or not of this stage.
        """
        known = self._workflow.steps[str(state["subject"]), step]
        post = self._post_for(known, state)
        if not post or state["stage"] not in known.sources:
            return []
        now = self._situation(state, post, [state, *children])
        codes = [
            code
            for guard in known.guards
            if guard.name in OF_WHAT_STANDS
            and (code := GUARDS[guard.name](now, guard.argument)) is not None
        ]
        return [
            in_turn(*refusal_words(self._workflow, code, known.subject, step))
            for code in dict.fromkeys(codes)
        ]

    def _post_for(self, step: Step, state: State) -> str:
        return post_for(self._workflow, self._member, step, str(state.get("area") or ""))

    def _barred(self, step: Step, state: State, post: str, family: Collection[State]) -> bool:
        situation = self._situation(state, post, family)
        return any(
            guard.name in TOLD_IN_ADVANCE and GUARDS[guard.name](situation, guard.argument)
            for guard in step.guards
        )

    def _situation(self, state: State, post: str, family: Collection[State]) -> Situation:
        """The subject as it stands, before anything is typed."""
        return Situation(
            workflow=self._workflow,
            subject_id=str(state["id"]),
            before=state,
            author=self._member.id,
            post=post,
            at=self._now,
            values={},
            family=family,
            references=self._references,
        )
