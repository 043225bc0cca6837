"""The overview of a case: its facts as labels and values, the standard, who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from seatapp.domain.workflow import Field, Workflow
from seatapp.local.views import CaseDetail
from seatapp.text import _
from ui.clipboard import forget_copied
from ui.durations import moment
from ui.layouts import empty
from ui.pictures import Pictures
from ui.widgets.fact_grid import LABEL_PX, Fact, FactGrid, label_room, value_label
from ui.widgets.picture_tile import PictureTile
from ui.widgets.section import labelled
from ui.wording import caller_label, now_seconds, value_words

BOX_SIDE_PX, BOX_LINE_PX = 12, 1

STRIP_TILE = (144, 108)
STRIP_OF = 3
HIDDEN_AGAIN_MS = 60_000

STEP_WORDS = frozenset({"reason", "note", "opinion", "question", "missing", "danger"})
"""Words that belong to one step; the history shows them where they were said."""

NOT_SHOWN = frozenset(
    {
        "case_kind", "acceptance_number", "case_number", "photos_before", "photos_after",
        "lat_e7", "lon_e7", "datum", "class_code", "description", "checks", "checks_version",
        "caller_key", "sample",
        "caller_name_masked", "caller_phone_masked", "caller_address_masked",
        "letter_kind", "letter_to", "addressee", "letter_text", "reply_by_at", "letter_number",
        "letters", "original_limit", "granted_total",
    }
)  # fmt: skip
"""Fields that have a place of their own in the panel, or none."""

CALLER = ("caller_name", "caller_phone", "caller_address")


def facts(workflow: Workflow, detail: CaseDetail) -> tuple[list[Fact], list[Fact]]:
    """The facts of the case as reported, and those of its handling; empty fields are left out."""
    report = workflow.steps["case", "report"].fields
    reported: list[Fact] = []
    handled: list[Fact] = []
    for field in workflow.fields_of("case"):
        words = _fact_words(workflow, field, detail)
        if words and field.name not in NOT_SHOWN | STEP_WORDS and not field.personal:
            group = reported if field.name in report else handled
            group.append(Fact(_(field.label), words))
    return reported, handled


def _fact_words(workflow: Workflow, field: Field, detail: CaseDetail) -> str:
    if field.origin == "stamp":
        return ""
    value = detail.state.get(field.name)
    if field.origin == "count" and not value:
        return ""
    words = value_words(workflow, field, value, detail.names)
    if field.name == "grid_code" and words and words != value:
        return f"{words}  {value}"
    return words


def class_words(detail: CaseDetail) -> str:
    """The class of a case in words: category and name."""
    row = detail.classed or {}
    parts = [str(row[name]) for name in ("major_name", "minor_name") if row.get(name)]
    return " · ".join(parts)


def caller_words(values: Mapping[str, Any], suffix: str = "") -> str:
    """Name, number and address of the caller in one line."""
    return "   ".join(
        str(values[f"{name}{suffix}"]) for name in CALLER if values.get(f"{name}{suffix}")
    )


class CallerRow(QWidget):
    """The caller under a mask. Signals: `pressed()` somebody wants the other of mask and whole."""

    pressed = Signal()

    def __init__(self, label: str, words: str, masked: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = value_label(words, label)
        self.button = QPushButton(_("显示（记录）") if masked else _("隐藏"))
        self.button.setProperty("tone", "link")
        self.button.setAccessibleName(
            _("显示{who}的完整信息，并记录").format(who=label)
            if masked
            else _("隐藏{who}的完整信息").format(who=label)
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.button.clicked.connect(self.pressed)


class Standard(QFrame):
    """The standard of the class: when to file, when to close, how long it may take."""

    def __init__(self, label_px: int = LABEL_PX) -> None:
        super().__init__()
        self.setObjectName("box")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BOX_SIDE_PX, 10, BOX_SIDE_PX, 10)
        layout.setSpacing(6)
        self._title = labelled("", "heading")
        self._grid = FactGrid(label_px=label_px - BOX_SIDE_PX - BOX_LINE_PX)
        layout.addWidget(self._title)
        layout.addWidget(self._grid)

    def show_class(self, row: Mapping[str, Any]) -> None:
        """Show the standard of this row."""
        version = str(row.get("version") or "")
        self._title.setText(
            _("立案结案标准（{version}）").format(version=version) if version else _("立案结案标准")
        )
        lines = (
            (_("立案条件"), row.get("condition")),
            (_("结案条件"), row.get("closing")),
            (_("处置时限"), row.get("limit_text")),
            (_("依据"), row.get("source")),
        )
        self._grid.show_facts([Fact(label, str(words)) for label, words in lines if words])


class CaseOverview(QWidget):
    """All that is known of a case on one page.

    Signals: `photo_opened(str)` see it large; `reveal_wanted()` the caller is asked for, which
    has to be recorded first.
    """

    photo_opened = Signal(str)
    reveal_wanted = Signal()

    def __init__(
        self, workflow: Workflow, pictures: Pictures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workflow = workflow
        self._pictures = pictures
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(14)
        self._detail: CaseDetail | None = None
        self._may_reveal = False
        self._revealed = self._shown_whole = ""
        self._caller: Mapping[str, str] = {}
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(HIDDEN_AGAIN_MS)
        self._hiding.timeout.connect(self.hide_again)

    def reveal(self, case_id: str, caller: Mapping[str, str] | None = None) -> None:
        """Show the caller of this case for a minute; that it was shown is recorded already.

        `caller` is what the centre gave, where the workstation does not keep the values.
        """
        self._revealed = case_id
        self._caller = caller or {}
        self._hiding.start()
        self._show_again()

    def hide_again(self) -> None:
        """Put the mask back; what was copied of the values meanwhile goes as well."""
        self._hiding.stop()
        if self._shown_whole:
            forget_copied(self._shown_whole)
        self._revealed = self._shown_whole = ""
        self._caller = {}
        self._show_again()

    def _show_again(self) -> None:
        if self._detail is not None:
            self.show_case(self._detail, self._may_reveal)

    def show_case(self, detail: CaseDetail, may_reveal: bool) -> None:
        """Show this case instead of the former one; `may_reveal` offers the caller's data."""
        empty(self._layout)
        self._detail, self._may_reveal = detail, may_reveal
        reported, handled = facts(self._workflow, detail)
        stamps = self._stamps(detail)
        room = label_room([*reported, *handled, *stamps])
        self._add_text(detail)
        self._add_strip(detail)
        grid = FactGrid(label_px=room)
        grid.show_facts(self._first_facts(detail) + reported)
        self._add_caller(grid, detail)
        self._layout.addWidget(grid)
        if handled:
            self._add_section(_("办理"), handled, room)
        if detail.classed:
            standard = Standard(room)
            standard.show_class(detail.classed)
            self._layout.addWidget(standard)
        if stamps:
            self._add_section(_("经办"), stamps, room)
        self._layout.addStretch(1)

    def _first_facts(self, detail: CaseDetail) -> list[Fact]:
        words = class_words(detail)
        return [Fact(_("类别"), words)] if words else []

    def _add_text(self, detail: CaseDetail) -> None:
        text = detail.state.get("description")
        if text:
            label = value_label(str(text), _("问题描述"))
            label.setProperty("role", "lead")
            self._layout.addWidget(label)

    def _add_strip(self, detail: CaseDetail) -> None:
        """The newest look at the place: photos after if there are any, else those before."""
        after = detail.state.get("photos_after")
        hashes = list(after or detail.state.get("photos_before") or ())[:STRIP_OF]
        if not hashes:
            return
        title = _("处置后") if after else _("处置前")
        row = QHBoxLayout()
        row.setSpacing(8)
        for place, sha256 in enumerate(hashes, 1):
            tile = PictureTile(self._pictures, sha256, f"{title} {place}")
            tile.setFixedSize(*STRIP_TILE)
            tile.opened.connect(self.photo_opened)
            row.addWidget(tile)
        row.addStretch(1)
        strip = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        strip.setLayout(row)
        strip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout.addWidget(strip)

    def _add_caller(self, grid: FactGrid, detail: CaseDetail) -> None:
        masked = caller_words(detail.state, "_masked")
        shown = self._revealed == detail.state["id"]
        whole = caller_words(detail.contact or self._caller if shown else {})
        if whole:
            self._shown_whole = whole
        if masked or detail.contact:
            field = self._workflow.field("case", "caller_name")
            label = caller_label(self._workflow, detail.state.get("source"), field)
            row = CallerRow(label, whole or masked, not whole)
            row.button.setVisible(bool(whole) or self._may_reveal)
            row.pressed.connect(self.hide_again if whole else self.reveal_wanted)
            grid.add_row(label, row)

    def _add_section(self, title: str, shown: Sequence[Fact], label_px: int) -> None:
        grid = FactGrid(label_px=label_px)
        grid.show_facts(shown)
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(labelled(title, "heading"))
        column.addWidget(grid)
        self._layout.addWidget(section)

    def _stamps(self, detail: CaseDetail) -> list[Fact]:
        found = []
        for field in self._workflow.fields_of("case"):
            if field.origin == "stamp" and field.name.endswith("_by"):
                at = detail.state.get(f"{field.name.removesuffix('_by')}_at")
                who = value_words(self._workflow, field, detail.state.get(field.name), detail.names)
                if who and isinstance(at, int):
                    found.append(Fact(_(field.label), f"{who}   {moment(at, now_seconds())}"))
        return found
