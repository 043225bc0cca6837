"""The sentence and the advice for a refusal, filled in with what it is about."""

from __future__ import annotations

from seatapp.domain.workflow import Workflow
from seatapp.text import _


def refusal_words(
    workflow: Workflow,
    code: str,
    subject: str,
    step: str,
    *,
    field: str | None = None,
    stage: str = "",
    author: str = "",
) -> tuple[str, str]:
    """Sentence and advice of `refusals.csv` for `code`, in the language in use.

    `stage` is the code of the stage in which the subject stands, `author` a name. A code that
    this program does not know is shown as it is.
    """
    text = workflow.refusals.get(code)
    if text is None:
        return _("中心没有接收这一步（{code}）。").format(code=code), _("请升级本机程序后再看。")
    known = workflow.step(subject, step)
    named = workflow.fields.get((subject, field or ""))
    stood = workflow.stages.get((subject, stage))
    filled = _(text.sentence).format(
        label=_.of("step", known.label) if known else step,
        step=step,
        field=_(named.label) if named else field or "",
        stage=_(stood.label) if stood else stage,
        author=author,
    )
    return filled, _(text.advice)
