"""Words for codes: how a reference, a person or a case is called on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.references import References, State
from seatapp.domain.workflow import Workflow
from seatapp.text import _

TITLE_LENGTH = 40

NAMED_BY: Mapping[str, tuple[str, ...]] = {"class": ("minor_name", "minor", "condition")}
"""Where the words of a reference stand, unless it is `name`."""

PAST = "past"
"""The list of how rows were called that were taken away; codes `<kind>/<code>`."""


def name_in(kind: str, code: str, row: Mapping[str, Any]) -> str:
    """What a reference row is called; one without a name stands for its code."""
    named = (row.get(name) for name in NAMED_BY.get(kind, ("name",)))
    return next((str(words) for words in named if words), code)


class Names:
    """Resolves codes of references; a code that is not here stands for itself."""

    def __init__(self, workflow: Workflow, references: References) -> None:
        self._workflow = workflow
        self._references = references

    def row(self, kind: str, code: str) -> Mapping[str, Any] | None:
        """The reference row itself."""
        return self._references.get(kind, code)

    def words(self, kind: str, code: object) -> str:
        """What the code is called, or was when its row was taken away; nothing for nothing."""
        if not code:
            return ""
        row = self._references.get(kind, str(code))
        if row is None:
            row = self._references.get(PAST, f"{kind}/{code}")
        return name_in(kind, str(code), row or {})

    def title(self, case: State) -> str:
        """What a root is about, in one line: class, matter, foreign category or description."""
        for kind, name in (("class", "class_code"), ("matter", "matter_code")):
            if case.get(name):
                return self.words(kind, case[name])
        names = ("title", "component_name", "category_text", "description", "caller_phone_masked")
        said = str(next((case[name] for name in names if case.get(name)), ""))
        return said.splitlines()[0][:TITLE_LENGTH] if said else ""

    def owed(self, callback: State) -> str:
        """What somebody is to be rung about: the kind of the call, with the news where it tells."""
        told = [
            _.of(name, choice.label)
            for name in ("callback_kind", "news")
            if (choice := self._workflow.choices.get((name, str(callback.get(name)))))
        ]
        if len(told) == 2:
            return _("{kind}（{news}）").format(kind=told[0], news=told[1])
        return "".join(told)

    def asked(self, request: State) -> str:
        """What a request asks for: its kind with the time, the day or the unit."""
        kind = str(request.get("request_kind") or "")
        choice = self._workflow.choices.get(("request_kind", kind))
        words = _.of("request_kind", choice.label) if choice else kind
        minutes, until = request.get("asked_minutes"), request.get("asked_until")
        if isinstance(minutes, int):
            hours, rest = divmod(minutes, 60)
            parts = [_("{n} 小时").format(n=hours)] if hours else []
            parts += [_("{n} 分").format(n=rest)] if rest else []
            return " ".join([words, *parts])
        if isinstance(until, int):
            return _("{kind}至 {day}").format(
                kind=words, day=f"{datetime.fromtimestamp(until, CITY_TIME):%Y-%m-%d}"
            )
        unit = request.get("asked_unit")
        return f"{words} → {self.words('unit', unit)}" if unit else words

    def of_states(self, states: Iterable[State]) -> dict[tuple[str, str], str]:
        """The words for every reference that `states` name."""
        found: dict[tuple[str, str], str] = {}
        for state in states:
            for field in self._workflow.fields_of(str(state["subject"])):
                code = state.get(field.name)
                if field.type == "ref" and isinstance(code, str):
                    found[field.of, code] = self.words(field.of, code)
        return found


def number_of(case: State) -> str:
    """The number a root goes by: the centre's once there is one, else the one of the seat."""
    return str(case.get("case_number") or case.get("acceptance_number") or case.get("number") or "")
