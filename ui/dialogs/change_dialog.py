"""Registering a change of a component: what, where, found when and by whom.

Who points at the component on the map need not type what the register knows of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Field
from seatapp.local.views import OfferedStep
from seatapp.text import _
from ui.dialogs.place_aids import PlaceAids
from ui.dialogs.refused_anew import RefusedAnew
from ui.dialogs.step_dialog import StepDialog
from ui.duty import Duty
from ui.fields.form import Asked
from ui.fields.make import options_of
from ui.fields.place import PlaceInput
from ui.fields.reference import ReferenceInput
from ui.pictures import Pictures
from ui.wording import now_seconds
from ui.worker import Background

SUBJECT, STEP = "component_change", "note_change"
HELD = ("lon_e7", "datum")
"""Fields that the input of the position shows."""

AREA_DIGITS = 6


KNOWN = frozenset({"number", "case_ref"})
"""Fields that nobody types."""

FROM_CASE = ("area", "component_code", "address", "lat_e7", "lon_e7", "datum", "collector")
"""What a case says of the component's place, and who was there."""


def told_by(case: Mapping[str, Any]) -> Values:
    """What a case tells of a change that it led to."""
    known = {name: case[name] for name in FROM_CASE if case.get(name)}
    photos = {"photos": case["photos_before"]} if case.get("photos_before") else {}
    return {**known, **photos, "case_ref": str(case["id"])}


def may_note_change(duty: Duty) -> bool:
    """Whether a post of the person registers changes at all."""
    return duty.workflow.may(duty.posts, SUBJECT, STEP)


class ChangeDialog(StepDialog):
    """Asks for a new change; a draft that was closed with Esc is there again the next time.

    With `case` the change is one that this case led to, and what the case says stands there;
    with `again` it is one that the centre did not accept, and what was typed stands there.
    """

    def __init__(
        self,
        duty: Duty,
        background: Background,
        pictures: Pictures,
        parent: QWidget,
        case: Mapping[str, Any] | None = None,
        again: RefusedAnew | None = None,
    ) -> None:
        self._case = case
        step = duty.workflow.steps[SUBJECT, STEP]
        label = _.of("step", step.label)
        offered = OfferedStep(SUBJECT, "", STEP, "", label, "", step.tone)
        known = None if case is None else told_by(case)
        super().__init__(
            duty,
            background,
            pictures,
            offered,
            {"subject": SUBJECT},
            None,
            known if again is None else again.values,
            parent,
            None if again is None else again.entry_id,
            "" if again is None else again.about,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.beginning.begin_with({"found_at": now_seconds()})
        for name in HELD:
            self.form.set_shown(name, False)
        aids = PlaceAids(duty, background, self.place, self._as_of_a_case, self)
        aids.pointed.connect(self._put_area)
        aids.component_chosen.connect(self._put_component)
        self.component.edited.connect(self._follow_component)

    @property
    def component(self) -> ReferenceInput:
        """The input of the component that is registered already."""
        made = self.form.asked["component_code"].input
        assert isinstance(made, ReferenceInput)
        return made

    def _wanted_fields(self) -> list[tuple[Field, bool]]:
        """What is typed: the seat gives the number, and the case is known; the place follows."""
        return [
            (self._duty.workflow.field(SUBJECT, name), name in self._step.required)
            for name in self._step.fields
            if name not in KNOWN
        ]

    def _draft_key(self) -> str:
        """A case has a draft of its own."""
        return (
            super()._draft_key() if self._case is None else f"{SUBJECT}/{self._case['id']}/{STEP}"
        )

    def _be_ready(self) -> None:
        """The register knows what the component of the case is called."""
        super()._be_ready()
        item = self.component.item()
        if item is not None and not self.form.values().get("component_name"):
            self.form.fill({"component_name": item.name})

    def _ask(self, field: Field, required: bool) -> Asked:
        if field.name == "lat_e7":
            self.place = PlaceInput(options_of(self._duty.workflow, "datum"))
            return Asked(field, required, self.place, label=_("位置"))
        if field.name in HELD:
            held = {"lon_e7": self.place.lon, "datum": self.place.datum}
            return Asked(field, required, held[field.name])
        return super()._ask(field, required)

    def _fill_empty(self, values: dict[str, Value]) -> None:
        """Put in what follows from something else; what somebody chose stays."""
        typed = self.form.values()
        self.form.fill({name: value for name, value in values.items() if name not in typed})
        self._note_edit()

    def _as_of_a_case(self) -> dict[str, Value]:
        values = self.form.values()
        return {**values, "photos_before": values.get("photos")}

    def _put_area(self, cell: str) -> None:
        """Take the area of the grid cell that was pointed at."""
        if cell:
            self._fill_empty({"area": cell[:AREA_DIGITS]})

    def _put_component(self, code: str) -> None:
        """Take the component that was pointed at."""
        self.form.fill({"component_code": code})
        self._follow_component()

    def _follow_component(self) -> None:
        """What the register says of the chosen component, where nothing was typed."""
        item = self.component.item()
        if item is None:
            return
        self._fill_empty({"component_name": item.name, "area": item.row.get("area")})
        lat, lon = item.row.get("lat_e7"), item.row.get("lon_e7")
        if self.place.value() is None and isinstance(lat, int) and isinstance(lon, int):
            datum = str(item.row.get("datum") or "wgs84")
            self.place.take_point(lat, lon, datum, _("取自部件名册。"))
