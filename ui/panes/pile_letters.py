"""The letters of marked cases: the newest of each, as one document each in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from seatapp.local.naming import number_of
from seatapp.local.views import CaseDetail
from seatapp.reports.exports import Exported
from seatapp.reports.letters import issued_letters
from seatapp.reports.several import Wanted
from seatapp.reports.watch import Watch
from seatapp.text import _
from ui.duty import Duty
from ui.exporting_several import ExportingSeveral
from ui.widgets.dressed import dress
from ui.wording import choice_words
from ui.worker import Background


def newest_letters(duty: Duty, case_ids: Iterable[str]) -> list[Wanted]:
    """The document of the last letter of each case, in their order. Waits for a disk.

    A place stands before each name, so that the files lie in a folder as they were marked.
    """
    details = (duty.reader.case(case_id, duty.person.id) for case_id in case_ids)
    letters = (_last_letter(duty, one) for one in details if one is not None)
    found = [one for one in letters if one is not None]
    digits = len(str(len(found)))
    return [
        replace(one, title=f"{place:0{digits}} {one.title}") for place, one in enumerate(found, 1)
    ]


def _last_letter(duty: Duty, detail: CaseDetail) -> Wanted | None:
    case_id = str(detail.state["id"])
    letters = issued_letters(duty.reader.story(case_id))
    if not letters:
        return None
    values = letters[-1].values
    kind = choice_words(duty.workflow, "letter_kind", str(values["letter_kind"]))
    number = str(values.get("letter_number") or "")

    def make(path: Path, watch: Watch) -> Exported:
        return duty.exports.save_paper(duty.papers.letter([case_id], number), path, watch)

    return Wanted(f"{kind} {number} {number_of(detail.state)}", ".docx", make)


class PileLetters(QPushButton):
    """Saves the letters of what is marked; hidden while there are none.

    Signals: `told(str)` they stand on the disk.
    """

    told = Signal(str)

    def __init__(self, duty: Duty, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._duty, self._background = duty, background
        self._case_ids: Sequence[str] = ()
        self.several = ExportingSeveral(background, self)
        self.several.done.connect(self.told)
        self.several.failed.connect(background.world_failed)
        dress(self, tone="link")
        self.setToolTip(_("每件最近的一份函件，一件一份文件，存到一个文件夹"))
        self.clicked.connect(self._save_all)
        self.hide()

    def offer(self, case_ids: Sequence[str]) -> None:
        """Offer the letters of these cases, each of which has one."""
        self._case_ids = case_ids
        self.setText(_("导出函件 {n} 份…").format(n=len(case_ids)))
        self.setVisible(bool(case_ids))

    def save(self, case_ids: Sequence[str]) -> None:
        """Ask for a folder, and save the last letter of each of these cases there."""
        if case_ids and self.several.dialog is None:
            read = partial(newest_letters, self._duty, case_ids)
            self._background.run(read, self._ask)

    def _save_all(self, _checked: bool = False) -> None:
        self.save(self._case_ids)

    def _ask(self, wanted: Sequence[Wanted]) -> None:
        if wanted:
            self.several.ask(wanted)
