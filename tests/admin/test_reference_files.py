"""Reference files: what is in them arrives, and what is wrong is told with its place."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from seatapp.admin.references import Gathered, area_prefix, read_folder
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo city to spoil."""
    with as_file(files("resources") / "demo") as demo:
        for file in demo.iterdir():
            if file.suffix in (".csv", ".json", ".geojson"):
                shutil.copy(file, tmp_path / file.name)
    return tmp_path


def spoil(file: Path, old: str, new: str) -> int:
    """Replace the first `old` in `file`; the line that it stood in."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(gathered: Gathered) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.column) for fault in gathered.faults]


def row(gathered: Gathered, kind: str, code: str) -> Any:
    found = [one.row for one in gathered.rows if (one.kind, one.code) == (kind, code)]
    assert len(found) == 1
    return found[0]


def test_the_demo_city_is_read_without_a_fault(folder: Path) -> None:
    gathered = read_folder(folder)
    assert gathered.faults == []
    kinds = Counter(one.kind for one in gathered.rows)
    assert kinds["grid"] == 208
    assert kinds["class"] == 68
    assert set(kinds) == {
        "area", "calendar", "callback_rule", "class", "collector", "grid", "limit", "matter",
        "reason", "request_rule", "setting", "unit", "shift", "handover_rule",
        "component", "knowledge", "watch_site", "duty_contact", "hazard", "shelter",
        "assess_rule", "contract", "material",
    }  # fmt: skip


def test_rows_are_what_the_rules_ask_for(folder: Path) -> None:
    gathered = read_folder(folder)
    assert row(gathered, "area", "999001") == {"name": "东湖区", "parent": "999000"}
    assert row(gathered, "limit", "receipt") == {
        "normal": 60, "urgent": 30, "critical": 15, "basis": "natural",
    }  # fmt: skip
    assert row(gathered, "setting", "work_day_minutes") == {"value": 480}
    assert row(gathered, "setting", "photos.minimum_before") == {"value": 1}
    assert row(gathered, "setting", "hotline.acceptor_may_dispatch") == {"value": False}
    assert row(gathered, "reason", "decline.D01")["kind"] == "decline"
    street = row(gathered, "unit", "201")
    assert (street["area"], street["street"]) == ("999001", "999001001")
    assert street["aliases"] == ["湖滨街道", "湖滨办"]
    cover = row(gathered, "class", "C010102")
    assert (cover["limit_minutes"], cover["limit_basis"]) == (960, "work")
    assert cover["pair"] is True
    grid = row(gathered, "grid", "999001001001001")
    assert grid["ring"][:4] == [1040006966, 390052684, 1040020117, 390052967]
    assert grid["ring"][:2] == grid["ring"][-2:]


def test_what_is_no_matter_of_the_city_has_no_limit(folder: Path) -> None:
    outside = [
        one.row for one in read_folder(folder).rows
        if one.kind == "class" and one.row and not one.row["in_duty"]
    ]  # fmt: skip
    assert len(outside) == 4
    assert all("limit_minutes" not in one and one["decline_rule"] for one in outside)


def test_every_clock_but_the_handling_of_a_case_has_a_limit(folder: Path) -> None:
    limits = {one.code for one in read_folder(folder).rows if one.kind == "limit"}
    words = [step.clock.partition(":") for step in load_workflow().steps.values()]
    started = {clock for word, _, clock in words if word == "start"}
    assert started - {"handle"} <= limits


SPOILED = [
    ("units.csv", "201,湖滨街道办事处", ",湖滨街道办事处", "code"),
    ("units.csv", "201,湖滨街道办事处", "101,湖滨街道办事处", "code"),
    ("units.csv", "999001001,湖滨街道", "9990,湖滨街道", "area"),
    ("collectors.csv", "冯海棠", "", "name"),
    ("classes.csv", "2,urgent_hour,501", "two,urgent_hour,501", "limit_value"),
    ("classes.csv", "2,urgent_hour,501", "0,urgent_hour,501", "limit_value"),
    ("classes.csv", "2,urgent_hour,501", "2,hour,501", "limit_unit"),
    ("classes.csv", "yes,yes,", "maybe,yes,", "photo_pair"),
    ("hotline_matters.csv", "1,work_day,urgent", "1,work_day,soon", "urgency"),
    ("reasons.csv", "decline,D02,", "Decline!,D02,", "kind"),
    ("calendar.csv", "2025-01-26,work_day", "2025-02-30,work_day", "date"),
    ("calendar.csv", "2025-01-26,work_day", "2025-01-01,work_day", "date"),
    ("calendar.csv", "2025-01-26,work_day", "2025-01-26,half_day", "kind"),
]


@pytest.mark.parametrize(("file", "old", "new", "column"), SPOILED)
def test_a_fault_in_a_table_is_told_with_its_place(
    folder: Path, file: str, old: str, new: str, column: str
) -> None:
    whole = len(read_folder(folder).rows)
    line = spoil(folder / file, old, new)
    gathered = read_folder(folder)
    assert faults(gathered) == [(file, line, column)]
    assert gathered.faults[0].sentence.endswith("。")
    lost = {"calendar.csv": 0, "classes.csv": 2}.get(file, 1)  # a condition and its kept limit
    assert len(gathered.rows) == whole - lost


def test_all_faults_are_told_at_once(folder: Path) -> None:
    spoil(folder / "units.csv", "201,湖滨街道办事处", ",湖滨街道办事处")
    spoil(folder / "units.csv", "202,文昌街道办事处", ",文昌街道办事处")
    spoil(folder / "collectors.csv", "冯海棠", "")
    assert [file for file, _, _ in faults(read_folder(folder))] == [
        "units.csv", "units.csv", "collectors.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('"code": "999001001001002"', '"code": "99900100100100"', "code"),
        ('"code": "999001001001002"', '"code": "999001001001001"', "code"),
        ('"name": "望湖社区002网格"', '"name": ""', "name"),
        ("[104.0020117, 39.0052967]", '["a", "b"]', "geometry"),
        ("[104.0020117, 39.0052967]", "[104.0020117]", "geometry"),
        ('"Polygon"', '"Point"', "geometry"),
    ],
)
def test_a_fault_in_a_grid_cell_is_told_with_its_place(
    folder: Path, old: str, new: str, column: str
) -> None:
    spoil(folder / "grids.geojson", old, new)
    found = faults(read_folder(folder))
    assert [(file, col) for file, _, col in found] == [("grids.geojson", column)]
    assert found[0][1] in (1, 2)


@pytest.mark.parametrize(
    ("name", "value", "column"),
    [
        ("work_hours", [["08:00"]], "work_hours"),
        ("work_hours", None, "work_hours"),
        ("limits_minutes", 7, "limits_minutes"),
        ("limits_minutes", {"close": 60}, "limits_minutes"),
        ("limits_minutes", {"close": {"urgent": 60}}, "limits_minutes.close"),
        ("limits_minutes", {"close": {"normal": -1}}, "normal"),
        ("rework_clock", 1.5, "rework_clock"),
    ],
)
def test_a_fault_in_the_settings_is_told_by_name(
    folder: Path, name: str, value: object, column: str
) -> None:
    file = folder / "settings.json"
    settings = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**settings, name: value}), "utf-8")
    assert faults(read_folder(folder)) == [("settings.json", 1, column)]


@pytest.mark.parametrize("file", ["city.json", "settings.json", "units.csv", "grids.geojson"])
def test_a_file_that_is_missing_or_broken_is_told(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(InputFileError) as caught:
        read_folder(folder)
    assert file in caught.value.sentence
    if not file.endswith(".csv"):
        for text in ("{", "[]"):
            (folder / file).write_text(text)
            with pytest.raises(InputFileError):
                read_folder(folder)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [("999000", "9990"), ("999001", "999001"), ("371000", "3710"), ("110000", "11")],
)
def test_the_prefix_of_a_city_covers_its_districts_and_no_neighbour(code: str, prefix: str) -> None:
    assert area_prefix(code) == prefix


def test_changes_of_components_have_their_limits_unless_the_site_sets_others(
    folder: Path,
) -> None:
    wanted = {"component_report", "component_store"}

    def limits() -> dict[str, object]:
        rows = read_folder(folder).rows
        return {row.code: (row.row or {})["normal"] for row in rows if row.code in wanted}

    day = 24 * 60
    assert limits() == {"component_report": day, "component_store": 3 * day}
    spoil(folder / "settings.json", '"ratify": {', '"component_store": {"normal": 60}, "ratify": {')
    assert limits() == {"component_report": day, "component_store": 60}
