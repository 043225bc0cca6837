"""The intake meter on a real replica: what it measures, what is unknown, what an entry keeps."""

from __future__ import annotations

from typing import Any

import pytest

from seatapp.domain.checks.record import recorded, rejects
from seatapp.domain.entries import Value
from seatapp.errors import StepRefused
from seatapp.intake.intake import Intake
from seatapp.intake.meter import Reading
from seatapp.media.facts import Facts
from tests.helpers.rules import NOON, OTHER_PHOTO, PHOTO
from tests.helpers.seat import Seat

CLASS, GRID = "0110-1", "999001001001001"
GOOD = Facts(
    "JPEG", 1280, 960, taken_at="2026-11-22T11:55:00", sharpness=400.0, brightness=120.0,
    phash="0f0f0f0f0f0f0f0f", pattern=9.0,
)  # fmt: skip
ALIKE = Facts("JPEG", 1280, 960, phash="0f0f0f0f0f0f0f0c")


def read(seat: Seat, **values: Any) -> Reading:
    plain = {"case_kind": "grid", "photos_before": [PHOTO], "class_code": CLASS, "grid_code": GRID}
    return Intake(seat.replica).reading({**plain, **values}, NOON)


def answers(reading: Reading) -> dict[str, str]:
    return {one.check: one.result for one in recorded(reading.record)}


def test_a_photo_that_nobody_looked_at_is_unknown_and_never_good(seat: Seat) -> None:
    found = answers(read(seat))
    assert found["photo_whole"] == "unknown"
    assert "photo_sharp" not in found
    assert found["photo_not_used"] == "unknown"


def test_facts_give_verdicts_on_each_photo(seat: Seat) -> None:
    intake = Intake(seat.replica)
    blurred = Facts("JPEG", 320, 240, sharpness=3.0, brightness=120.0, phash="ffff0000ffff0000")
    intake.keep_facts({PHOTO: GOOD, OTHER_PHOTO: blurred})
    reading = read(seat, photos_before=[PHOTO, OTHER_PHOTO])
    of = {(one.verdict.check, one.photo): one.verdict.result for one in reading.findings}
    assert reading.count("reject") == list(of.values()).count("reject") > 0
    assert of["photo_sharp", 1] == "pass"
    assert of["photo_sharp", 2] == "warn"
    assert of["photo_size", 2] == "reject"
    assert of["photo_fresh", 1] == "pass"  # a camera without an offset shows the city's time
    assert of["photo_fresh", 2] == "unknown"
    assert answers(reading)["photo_size"] == "reject"  # the record keeps the worst


def test_a_photo_of_another_case_is_found_by_file_and_by_look(seat: Seat) -> None:
    intake = Intake(seat.replica)
    intake.keep_facts({PHOTO: GOOD, OTHER_PHOTO: ALIKE})
    first = seat.report()
    number = str(seat.state(first)["acceptance_number"])
    same = next(one.verdict for one in read(seat).findings if one.verdict.check == "photo_not_used")
    assert same.result == "reject"
    assert number in same.message
    alike = answers(read(seat, photos_before=[OTHER_PHOTO]))
    assert alike["photo_not_used"] == "warn"
    own = answers(read(seat, id=first))
    assert own["photo_not_used"] == "pass"


def test_the_index_of_pictures_takes_in_what_comes_later(seat: Seat) -> None:
    intake = Intake(seat.replica)
    intake.keep_facts({OTHER_PHOTO: ALIKE})
    assert intake.photos_alike(0x0F0F0F0F0F0F0F0C, 0) == [(OTHER_PHOTO, 0)]
    intake.keep_facts({PHOTO: GOOD})
    assert intake.photos_alike(0x0F0F0F0F0F0F0F0C, 8) == [(OTHER_PHOTO, 0), (PHOTO, 2)]
    assert intake.photos_alike(0x0F0F0F0F0F0F0F0C, 1) == [(OTHER_PHOTO, 0)]


def test_how_many_photos_are_asked_for_is_known_with_the_class(seat: Seat) -> None:
    found = [answers(read(seat, class_code=code))["photo_count"] for code in ("", "0000", CLASS)]
    assert found == ["unknown", "unknown", "pass"]


def test_a_hotline_order_is_not_asked_for_grid_class_and_photo(seat: Seat) -> None:
    intake = Intake(seat.replica)
    reading = intake.reading(
        {"case_kind": "hotline", "description": "小区停电到现在。", "caller_phone": "19900001234"},
        NOON,
    )
    assert set(answers(reading)) == {"description_enough", "phone_plausible", "address_precise"}


def test_prefiling_keeps_the_record_in_the_entry(seat: Seat) -> None:
    case = seat.report()
    seat.take("u1", "prefile", case, class_code=CLASS, grid_code=GRID)
    state = seat.state(case)
    checks = state["checks"]
    assert isinstance(checks, list)
    assert "photo_whole:unknown:" in checks
    assert not rejects(checks)
    assert state["checks_version"] == "-"


def test_what_is_rejected_needs_a_reason(seat: Seat) -> None:
    case = seat.report(address=None)
    values: dict[str, Value] = {"class_code": CLASS, "grid_code": GRID}
    with pytest.raises(StepRefused) as refused:
        seat.take("u1", "prefile", case, **values)
    assert refused.value.code == "override_missing"
    seat.take("u1", "prefile", case, **values, override_reason="采集员现场带路。")
    seat.push_all()
    assert seat.state(case)["stage"] == "prefiled"


def test_the_photos_of_a_case_are_followed(seat: Seat) -> None:
    case = seat.report()
    lookups = seat.replica.lookups
    assert lookups.showing([PHOTO]) == {PHOTO: [case]}
    seat.take("u1", "ask_supplement", case, missing="换一张照片")
    seat.take("u1", "supplement", case, photos_before=[OTHER_PHOTO])
    assert lookups.showing([PHOTO, OTHER_PHOTO]) == {OTHER_PHOTO: [case]}
