"""The fields of a report in two halves; which are asked for follows from its kind and source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from seatapp.domain.entries import Value, Values
from seatapp.domain.workflow import Field
from seatapp.errors import WorldError
from seatapp.text import _
from ui.duty import Duty
from ui.fields.area_of_address import AreaOfAddress
from ui.fields.base import FieldInput
from ui.fields.catalogue import Catalogue
from ui.fields.choices import RowInput
from ui.fields.form import Asked, FieldForm
from ui.fields.make import input_for, options_of
from ui.fields.offers import Offers
from ui.fields.photos import PhotosInput
from ui.fields.place import PlaceInput
from ui.fields.plain import TextInput
from ui.panes.intake_fields import (
    CALLER,
    HELD,
    KINDS,
    LEFT,
    RIGHT,
    TOLD,
    fields_shown,
    only_shown,
    phone_needed,
    sources_of,
)
from ui.panes.intake_place import IntakePlace
from ui.pictures import Pictures
from ui.wording import caller_label
from ui.worker import Background

if TYPE_CHECKING:
    from seatapp.intake.suggestions import Suggestion

SOURCES_IN_A_ROW = 3
DESCRIPTION_LINES = 6
WIDEST = 1320


class IntakeForm(QWidget):
    """What is typed of a new case. Signals: `edited()`."""

    edited = Signal()

    def __init__(self, duty: Duty, background: Background, pictures: Pictures) -> None:
        super().__init__()
        self._duty, self._background, self._pictures = duty, background, pictures
        self._workflow = duty.workflow
        self._kind = KINDS[0]
        self._class_names: Mapping[str, str] = {}
        self.class_offers = Offers(_("建议类别"))
        self.left = FieldForm([self._ask(name) for name in LEFT])
        self.right = FieldForm([self._ask(name) for name in RIGHT])
        self._halves = (self.left, self.right)
        self._area = AreaOfAddress(self.right)
        self.where = IntakePlace(duty, background, self.place, self.right, self.values, self)
        self._lay_out()
        self._connect()

    @property
    def kind(self) -> str:
        """The kind of case that is being registered."""
        return self._kind

    @property
    def lists(self) -> list[str]:
        """The reference lists that are chosen from."""
        return [name for half in self._halves for name in half.lists]

    @property
    def photos_busy(self) -> bool:
        """Whether a photo is still on its way to the disk."""
        return any(half.photos_busy for half in self._halves)

    def asked_for(self, name: str) -> Asked:
        """What asks for that field, in whichever half."""
        return self._half_of(name).asked[name]

    def values(self) -> dict[str, Value]:
        """What stands on the screen, with the kind of case."""
        return {"case_kind": self._kind, **only_shown(self._typed(), self._shown())}

    def fill(self, values: Values) -> None:
        """Show these values; fields that are not named stay as they are."""
        for half in self._halves:
            half.fill(values)
        self._arrange()

    def blank(self) -> None:
        """Nothing is typed any more."""
        for half in self._halves:
            half.fill(dict.fromkeys(half.asked))
            half.clear_faults()

    def choose_kind(self, kind: str) -> None:
        """Ask for a case of this kind."""
        self._kind = kind
        source = self.asked_for("source").input
        assert isinstance(source, RowInput)
        source.offer(sources_of(self._workflow, kind))
        self._arrange()

    def set_catalogues(self, catalogues: Mapping[str, Catalogue]) -> None:
        """Choose from these lists from now on."""
        classes = catalogues["class"].items if "class" in catalogues else ()
        self._class_names = {item.code: f"{item.name}  {item.beside}" for item in classes}
        self._area.take(catalogues)
        for half in self._halves:
            half.set_catalogues(catalogues)

    def offer_classes(self, found: Sequence[Suggestion]) -> None:
        """Offer classes that the words speak for; those that are not in the list are left out."""
        names = self._class_names
        self.class_offers.offer([(one.code, names.get(one.code, ""), one.why) for one in found])

    def go_to_begin(self) -> None:
        """Put the keyboard where the typing begins."""
        held = self.values()
        empty = {name for name in self._shown() & TOLD if name not in held} | set(self._missing())
        self._go_to(next((name for name in (*LEFT, *RIGHT) if name in empty), "description"))

    def complete(self) -> bool:
        """Whether all can be taken and nothing is missing; else say what is wrong, and go there."""
        faulty = [name for half in self._halves for name in half.check(self._workflow)]
        if faulty:
            self._go_to(faulty[0])
        return not faulty

    def point_at(self, error: WorldError) -> bool:
        """Say what the desk refused at the field it is about; False where none of these is."""
        return any(half.point_at(error) for half in self._halves)

    def stand_side_by_side(self, wide: bool) -> None:
        """Have the halves beside each other, or one under the other."""
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)
        self._columns.setSpacing(40 if wide else 10)

    # --- parts -------------------------------------------------------------------------------

    def _ask(self, name: str) -> Asked:
        field = self._workflow.field("case", name)
        step = self._workflow.steps["case", "report"]
        if name == "source":
            made: FieldInput = RowInput((), SOURCES_IN_A_ROW)
        elif name == "description":
            made = TextInput(DESCRIPTION_LINES)
        elif name == "lat_e7":
            made = self.place = PlaceInput(options_of(self._workflow, "datum"))
        elif name in HELD:
            made = {"lon_e7": self.place.lon, "datum": self.place.datum}[name]
        else:
            made = input_for(self._workflow, field, self._photos_input)
        label = {"lat_e7": _("位置"), "photos_before": _("照片或截图")}.get(name, "")
        aid = self.class_offers if name == "class_code" else None
        return Asked(field, name in step.required, made, aid, label)

    def _photos_input(self, field: Field) -> FieldInput:
        add_photo = self._duty.pictures.add_photo
        return PhotosInput(add_photo, self._pictures, self._background, field.maximum)

    def _lay_out(self) -> None:
        columns = QWidget()
        columns.setMaximumWidth(WIDEST)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, columns)
        self._columns.setContentsMargins(0, 0, 0, 0)
        for half in self._halves:
            self._columns.addWidget(half, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(columns, 1000)
        outer.addStretch(1)

    def _connect(self) -> None:
        for half in self._halves:
            half.edited.connect(self._note_edit)
        self.where.changed.connect(self._note_edit)
        self.asked_for("source").input.edited.connect(self._arrange)
        urgency = partial(self.right.follow, "matter_code", "urgency")
        self.asked_for("matter_code").input.edited.connect(urgency)
        self.class_offers.taken.connect(self._take_class)

    # --- following ---------------------------------------------------------------------------

    def _note_edit(self) -> None:
        if self.right.values().get("class_code"):
            self.class_offers.offer(())
        self.edited.emit()

    def _take_class(self, code: str) -> None:
        """Somebody took a suggestion; what was chosen meanwhile stays."""
        if not self.right.values().get("class_code"):
            self.right.fill({"class_code": code})
            self._note_edit()
        self.class_offers.offer(())

    def _arrange(self) -> None:
        """Show what this kind of case from this source is asked for."""
        shown = self._shown()
        for half in self._halves:
            for name in half.asked:
                half.set_shown(name, name in shown and name not in HELD)
        source = self._typed().get("source")
        for name in CALLER:
            field = self._workflow.field("case", name)
            self.left.set_words(name, caller_label(self._workflow, source, field))
        self.left.set_required("caller_phone", phone_needed(self._workflow, source))

    def _typed(self) -> dict[str, Value]:
        return self.left.values() | self.right.values()

    def _shown(self) -> set[str]:
        return fields_shown(self._workflow, self._kind, self._typed().get("source"))

    def _missing(self) -> list[str]:
        shown = self._shown()
        return [name for half in self._halves for name in half.missing() if name in shown]

    def _half_of(self, name: str) -> FieldForm:
        return self.left if name in self.left.asked else self.right

    def _go_to(self, name: str) -> None:
        self._half_of(name).go_to(name)
