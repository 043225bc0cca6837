"""The one way out of the program: every document and table gets a number, is saved, and is logged.

The foot of what is taken out says under which number, by whom and when; the log of this
workstation says the same, with the SHA-256 of the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seatapp.desk import now_in_the_city
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.local import exports as export_log
from seatapp.local.replica import Replica
from seatapp.local.writing import Writing
from seatapp.reports.filling import filled
from seatapp.reports.grid import Grid
from seatapp.reports.paper import Paper
from seatapp.reports.saving import save
from seatapp.reports.sheets import separated, workbook
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch


@dataclass(frozen=True)
class Exported:
    """A file that stands on the disk now, under its export number."""

    number: str
    path: Path
    sha256: str


@dataclass(frozen=True)
class Numbered:
    """What the foot of a document says: its export number, who takes it out, and when."""

    number: str
    by: str
    at: str

    def facts(self) -> dict[str, str]:
        """The same for the fields of a template."""
        return {"number": self.number, "by": self.by, "at": self.at}


class Exports:
    """Takes things out for the person in front. Any thread may call, except the one that draws.

    `templates` is the folder of the office's own templates.
    """

    def __init__(
        self,
        replica: Replica,
        templates: Path,
        clock: Callable[[], datetime] = now_in_the_city,
    ) -> None:
        self.templates = Templates(templates)
        self._replica = replica
        self._clock = clock
        self._person = self._name = self._seat_code = ""

    def take_seat(self, person: str, name: str, seat_code: str) -> None:
        """From now on this person takes things out."""
        self._person, self._name, self._seat_code = person, name, seat_code

    def save_paper(self, paper: Paper, path: Path, watch: Watch | None = None) -> Exported:
        """Write a document as .docx; when this returns, it is on the disk and in the log.

        Raises `InputFileError` when its template is faulty, `LocalFileError` when the file cannot
        be written, `CalledOff`; no file was made then, and an earlier one is untouched.
        """
        numbered, content = self.make_paper(paper, watch)
        return self.save_made(numbered, content, path)

    def make_paper(self, paper: Paper, watch: Watch | None = None) -> tuple[Numbered, bytes]:
        """A document under a number of its own, to be shown and printed; raises as `save_paper`."""
        numbered = self.begin(paper.kind, paper.title)
        template = self.templates.read(paper.template)
        return numbered, filled(template, paper, numbered.facts(), watch or Watch())

    def save_grids(
        self, kind: str, grids: Sequence[Grid], path: Path, watch: Watch | None = None
    ) -> Exported:
        """Write tables as .xlsx, or the first as .csv, by the end of the name of the file.

        Raises `LocalFileError` when the file cannot be written, `CalledOff`.
        """
        numbered = self.begin(kind, grids[0].title)
        watch = watch or Watch()
        if path.suffix.lower() == ".csv":
            content = separated(grids[0], numbered.facts(), watch)
        else:
            content = workbook(grids, numbered.facts(), watch)
        return self.save_made(numbered, content, path, sum(len(grid.rows) for grid in grids))

    def save_picture(self, title: str, content: bytes, path: Path) -> Exported:
        """Write a picture of a chart (PNG); raises `LocalFileError` when it cannot be written."""
        return self.save_made(self.begin("chart", title), content, path)

    def note_copy(self, title: str, lines: int) -> Numbered:
        """Note in the log that rows of a table were copied to be pasted elsewhere."""
        return self._note_copied(title, lines)

    def note_picture(self, title: str) -> Numbered:
        """Note in the log that a picture of a chart was copied to be pasted elsewhere."""
        return self._note_copied(title, None)

    def _note_copied(self, title: str, lines: int | None) -> Numbered:
        numbered = self.begin("clipboard", title)
        self.finish(numbered, "", lines, "")
        return numbered

    def begin(self, kind: str, title: str) -> Numbered:
        """A new export number, which the log knows from now on."""
        now = self._clock()
        day = now.astimezone(CITY_TIME).strftime("%y%m%d")

        def work(writing: Writing) -> str:
            number = f"{self._seat_code}-{day}-E{export_log.next_export(writing, day):03d}"
            at = int(now.timestamp())
            export_log.begin(writing, number, kind, title, self._person, at)
            return number

        return Numbered(self._replica.write(work), self._name, f"{now:%Y-%m-%d %H:%M}")

    def save_made(
        self, numbered: Numbered, content: bytes, path: Path, lines: int | None = None
    ) -> Exported:
        """Write what was made under a number; raises `LocalFileError` when it cannot be written."""
        save(path, content)
        sha256 = hashlib.sha256(content).hexdigest()
        self.finish(numbered, path.name, lines, sha256)
        return Exported(numbered.number, path, sha256)

    def finish(self, numbered: Numbered, file_name: str, lines: int | None, sha256: str) -> None:
        """Note that it is out: in a file of that name, or on paper or the clipboard (no name)."""
        outcome = {
            "finished_at": int(self._clock().timestamp()),
            "file_name": file_name,
            "lines": lines,
            "sha256": sha256,
        }
        self._replica.write(lambda writing: export_log.finish(writing, numbered.number, outcome))
