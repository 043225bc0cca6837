"""What ends by itself: a case put off until a day, a request that nobody has decided.

From that moment on the subject *is* in its next stage, at every seat and at the centre. The system
entry that says so is written with the next step that reaches the centre for its root, dated with
the moment itself; `core.lapsed` and `core.effective_stage` do the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from seatapp.domain.fold import Taken, folded
from seatapp.domain.references import References, State
from seatapp.domain.workflow import SYSTEM_POST, Lapse, Workflow
from seatapp.ids import derived_id


def effective_stage(workflow: Workflow, state: State, now: int) -> str:
    """The stage in which a subject stands at `now`, whether or not an entry says so yet."""
    lapse = _due(workflow, state, now)
    return lapse.target if lapse else str(state["stage"])


def matured(workflow: Workflow, state: State, now: int, references: References) -> State:
    """The state as it is at `now`: what was to end by itself has ended."""
    lapse = _due(workflow, state, now)
    if lapse is None:
        return state
    return folded(workflow, state, _taken(workflow, state, lapse), references)


def all_matured(
    workflow: Workflow, states: Iterable[State], now: int, references: References
) -> dict[str, State]:
    """The states that have ended by themselves at `now`, as they then are, by identifier."""
    ended = (state for state in states if _due(workflow, state, now))
    return {str(state["id"]): matured(workflow, state, now, references) for state in ended}


def _due(workflow: Workflow, state: State, now: int) -> Lapse | None:
    lapse = workflow.lapses.get((str(state["subject"]), str(state["stage"])))
    until = state.get(lapse.until) if lapse else None
    return lapse if isinstance(until, int) and until <= now else None


def _taken(workflow: Workflow, state: State, lapse: Lapse) -> Taken:
    cause = str(state["fresh"])
    return Taken(
        entry_id=derived_id(cause, "entry", lapse.step, str(state["id"])),
        subject_id=str(state["id"]),
        root=str(state["root"]),
        step=workflow.steps[lapse.subject, lapse.step],
        values={},
        author=SYSTEM_POST,
        at=int(str(state[lapse.until])),
        area=str(state.get("area")),
        given={},
    )
