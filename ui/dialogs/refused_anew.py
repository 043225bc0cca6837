"""What a dialog begins with when something is begun again that the centre did not accept."""

from __future__ import annotations

from dataclasses import dataclass

from seatapp.domain.entries import Values
from seatapp.domain.workflow import Workflow
from seatapp.local.views import RefusalItem
from seatapp.text import _

OF_PHONE = "caller_key"
"""The key of a number: it is reckoned from the number as that stands now."""


@dataclass(frozen=True)
class RefusedAnew:
    """The refused entry, why it was refused in one line, and what was typed."""

    entry_id: str
    about: str
    values: Values


def begun_again(workflow: Workflow, item: RefusalItem) -> RefusedAnew:
    """All that was typed; the number is a new one, as the old one may be what was refused."""
    derived = {OF_PHONE, workflow.subjects[item.subject].number}
    values = {name: value for name, value in item.to_begin_with.items() if name not in derived}
    about = _("中心未接收：{sentence}").format(sentence=item.sentence)
    return RefusedAnew(item.entry_id, about, values)
