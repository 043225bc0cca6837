"""Reference rows reach the centre whole or not at all, and seats learn only of what changed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from seatapp.admin.references import Reference, ReferencesRefused, put_references
from seatapp.domain.clock import Calendar
from seatapp.domain.opening_hours import CITY_TIME
from tests.fixtures.centre import ADMIN, Centre, Wire

UNIT = Reference("unit", "777", {"name": "甲单位", "area": "999001"})
FRAMES = [1_000, 1_600, 2_000, 2_900]


def put(wire: Wire, batch: object) -> dict[str, Any]:
    text = batch if isinstance(batch, str) else json.dumps(batch)
    row = wire.execute("SELECT api.put_references(%s)", (text,)).fetchone()
    assert row is not None
    answer: dict[str, Any] = json.loads(row[0])
    return answer


def one(kind: str, code: str, row: object) -> dict[str, object]:
    return {"kind": kind, "code": code, "row": row}


def kept(wire: Wire, kind: str, code: str) -> object:
    query = "SELECT row FROM core.reference WHERE kind = %s AND code = %s"
    row = wire.execute(query, (kind, code)).fetchone()
    return row and row[0]


def line(wire: Wire, subject: str) -> tuple[str, int] | None:
    query = "SELECT op, n FROM core.feed WHERE scope = 'ref' AND subject = %s"
    return wire.execute(query, (subject,)).fetchone()


def counter(wire: Wire) -> int:
    row = wire.execute("SELECT n FROM core.counter").fetchone()
    assert row is not None
    return int(row[0])


def test_rows_are_kept_and_told_in_order(centre: Centre) -> None:
    superuser = centre.superuser()
    before = counter(superuser)
    other = Reference("collector", "C99", {"name": "采集员"})
    assert put_references(centre.login(ADMIN), [UNIT, other]) == 2
    assert kept(superuser, "unit", "777") == UNIT.row
    assert line(superuser, "collector/C99") == ("in", before + 1)
    assert line(superuser, "unit/777") == ("in", before + 2)
    assert counter(superuser) == before + 2
    numbered = superuser.execute("SELECT n FROM core.reference WHERE code = '777'").fetchone()
    assert numbered == (before + 2,)


def test_what_is_the_same_is_not_told_again(centre: Centre) -> None:
    wire, superuser = centre.login(ADMIN), centre.superuser()
    put_references(wire, [UNIT])
    before = counter(superuser)
    assert put_references(wire, [UNIT]) == 0
    assert counter(superuser) == before
    renamed = Reference("unit", "777", {"name": "乙单位", "area": "999001"})
    assert put_references(wire, [UNIT, renamed][1:]) == 1
    assert line(superuser, "unit/777") == ("in", before + 1)


def test_a_row_is_taken_away_and_can_come_back(centre: Centre) -> None:
    wire, superuser = centre.login(ADMIN), centre.superuser()
    put_references(wire, [UNIT])
    assert put_references(wire, [Reference("unit", "777", None)]) == 1
    assert kept(superuser, "unit", "777") is None
    assert line(superuser, "unit/777") == ("out", counter(superuser))
    assert put_references(wire, [Reference("unit", "777", None)]) == 0
    put_references(wire, [UNIT])
    assert line(superuser, "unit/777") == ("in", counter(superuser))


def test_what_is_taken_away_leaves_its_name_until_it_comes_back(centre: Centre) -> None:
    wire, superuser = centre.login(ADMIN), centre.superuser()
    shift = Reference("shift", "night2", {"name": "夜二班", "starts": 0, "ends": 60})
    put_references(wire, [UNIT, shift])
    assert put_references(wire, [Reference(x.kind, x.code, None) for x in (UNIT, shift)]) == 2
    assert kept(superuser, "past", "unit/777") == {"name": "甲单位"}
    assert kept(superuser, "past", "shift/night2") is None, "of no case and no figure"
    assert line(superuser, "past/unit/777") is not None
    assert put_references(wire, [UNIT]) == 1
    assert kept(superuser, "past", "unit/777") is None
    assert put_references(wire, [UNIT]) == 0
    with pytest.raises(ReferencesRefused):
        put_references(wire, [Reference("past", "unit/777", {"name": "假的"})])


def test_a_paper_keeps_the_day_on_which_it_was_first_asked_for(centre: Centre) -> None:
    wire, superuser = centre.login(ADMIN), centre.superuser()
    rule = {"name": "值班日报", "every": "day"}
    first = datetime.now(CITY_TIME).date().isoformat()
    put_references(wire, [Reference("material", "brief", rule), UNIT])
    last = datetime.now(CITY_TIME).date().isoformat()
    assert kept(superuser, "material", "brief") in [{**rule, "since": day} for day in (first, last)]
    assert kept(superuser, "unit", "777") == UNIT.row
    put_references(wire, [Reference("material", "brief", {**rule, "since": "2026-01-01"})])
    renamed = {**rule, "name": "日报"}
    assert put_references(wire, [Reference("material", "brief", renamed)]) == 1
    assert kept(superuser, "material", "brief") == {**renamed, "since": "2026-01-01"}
    assert put_references(wire, [Reference("material", "brief", renamed)]) == 0
    assert put_references(wire, [Reference("material", "brief", None)]) == 1
    assert kept(superuser, "material", "brief") is None


def test_frames_are_unpacked_with_the_open_time_before_them(centre: Centre) -> None:
    wire, superuser = centre.login(ADMIN), centre.superuser()
    put_references(wire, [Reference("calendar", "t-1", {"version": "t-1", "frames": FRAMES})])
    query = "SELECT starts, ends, before FROM core.calendar_frame WHERE version = 't-1' ORDER BY 1"
    assert superuser.execute(query).fetchall() == [(1_000, 1_600, 0), (2_000, 2_900, 600)]
    put_references(wire, [Reference("calendar", "t-1", {"version": "t-1", "frames": [5, 9]})])
    assert superuser.execute(query).fetchall() == [(5, 9, 0)]
    put_references(wire, [Reference("calendar", "t-1", None)])
    assert superuser.execute(query).fetchall() == []


def test_the_demo_calendar_counts_the_same_on_both_sides(centre: Centre) -> None:
    superuser = centre.superuser()
    row = kept(superuser, "calendar", "cn-2026-1")
    assert isinstance(row, dict)
    moments = row["frames"]
    calendar = Calendar("cn-2026-1", zip(moments[::2], moments[1::2], strict=True))
    frames = superuser.execute(
        "SELECT ends, before + ends - starts FROM core.calendar_frame"
        " WHERE version = 'cn-2026-1' ORDER BY starts"
    ).fetchall()
    assert [calendar.counted(ends) for ends, _ in frames] == [total for _, total in frames]
    assert len(frames) == 2 * (248 + 248) + 2, "two a working day, and the borders of the years"


BAD = [
    one("ghost", "1", {}),
    one("person", "u1001", {"name": "x"}),
    one("unit", "", {}),
    one("unit", "x" * 61, {}),
    one("unit", "1", "text"),
    one("unit", "1", [1]),
    {"kind": "unit", "code": "1"},
    {"code": "1", "row": {}},
    7,
    None,
    one("unit", "1", {"name": "x" * 200_000}),
    one("unit", "888", {"name": "the same code twice"}),
    one("calendar", "t", {}),
    one("calendar", "t", {"frames": []}),
    one("calendar", "t", {"frames": [1]}),
    one("calendar", "t", {"frames": [2, 1]}),
    one("calendar", "t", {"frames": [1, 3, 2, 4]}),
    one("calendar", "t", {"frames": [1, 1, 1, 2]}),
    one("calendar", "t", {"frames": [1, "x"]}),
    one("calendar", "t", {"frames": [1, 2.5]}),
    one("calendar", "t", {"frames": [1, None]}),
    one("calendar", "t", {"frames": ["1", "2"]}),
    one("calendar", "t", {"frames": [-2, -1]}),
    one("calendar", "t", {"frames": [1, 10_000_000_000]}),
    one("calendar", "t", {"frames": {"a": 1}}),
    one("limit", "handle", {"normal": 10**14, "basis": "calendar"}),
    one("limit", "handle", {"normal": -(10**14), "basis": "calendar"}),
    one("unit", "1", {"of": [{"any": [10**40]}]}),
    one("shift", "early", {"name": "早班", "starts": "八点", "ends": 960}),
    one("shift", "early", {"name": "早班", "starts": 480}),
    one("substitute", "centre_head/u1007", {"from_at": 0, "until_at": 1, "areas": "9990"}),
]


def test_one_bad_row_stops_the_whole_batch(centre: Centre) -> None:
    wire, superuser = centre.login(ADMIN), centre.superuser()
    before = counter(superuser)
    good = one("unit", "888", {"name": "好"}), one("unit", "889", {"name": "好"})
    answers = {str(bad): put(wire, [good[0], bad, good[1]]) for bad in BAD}
    assert answers == {str(bad): {"problem": "bad_row", "index": 1} for bad in BAD}
    assert kept(superuser, "unit", "888") is None
    assert counter(superuser) == before


def test_nonsense_is_answered_and_not_raised(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    many = "[" + "1," * 20_001 + "1]"
    for text in ("", "{", "{}", "null", "7", '"x"', '["\\u0000"]', "[" * 100_000, many):
        assert put(wire, text) == {"problem": "malformed"}


def test_a_batch_has_a_largest_size(centre: Centre) -> None:
    assert put(centre.login(ADMIN), " " * (8 * 1024 * 1024 + 1)) == {"problem": "too_big"}


@pytest.mark.parametrize("person", ["u1001", "u1007"])
def test_nobody_but_an_admin_changes_references(centre: Centre, person: str) -> None:
    with pytest.raises(ReferencesRefused) as caught:
        put_references(centre.login(person), [UNIT])
    assert caught.value.code == "not_admin"
    assert kept(centre.superuser(), "unit", "777") is None


def test_an_admin_who_is_disabled_changes_nothing(centre: Centre) -> None:
    wire = centre.login(ADMIN)
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = %s", (ADMIN,))
    assert put(wire, []) == {"problem": "not_admin"}


def test_a_refused_row_is_named(centre: Centre) -> None:
    with pytest.raises(ReferencesRefused) as caught:
        put_references(centre.login(ADMIN), [UNIT, Reference("ghost", "1", {})])
    assert "ghost/1" in caught.value.sentence
    assert kept(centre.superuser(), "unit", "777") is None
