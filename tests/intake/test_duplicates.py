"""Possible duplicates on a real replica: by photo, place, caller and words, with their reasons."""

from __future__ import annotations

from typing import Any

from seatapp.intake.intake import Intake
from seatapp.intake.likeness import Similar
from seatapp.local.candidates import Box
from seatapp.media.facts import Facts
from seatapp.places.datums import converted
from seatapp.places.points import GCJ02, WGS84, Point
from tests.helpers.rules import NOON, OTHER_PHOTO, PHOTO
from tests.helpers.seat import Seat

LAT, LON = 390021545, 1040006999
SAID = "文汇大街76号门前人行道上堆了七八袋生活垃圾，有两袋已经破开，汤水流到路边石下面。"
NEW: dict[str, Any] = {
    "case_kind": "grid",
    "class_code": "0110-1",
    "description": "垃圾没人清。",
    "lat_e7": LAT,
    "lon_e7": LON,
    "datum": "wgs84",
}


def report(seat: Seat, **more: Any) -> str:
    plain = {"photos_before": None, "class_code": "0110-1", "description": "井盖异响。"}
    return seat.report("u1", **{**plain, **more})


def similar(seat: Seat, **values: Any) -> list[Similar]:
    return list(Intake(seat.replica).similar({**NEW, **values}, seat.clock.at))


def kinds(found: Similar) -> set[str]:
    return {reason.kind for reason in found.reasons}


def test_the_same_place_and_class_with_distance_and_age(seat: Seat) -> None:
    case = report(seat, lat_e7=LAT + 2000, lon_e7=LON, datum="wgs84")
    report(seat, lat_e7=LAT + 9000, lon_e7=LON, datum="wgs84")  # a hundred metres away
    seat.clock.pass_by(hours=2)
    (found,) = similar(seat)
    assert (found.case_id, found.metres, found.age) == (case, 22, 7200)
    assert kinds(found) == {"near"}
    assert "22 米，同一类别" in found.reasons[0].words


def test_a_place_in_another_system_is_the_same_place(seat: Seat) -> None:
    there = converted(Point(LAT, LON, WGS84), GCJ02)
    case = report(seat, lat_e7=there.lat_e7, lon_e7=there.lon_e7, datum="gcj02")
    (found,) = similar(seat)
    assert (found.case_id, found.metres) == (case, 0)


def test_another_class_at_the_place_alone_is_no_duplicate(seat: Seat) -> None:
    report(seat, lat_e7=LAT, lon_e7=LON, datum="wgs84", class_code="0213-1")
    assert similar(seat) == []


def test_open_cases_count_however_old_and_ended_ones_for_their_hours(seat: Seat) -> None:
    still_open = report(seat, lat_e7=LAT, lon_e7=LON)
    declined = report(seat, lat_e7=LAT, lon_e7=LON)
    seat.take("u1", "decline", declined, reason="不属实", rule_cited="总则第2条")
    seat.clock.pass_by(hours=23)
    assert {one.case_id for one in similar(seat)} == {still_open, declined}
    seat.clock.pass_by(hours=2)
    assert {one.case_id for one in similar(seat)} == {still_open}


def test_without_a_position_the_grid_cell_and_class_count(seat: Seat) -> None:
    case = report(seat, grid_code="999001001001001")
    report(seat, grid_code="999001001001001", class_code="0213-1")
    (found,) = similar(seat, lat_e7=None, grid_code="999001001001001")
    assert (found.case_id, kinds(found), found.metres) == (case, {"same_cell"}, None)


def test_a_new_place_finds_what_has_only_the_cell(seat: Seat) -> None:
    case = report(seat, grid_code="999001001001001")
    (found,) = similar(seat, grid_code="999001001001001")
    assert (found.case_id, kinds(found)) == (case, {"same_cell"})


def test_the_same_photo_and_one_that_looks_the_same(seat: Seat) -> None:
    intake = Intake(seat.replica)
    facts = Facts("JPEG", 1280, 960, phash="0f0f0f0f0f0f0f0f")
    intake.keep_facts({PHOTO: facts, OTHER_PHOTO: Facts("JPEG", 9, 9, phash="0f0f0f0f0f0f0f0c")})
    same = report(seat, photos_before=[PHOTO])
    alike = report(seat, photos_before=[OTHER_PHOTO])
    found = intake.similar({**NEW, "photos_before": [PHOTO]}, NOON)
    assert [(one.case_id, kinds(one)) for one in found] == [
        (same, {"same_photo"}),
        (alike, {"alike_photo"}),
    ]
    assert "2/64" in found[1].reasons[0].words
    assert found[0].photo == PHOTO


def test_the_same_caller_and_the_same_words(seat: Seat) -> None:
    hotline = {"case_kind": "hotline", "source": "hotline_12345", "class_code": None}
    report(seat, **hotline, caller_phone="19900005678", description="路灯不亮。")
    case = report(seat, **hotline, caller_phone="19900001234", description=SAID)
    found = similar(
        seat,
        case_kind="hotline",
        class_code=None,
        lat_e7=None,
        caller_phone="199 0000 1234",
        description=f"您好！{SAID}请尽快处理。",
    )
    assert [one.case_id for one in found] == [case]
    assert "alike_text" in kinds(found[0])
    assert found[0].score > 0.5


def test_words_are_found_in_cases_that_came_after_the_index_was_made(seat: Seat) -> None:
    intake = Intake(seat.replica)
    values = {**NEW, "lat_e7": None, "class_code": None, "description": SAID}
    assert list(intake.similar(values, NOON)) == []
    case = report(seat, description=SAID)
    (found,) = intake.similar(values, NOON)
    assert found.case_id == case
    assert list(intake.similar({**values, "id": case}, NOON)) == []


def test_words_of_an_open_case_count_however_old_and_of_an_ended_one_for_thirty_days(
    seat: Seat,
) -> None:
    still_open = report(seat, description=SAID)
    declined = report(seat, description=f"{SAID}请处理。")
    seat.take("u1", "decline", declined, reason="不属实", rule_cited="总则第2条")
    values = {"lat_e7": None, "class_code": None, "description": SAID}
    seat.clock.pass_by(days=29)
    assert {one.case_id for one in similar(seat, **values)} == {still_open, declined}
    seat.clock.pass_by(days=2)
    assert {one.case_id for one in similar(seat, **values)} == {still_open}


def test_nothing_of_an_area_that_the_person_may_not_see(seat: Seat) -> None:
    told: dict[str, Any] = {"description": SAID, "lat_e7": LAT, "lon_e7": LON, "datum": WGS84}
    told["photos_before"] = [PHOTO]
    case = report(seat, area="999002", **told)
    values, lookups = {**NEW, **told}, seat.replica.lookups
    box = Box((WGS84,), LAT - 9, LAT + 9, LON - 9, LON + 9)
    intake = Intake(seat.replica)
    assert len(intake.similar(values, NOON)) == len(lookups.cases([case])) == 1
    assert len(lookups.near([box])) == 1
    seat.replica.grant("u9", [], ["ref", "person:u9", "area:999001"])
    assert list(intake.similar(values, NOON)) == []
    assert [*lookups.cases([case]), *lookups.near([box])] == []
