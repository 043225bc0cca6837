"""The fields of a call; its outcome decides which are shown and which are needed."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from seatapp.domain.workflow import Field, Workflow
from ui.fields.base import FieldInput
from ui.fields.choices import RowInput
from ui.fields.form import Asked, FieldForm
from ui.fields.make import input_for
from ui.fields.plain import TextInput
from ui.panes.call_fields import (
    ANSWERED,
    CALLER,
    DECLINED,
    INVALID,
    NEEDED,
    OF_CALL,
    OF_CASE,
    SHOWN,
    TO_CASE,
    phone_sources,
)

SOURCES_IN_A_ROW = 3
TEXT_LINES = 4
FIRST_SOURCE = "hotline_12345"
_AT_FIRST = {"urgency": "normal", "source": FIRST_SOURCE}
_LONGEST_OF = {ANSWERED: "answer", TO_CASE: "description", DECLINED: "description", INVALID: "note"}
"""Where the typing goes on when nothing that is needed is missing."""


class CallForm(FieldForm):
    """What is typed of a call. Signals: `edited()`."""

    def __init__(self, workflow: Workflow) -> None:
        super().__init__([_asked(workflow, name) for name in (*OF_CALL, *OF_CASE)])
        self._workflow = workflow
        self._outcome = ANSWERED
        for name, into in (("matter_code", "urgency"), ("grid_code", "area")):
            self.asked[name].input.edited.connect(partial(self.follow, name, into))

    @property
    def outcome(self) -> str:
        """The step that will be taken."""
        return self._outcome

    @property
    def begun(self) -> bool:
        """Whether anything of a call stands here."""
        return bool(set(self.values()) - set(_AT_FIRST))

    @property
    def words_field(self) -> str:
        """Where sentences of the knowledge base go: the answer, else what was told."""
        return "answer" if "answer" in SHOWN[self._outcome] else "description"

    def choose_outcome(self, outcome: str) -> None:
        """Ask for what this outcome needs."""
        self._outcome = outcome
        for name in self.asked:
            self.set_shown(name, name in SHOWN[outcome])
            self.set_required(name, name in NEEDED[outcome])
        self.clear_faults()

    def blank(self) -> None:
        """Begin with nothing but what most calls have in common.

        No outcome of an earlier call decides what the next one is asked.
        """
        self._empty()
        self.choose_outcome(ANSWERED)

    def begin_another_matter(self) -> None:
        """Keep who is on the line, and what is asked for."""
        kept = {name: value for name, value in self.values().items() if name in CALLER}
        self._empty()
        self.fill(kept)

    def note_what_was_said(self) -> None:
        """Who hangs up in a rage has said something before; an invalid call keeps a note only."""
        typed = self.values()
        if "note" not in typed:
            self.fill({"note": typed.get("description")})

    def _empty(self) -> None:
        self.fill(dict.fromkeys(self.asked))
        self.fill(_AT_FIRST)
        self.clear_faults()

    def go_on(self) -> None:
        """Put the keyboard where the typing begins, or goes on."""
        if "caller_phone" not in self.values():
            self.go_to("caller_phone")
        else:
            self.go_to(next(iter(self.missing()), _LONGEST_OF[self._outcome]))

    def complete(self, needed: Collection[str] | None = None) -> bool:
        """Whether all can be taken and nothing is missing; else say what is wrong, and go there.

        `needed` is asked for instead of what the outcome needs.
        """
        faulty = self.check(self._workflow, needed)
        if faulty:
            self.go_to(faulty[0])
        return not faulty


def _asked(workflow: Workflow, name: str) -> Asked:
    field = workflow.field("case" if name in OF_CASE else "call", name)
    made: FieldInput
    if name == "source":
        made = RowInput(phone_sources(workflow), SOURCES_IN_A_ROW)
    elif name in ("description", "answer"):
        made = TextInput(TEXT_LINES)
    else:
        made = input_for(workflow, field, _no_photos)
    return Asked(field, False, made)


def _no_photos(field: Field) -> FieldInput:
    raise AssertionError(field.name)
