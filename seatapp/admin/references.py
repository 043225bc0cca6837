"""Reads the lists that rules look things up in from files, and hands them to the centre.

Every fault names its file, line and column, so that a whole folder is mended in one go.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.assessment_tables import FILES as ASSESSED
from seatapp.admin.assessment_tables import read_assessment
from seatapp.admin.calendars import read_calendar
from seatapp.admin.handover_rules import read_handover_rules
from seatapp.admin.hotline_tables import FILES, read_list
from seatapp.admin.reference_documents import read_city, read_grids, read_settings
from seatapp.admin.reference_rows import Gathered, Reference, ReferenceFault
from seatapp.admin.reference_tables import (
    kept_limits,
    read_classes,
    read_collectors,
    read_components,
    read_matters,
    read_reasons,
    read_stage_limits,
    read_units,
)
from seatapp.admin.roster_import import read_shifts
from seatapp.central.asking import answer_of
from seatapp.domain.opening_hours import Hours, hours_of, minutes_of
from seatapp.domain.tables import load_workflow
from seatapp.errors import WorldError
from seatapp.text import _

__all__ = [
    "Gathered",
    "Reference",
    "ReferenceFault",
    "ReferencesRefused",
    "area_prefix",
    "put_references",
    "read_folder",
]

ROWS_A_CALL = 5_000
PATIENCE_S = 60.0


class ReferencesRefused(WorldError):
    """The centre did not take the reference rows; nothing was changed by the refused call."""

    code = "references_refused"


def put_references(connection: Connection[tuple[Any, ...]], rows: Sequence[Reference]) -> int:
    """Send rows to the centre as an admin; how many of them were new or different.

    Each call of up to 5,000 rows is taken whole or not at all.

    Raises:
        ReferencesRefused: Not an admin, or a row that the centre cannot use.
    """
    changed = 0
    for start in range(0, len(rows), ROWS_A_CALL):
        changed += _put(connection, rows[start : start + ROWS_A_CALL])
    return changed


def read_folder(folder: Path) -> Gathered:
    """All reference files of a city's folder; `resources/demo` shows their names and columns.

    Raises:
        InputFileError: A file is missing or cannot be read as a whole.
    """
    gathered = read_city(folder / "city.json")
    gathered.add(read_settings(folder / "settings.json"))
    if gathered.faults:
        return gathered
    hours = _hours(gathered)
    gathered.add(read_units(folder / "units.csv"))
    gathered.add(read_collectors(folder / "collectors.csv"))
    classes = read_classes(folder / "classes.csv", minutes_of(hours))
    gathered.add(classes)
    gathered.rows += kept_limits(classes.rows)
    gathered.add(read_stage_limits(folder / "stage_limits.csv", minutes_of(hours)))
    gathered.add(read_matters(folder / "hotline_matters.csv", minutes_of(hours)))
    gathered.add(read_reasons(folder / "reasons.csv"))
    gathered.add(read_grids(folder / "grids.geojson"))
    if (folder / "components.csv").is_file():
        gathered.add(read_components(folder / "components.csv"))
    for kind, file in FILES.items():
        gathered.add(read_list(kind, folder / file))
    for kind, file in ASSESSED.items():
        if (folder / file).is_file():
            gathered.add(read_assessment(kind, folder / file))
    gathered.add(read_calendar(folder / "calendar.csv", hours))
    for name, read in _AS_WANTED.items():
        if (folder / name).is_file():
            gathered.add(read(folder / name))
    return gathered


def _read_rules(path: Path) -> Gathered:
    return read_handover_rules(path, load_workflow(), "")


_AS_WANTED: Mapping[str, Callable[[Path], Gathered]] = {
    "shifts.csv": read_shifts,
    "handover_rules.csv": _read_rules,
}
"""Files that a city need not have."""


def area_prefix(code: str) -> str:
    """The prefix that every area within `code` begins with: 999000 → 9990, 999001 → 999001."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _put(connection: Connection[tuple[Any, ...]], rows: Sequence[Reference]) -> int:
    batch = json.dumps(
        [{"kind": one.kind, "code": one.code, "row": one.row} for one in rows], ensure_ascii=False
    )
    answer = answer_of(connection, "SELECT api.put_references(%s)", batch, seconds=PATIENCE_S)
    problem = answer["problem"]
    if problem is None:
        return int(answer["changed"])
    if problem == "not_admin":
        raise ReferencesRefused(_("只有管理员能更改基础数据，没有做任何更改。"), problem)
    if problem == "bad_row":
        bad = rows[answer["index"]]
        raise ReferencesRefused(
            _("中心不接受 {kind}/{code} 这一条，整批没有写入。").format(
                kind=bad.kind, code=bad.code
            ),
            problem,
        )
    raise ReferencesRefused(_("这一批基础数据过大或格式不对，没有写入。"), problem)


def _hours(gathered: Gathered) -> Hours:
    rows = {one.code: one.row for one in gathered.rows if one.kind == "setting" and one.row}
    return hours_of(rows["work_hours"]["value"])
