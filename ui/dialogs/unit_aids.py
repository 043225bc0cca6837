"""Beside a unit that a step asks for: who got such cases, what each has, which rule fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from seatapp.domain.given_back import units_that_gave_back
from seatapp.local.unit_loads import UnitLoad
from seatapp.local.views import CaseDetail
from seatapp.text import _, in_turn
from ui.dialogs.asking import suggested_unit
from ui.duty import Duty
from ui.fields.catalogue import Catalogue
from ui.fields.form import FieldForm
from ui.fields.lists import row_of
from ui.fields.offers import Offers
from ui.fields.plain import LineInput
from ui.fields.reference import ReferenceInput
from ui.wording import now_seconds
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.suggestions import Suggestion

UNIT, RULE = "unit", "rule_cited"
IN_HAND = "handling"
"""The queue that says what a unit has in its hands."""


class UnitAids(QObject):
    """Offers units and the rule to cite; a press or Down in the empty line takes one.

    `aids` holds the widget above each field. Signals: `taken()` something was put into the form;
    `grown()` the form needs more room.
    """

    taken = Signal()
    grown = Signal()

    def __init__(
        self,
        duty: Duty,
        background: Background,
        state: Mapping[str, Any],
        detail: CaseDetail | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._gave_back = units_that_gave_back(detail.children if detail is not None else ())
        self._duty, self._background, self._state = duty, background, state
        self._form: FieldForm | None = None
        self._units = Offers(_("以往派给"))
        self._rules = Offers(_("以往依据"))
        self.aids = {UNIT: self._units, RULE: self._rules}
        self._units.taken.connect(partial(self._fill, UNIT))
        self._rules.taken.connect(partial(self._fill, RULE))

    def begin(self, form: FieldForm, catalogues: Mapping[str, Catalogue]) -> None:
        """Help with the unit of `form`, which asks for one."""
        self._form = form
        self._name_unit(catalogues)
        units = catalogues["unit"]
        reader, person, intake = self._duty.reader, self._duty.person.id, self._duty.desk.intake
        read = partial(reader.unit_loads, IN_HAND, person, now_seconds())
        self._background.run(read, partial(self._show_loads, units))
        suggest = partial(intake.suggested_units, self._state)
        self._background.run(suggest, partial(self._offer_units, units))
        if RULE in form.asked:
            form.asked[UNIT].input.edited.connect(self._ask_rules)
            line = form.asked[RULE].input.first()
            line.installEventFilter(self)
            self._ask_rules()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down in the empty line of the rule takes the first that is offered."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and self._rules.buttons
            and self._form is not None
            and not self._form.values().get(RULE)
        ):
            self._rules.buttons[0].click()
            return True
        return super().eventFilter(watched, event)

    def _name_unit(self, catalogues: Mapping[str, Catalogue]) -> None:
        """The unit that source, standard or matter names stands there from the beginning."""
        assert self._form is not None
        if UNIT in self._form.values():
            return
        rows = {
            kind: row_of(catalogues, kind, self._state.get(name))
            for kind, name in (("class", "class_code"), ("matter", "matter_code"))
        }
        unit = suggested_unit(self._state, rows)
        if unit and unit not in self._gave_back and catalogues["unit"].find(unit):
            self._form.fill({UNIT: unit})

    def _show_loads(self, units: Catalogue, loads: Sequence[UnitLoad]) -> None:
        assert self._form is not None
        chosen = self._form.asked[UNIT].input
        assert isinstance(chosen, ReferenceInput)
        words = {load.unit: load_words(load) for load in loads}
        items = []
        for item in units.items:
            load = words.get(item.code, _("手里没有"))
            if item.code in self._gave_back:
                load = _("退回过这一件，{load}").format(load=load)
            items.append(replace(item, aside=load, text=in_turn(f"{load}。", item.text)))
        chosen.set_catalogue(replace(units, items=items))

    def _offer_units(self, units: Catalogue, found: Sequence[Suggestion]) -> None:
        """Units that got such cases before, with why; somebody takes one or does not."""
        named = {u.code: u.name for u in units.items if u.code not in self._gave_back}
        self._units.offer([(one.code, named.get(one.code, ""), one.why) for one in found])
        self.grown.emit()

    def _ask_rules(self) -> None:
        assert self._form is not None
        unit = str(self._form.values().get(UNIT) or "")
        suggest = partial(self._duty.desk.intake.suggested_rules, self._state, unit)
        self._background.run(suggest, partial(self._offer_rules, unit))

    def _offer_rules(self, unit: str, found: Sequence[Suggestion]) -> None:
        assert self._form is not None
        if unit != str(self._form.values().get(UNIT) or ""):
            return
        self._rules.offer([(one.code, one.code, one.why) for one in found])
        rule = self._form.asked[RULE].input
        if isinstance(rule, LineInput):
            rule.edit.setPlaceholderText(_("按 ↓ 填入以往依据") if found else "")
        self.grown.emit()

    def _fill(self, name: str, value: str) -> None:
        assert self._form is not None
        self._form.fill({name: value})
        if name == UNIT and RULE in self._form.asked:
            self._ask_rules()
        self._form.go_to(name)
        self.taken.emit()


def load_words(load: UnitLoad) -> str:
    """What a unit has in hand: `手里 12 件，超时 3 件`."""
    words = _("手里 {n} 件").format(n=load.total)
    return _("{load}，超时 {late} 件").format(load=words, late=load.late) if load.late else words
