"""The input that suits a field of `fields.csv`."""

from __future__ import annotations

from collections.abc import Callable, Collection

from seatapp.domain.workflow import Field, Workflow
from seatapp.text import _
from ui.fields.base import FieldInput
from ui.fields.choices import Option, YesNoInput, choice_input
from ui.fields.moment import MomentInput
from ui.fields.plain import LineInput, ListInput, NumberInput, TextInput
from ui.fields.reference import ReferenceInput

PhotosInputMaker = Callable[[Field], FieldInput]


def options_of(workflow: Workflow, name: str, among: Collection[str] | None = None) -> list[Option]:
    """The choices of a list in words, all or only those among some codes."""
    return [
        (choice.code, _.of(name, choice.label))
        for choice in workflow.choices_of(name)
        if among is None or choice.code in among
    ]


def input_for(
    workflow: Workflow, field: Field, photos: PhotosInputMaker, post: str = ""
) -> FieldInput:
    """A fresh input for `field`; photos need a shelf, so their input is made by `photos`.

    A choice that bears the mark of the `post` it is asked of leads to that post's own desk, and is
    not offered there.
    """
    if field.type == "choice":
        own = workflow.marked(field.of, post)
        elsewhere = {choice.code for choice in workflow.choices_of(field.of)} - own
        return choice_input(options_of(workflow, field.of, elsewhere))
    if field.type == "photos":
        return photos(field)
    makers: dict[str, Callable[[], FieldInput]] = {
        "id": lambda: LineInput(36),
        "line": lambda: LineInput(field.maximum),
        "text": TextInput,
        "integer": lambda: NumberInput(field.maximum),
        "boolean": YesNoInput,
        "time": MomentInput,
        "list": ListInput,
        "lines": ListInput,
        "ref": lambda: ReferenceInput(field.of),
    }
    return makers[field.type]()
