"""Write cases.jsonl of the made demo city from the hand-written case_texts.csv.

The texts say what was reported and where the case should stand; this module gives every
case a grid cell, a position, an address on a made road, a collector, a caller and a unit.
Run from the root of the project: ``python -m installer.demo_city.make_cases``.
"""

import csv
import functools
import json
import random
from collections.abc import Iterator
from pathlib import Path

from installer.demo_city import lattice
from installer.demo_city.make_grids import DISTRICTS, STREETS

DEMO = Path("resources/demo")
TEXTS = Path(__file__).with_name("case_texts.csv")

CALLED_BY_SOMEBODY = frozenset(
    {"hotline_12345", "hotline_12319", "phone", "public", "mailbox", "web"}
)
NOT_YET_SENT = frozenset(
    {"reported", "returned", "verifying", "prefiled", "filed", "answered", "declined"}
)
WITH_AFTER_PHOTO = frozenset(
    {
        "responded",
        "to_inspect",
        "inspecting",
        "inspected_pass",
        "inspected_fail",
        "closing",
        "closed",
        "self_handled",
    }
)
WORDS_FIELD = {
    "returned": "missing",
    "verifying": "question",
    "handling": "danger",
    "answered": "answer",
    "declined": "reason_code",
}
"""The field of a case that takes the column "words"; any other story takes the response."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "安宁和平乐康达明远清泉"

Row = dict[str, str]
Case = dict[str, object]


@functools.cache
def _table(name: str) -> list[Row]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def _texts() -> list[Row]:
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Places:
    """Deals out grid cells, each once, in an order that scatters the cases over the city."""

    def __init__(self) -> None:
        cells = list(lattice.cells())
        random.Random(lattice.SEED).shuffle(cells)
        self._cells = cells

    def next(self, at_crossing: bool) -> lattice.Cell:
        """Return a cell not dealt before, beside a north-south road when asked."""
        found = next(cell for cell in self._cells if not at_crossing or cell.column % 3 != 1)
        self._cells.remove(found)
        return found


def road_names(cell: lattice.Cell) -> tuple[str, str]:
    """Return the west-east road that borders a cell and the nearest north-south road."""
    row = cell.row + cell.row % 2
    column = round(cell.column / 3 + 0.1) * 3
    return lattice.ROADS_WEST_EAST[row], lattice.ROADS_NORTH_SOUTH[column]


def house_number(cell: lattice.Cell, east: float) -> int:
    """Return the number of a house: rising eastward, odd north of the road, even south."""
    number = 8 * cell.column + 2 * int(4 * east) + 2
    return number - cell.row % 2


def position(cell: lattice.Cell, east: float, near_crossing: bool) -> tuple[int, int]:
    """Return a position close to the road that borders the cell."""
    if near_crossing:
        east = 0.08 if cell.column % 3 == 0 else 0.92
    return lattice.inside(cell, east, 0.10 if cell.row % 2 == 0 else 0.90)


def address(cell: lattice.Cell, text: str, east: float) -> str:
    """Return the address that goes with a description."""
    road, crossing = road_names(cell)
    code = cell.community.code
    start = f"{DISTRICTS[code[:6]]}{STREETS[code[:9]]}{cell.community.name}{road}"
    if "{x}" in text:
        return f"{start}与{crossing}路口"
    return f"{start}{house_number(cell, east)}号附近"


def unit_code(default_road: str, default_community: str, cell: lattice.Cell) -> str:
    """Return the default unit of a cell: that of main roads, or that of a community."""
    main_road = road_names(cell)[0].endswith("街")
    chosen = default_road if main_road else default_community
    if chosen != "street":
        return chosen
    area = cell.community.code[:9]
    return next(row["code"] for row in _table("units.csv") if row["area"] == area)


def collector_code(grid: str) -> str:
    """Return the collector who patrols a grid cell."""
    return next(
        row["code"]
        for row in _table("collectors.csv")
        if any(grid.startswith(prefix) for prefix in row["grids"].split("|"))
    )


def caller(number: int) -> tuple[str, str]:
    """Return a made name and a made phone number; all numbers start with 1990000."""
    surname = SURNAMES[number * 7 % len(SURNAMES)]
    given = GIVEN[number * 5 % len(GIVEN)]
    return f"{surname}示{given}", f"1990000{(number * 3571 + 1289) % 10000:04d}"


def _standard_units(subject: str) -> tuple[str, str]:
    if subject.startswith("M"):
        unit = next(row["unit"] for row in _table("hotline_matters.csv") if row["code"] == subject)
        return unit, unit
    row = next(row for row in _table("classes.csv") if row["code"] == subject)
    return row["unit_road"], row["unit_community"]


def matter_code(text: Row) -> str | None:
    """Return the hotline matter; orders from above about the streets have the general one."""
    if text["subject"].startswith("M"):
        return text["subject"]
    return "M22" if text["case_kind"] == "superior" else None


def first_number(subject: str) -> int:
    """Return the number of the first case about a subject: its caller is the repeat caller."""
    return next(
        number for number, text in enumerate(_texts(), start=1) if text["subject"] == subject
    )


def _photos(text: Row) -> tuple[list[str], list[str]]:
    scene = text["scene"]
    if not scene:
        return [], []
    after = [f"{scene}_after.jpg"] if text["story"] in WITH_AFTER_PHOTO else []
    return [f"{scene}.jpg"], after


def _words(text: Row) -> Case:
    if not text["words"]:
        return {}
    return {WORDS_FIELD.get(text["story"], "response"): text["words"]}


def _from_above(text: Row, number: int) -> Case:
    """Return what only cases of the upper platform and of leaders carry."""
    if text["case_kind"] != "superior":
        return {}
    system = "示例省级平台" if text["source"] == "superior" else "领导批示登记"
    return {
        "source_system": system,
        "external_id": f"SL-2026-{number:05d}",
        "upper_deadline_minutes": 2880 - int(text["minutes_ago"]) % 2880,
    }


def one_case(text: Row, number: int, cell: lattice.Cell, rng: random.Random) -> Case:
    """Return one case; ``number`` counts the rows of case_texts.csv from 1."""
    east = rng.uniform(0.2, 0.8)
    description = text["description"]
    road, crossing = road_names(cell)
    lon_e7, lat_e7 = position(cell, east, "{x}" in description)
    located = text["case_kind"] == "grid" or not text["subject"].startswith("M")
    somewhere = located or "{r}" in description
    called = text["source"] in CALLED_BY_SOMEBODY
    name, phone = caller(first_number(text["subject"]) if text["mark"] == "repeat" else number)
    before, after = _photos(text)
    sent = text["story"] not in NOT_YET_SENT
    return {
        "key": f"{number:03d}",
        "case_kind": text["case_kind"],
        "source": text["source"],
        "class_code": None if text["subject"].startswith("M") else text["subject"],
        "matter_code": matter_code(text),
        "nature": text["nature"] or None,
        "urgency": text["urgency"],
        "description": description.format(r=road, x=crossing, n=house_number(cell, east)),
        "address": address(cell, description, east) if somewhere else None,
        "area": cell.community.code[:6],
        "grid_code": cell.code if located else None,
        "lat_e7": lat_e7 if located else None,
        "lon_e7": lon_e7 if located else None,
        "datum": "wgs84" if located else None,
        "collector": collector_code(cell.code) if text["source"] == "collector" else None,
        "caller_name": name if called else None,
        "caller_phone": phone if called else None,
        "photos_before": before,
        "photos_after": after,
        "minutes_ago": int(text["minutes_ago"]),
        "story": text["story"],
        "mark": text["mark"] or None,
        "unit": unit_code(*_standard_units(text["subject"]), cell) if sent else None,
        **_words(text),
        **_from_above(text, number),
    }


def cases() -> Iterator[Case]:
    """Yield the cases in the order of case_texts.csv; a duplicate stays in the cell before."""
    places = Places()
    cell = places.next(at_crossing=False)
    for number, text in enumerate(_texts(), start=1):
        if text["mark"] == "duplicate":
            rng = random.Random(number - 1)
        else:
            rng = random.Random(number)
            cell = places.next(at_crossing="{x}" in text["description"])
        case = one_case(text, number, cell, rng)
        if text["mark"] == "duplicate":
            case |= {"duplicate_of": f"{number - 1:03d}", "lat_e7": _moved(case["lat_e7"])}
        yield case


def _moved(lat_e7: object) -> int:
    """Move a position seven metres south, as a second phone would see it."""
    assert isinstance(lat_e7, int)
    return lat_e7 - 640


def main() -> None:
    """Write cases.jsonl, one case a line."""
    lines = [json.dumps(case, ensure_ascii=False) for case in cases()]
    (DEMO / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
