"""A refusal of the seat's own judgement, as the error that carries its sentence."""

from __future__ import annotations

from seatapp.domain.judge import Refusal
from seatapp.domain.references import State
from seatapp.domain.workflow import Workflow
from seatapp.errors import StepRefused
from seatapp.local.refusal_words import refusal_words
from seatapp.text import in_turn


def step_refused(
    workflow: Workflow,
    refusal: Refusal,
    subject: str,
    step: str,
    state: State | None = None,
    author: str = "",
) -> StepRefused:
    """Why a step may not be taken on a subject that stands as `state`, and what to do."""
    sentence, advice = refusal_words(
        workflow,
        refusal.code,
        subject,
        step,
        field=refusal.field,
        stage=str((state or {}).get("stage") or ""),
        author=author,
    )
    return StepRefused(in_turn(sentence, advice), refusal.code, refusal.field)
