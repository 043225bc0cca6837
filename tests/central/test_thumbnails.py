"""Small pictures at the centre: brought with the photo, shown to whoever sees the case."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from seatapp.central.photo_lane import get_thumbnail, photos_wanted, put_thumbnail
from seatapp.errors import CentreRefused
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.seat_line import SeatLine, codes, grid_report

NAME, OTHER = "a" * 64, "b" * 64
JPEG = b"\xff\xd8\xff" + bytes(500)
MOST = 131_072


@dataclass
class Brought:
    """A report with a photo, brought by u1001 from a workstation."""

    centre: Centre
    line: SeatLine


@pytest.fixture
def brought(centre: Centre) -> Brought:
    line = SeatLine(centre, "u1001")
    assert codes(line.send(line.entry("report", grid_report(photos_before=[NAME])))) == ["applied"]
    return Brought(centre, line)


def stored(centre: Centre) -> list[tuple[str, bytes, str]]:
    query = "SELECT hash, bytes, put_by FROM core.thumbnail"
    return list(centre.superuser().execute(query).fetchall())


def test_it_goes_there_and_comes_to_whoever_sees_the_case(brought: Brought) -> None:
    wire = brought.centre.login("u1001")
    assert photos_wanted(wire, [NAME, OTHER]).unseen == [NAME]
    put_thumbnail(wire, NAME, JPEG)
    assert photos_wanted(wire, [NAME]).unseen == []
    assert photos_wanted(wire, [NAME]).lacking == {NAME: []}, "the photo itself is still to come"
    assert get_thumbnail(brought.centre.login("u1002"), NAME) == JPEG
    assert get_thumbnail(brought.centre.login("u1004"), NAME) is None
    assert get_thumbnail(wire, OTHER) is None


def test_the_first_one_stays(brought: Brought) -> None:
    wire = brought.centre.login("u1001")
    put_thumbnail(wire, NAME, JPEG)
    put_thumbnail(wire, NAME, JPEG + b"other")
    assert stored(brought.centre) == [(NAME, JPEG, "u1001")]


def test_a_colleague_at_the_same_workstation_may_bring_it(brought: Brought) -> None:
    SeatLine(brought.centre, "u1002", brought.line.seat)
    put_thumbnail(brought.centre.login("u1002"), NAME, JPEG)
    assert stored(brought.centre) == [(NAME, JPEG, "u1002")]


@pytest.mark.parametrize("person", ["u1002", "u1004", ADMIN])
def test_nobody_elsewhere_says_what_a_photo_looks_like(brought: Brought, person: str) -> None:
    SeatLine(brought.centre, person)
    with pytest.raises(CentreRefused) as told:
        put_thumbnail(brought.centre.login(person), NAME, JPEG)
    assert told.value.code == "unnamed"
    assert stored(brought.centre) == []


def test_naming_the_photo_of_a_colleague_in_an_own_case_gives_no_say_in_it(
    brought: Brought,
) -> None:
    """Whoever sees the case knows the hash: a false picture would stand there until the photo."""
    line = SeatLine(brought.centre, "u1002")
    assert codes(line.send(line.entry("report", grid_report(photos_before=[NAME])))) == ["applied"]
    with pytest.raises(CentreRefused) as told:
        put_thumbnail(brought.centre.login("u1002"), NAME, JPEG)
    assert told.value.code == "unnamed"
    put_thumbnail(brought.centre.login("u1001"), NAME, JPEG)
    assert stored(brought.centre) == [(NAME, JPEG, "u1001")]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        (OTHER, JPEG, "unnamed"),
        (NAME, b"", "malformed"),
        (NAME, b"GIF89a" + bytes(50), "malformed"),
        (NAME, b"\xff\xd8\xff" + bytes(MOST), "malformed"),
    ],
)
def test_only_small_jpegs_of_named_photos_come_in(
    brought: Brought, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(CentreRefused) as told:
        put_thumbnail(brought.centre.login("u1001"), name, data)
    assert told.value.code == code
    assert stored(brought.centre) == []


def test_a_key_that_was_revoked_brings_nothing(brought: Brought) -> None:
    brought.centre.superuser().execute("UPDATE core.courier_key SET revoked = true")
    with pytest.raises(CentreRefused):
        put_thumbnail(brought.centre.login("u1001"), NAME, JPEG)
