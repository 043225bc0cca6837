"""Write every template anew: `python -m installer.templates [FOLDER]`.

The same sources give the same bytes, so that a changed template shows what was changed.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from docx.document import Document as Doc

from installer.templates import bulletins, emergencies, letters, shifts

FOLDER = Path("resources/templates")
LONG_AGO = datetime(2020, 1, 1)

TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "supervision_letter": letters.supervision_letter,
    "reminder_letter": letters.reminder_letter,
    "special_report": letters.special_report,
    "approval_form": letters.approval_form,
    "monthly_bulletin": bulletins.monthly_bulletin,
    "weekly_report": bulletins.weekly_report,
    "efficiency_report": bulletins.efficiency_report,
    "assessment_report": bulletins.assessment_report,
    "emergency_report": emergencies.emergency_report,
    "handover_record": shifts.handover_record,
    "duty_log": shifts.duty_log,
}


def content(document: Doc) -> bytes:
    """The document as a file that is the same whenever it is made."""
    properties = document.core_properties
    properties.author, properties.comments = "SeatApp", ""
    properties.created = properties.modified = LONG_AGO
    written = io.BytesIO()
    document.save(written)
    steady = io.BytesIO()
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(steady, "w") as out:
        for part in made.namelist():
            entry = zipfile.ZipInfo(part, LONG_AGO.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, made.read(part))
    return steady.getvalue()


def main(folder: Path) -> None:
    """Write all templates into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(content(make()))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
