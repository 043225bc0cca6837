"""A code whose list is named by another field: of units, areas, contracts or people.

What the chosen object is assessed by narrows the list of rules besides.
"""

from __future__ import annotations

from collections.abc import Mapping

from seatapp.domain.workflow import Workflow
from ui.fields.catalogue import Catalogue
from ui.fields.form import FieldForm
from ui.fields.reference import ReferenceInput

CODES_BY_KIND: Mapping[str, str] = {"about_code": "about"}
"""Fields that hold a code of the list that another field names."""

RULE, RULES = "rule", "assess_rule"


def kinds_named(workflow: Workflow, field: str) -> list[str]:
    """The lists that a field of codes may choose from."""
    named = CODES_BY_KIND.get(field)
    return [] if named is None else [choice.code for choice in workflow.choices_of(named)]


class CodesByKind:
    """Keeps the inputs of codes on the list that their kind names."""

    def __init__(self, form: FieldForm) -> None:
        self._form = form
        self._catalogues: Mapping[str, Catalogue] = {}
        form.edited.connect(self.follow)

    def take(self, catalogues: Mapping[str, Catalogue]) -> None:
        """Choose from these lists from now on."""
        self._catalogues = catalogues
        self.follow()

    def follow(self) -> None:
        """Offer what fits what was chosen; a code of another list goes."""
        values = self._form.values()
        for name, named in CODES_BY_KIND.items():
            asked = self._form.asked.get(name)
            if asked is None or not isinstance(asked.input, ReferenceInput):
                continue
            kind = str(values.get(named) or "")
            offered = self._catalogues.get(kind, Catalogue(kind, ()))
            asked.input.set_catalogue(offered)
            code = values.get(name)
            if code is not None and offered.items and offered.find(str(code)) is None:
                asked.input.set_value(None)
                code = None
            self._narrow_rules(kind, offered, code)

    def _narrow_rules(self, kind: str, offered: Catalogue, code: object) -> None:
        asked = self._form.asked.get(RULE)
        rules = self._catalogues.get(RULES)
        if asked is None or rules is None or not isinstance(asked.input, ReferenceInput):
            return
        chosen = offered.find(str(code)) if code is not None else None
        scheme = None if chosen is None else chosen.row.get("scheme")
        fitting = [
            item
            for item in rules.items
            if (not kind or item.row.get("about") == kind)
            and (scheme is None or item.row.get("scheme") == scheme)
        ]
        asked.input.set_catalogue(Catalogue(RULES, fitting))
