"""Photos that are spoiled at the centre are found, told of, and replaced by themselves alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import sql

from seatapp.admin.centre import check_centre, check_stored_photos, close_database
from seatapp.admin.stored_photos import AT_A_TIME
from seatapp.central.photo_lane import (
    Piece,
    get_piece,
    photos_asked_again,
    photos_wanted,
    put_piece,
)
from seatapp.cli.main import group
from seatapp.errors import CentreRefused
from tests.central.test_photo_lane import NAME, PHOTO, PIECES, name_it, pieces_at, send
from tests.fixtures.centre import Centre, Wire
from tests.helpers.seat_line import SeatLine, codes, grid_report

FALSE = [Random(2).randbytes(len(piece)) for piece in PIECES]


def spoil(centre: Centre) -> None:
    """Change one byte of the photo where it lies."""
    centre.superuser().execute(
        "UPDATE core.photo_piece SET bytes = set_byte(bytes, 9, 255 - get_byte(bytes, 9))"
        " WHERE place = 1"
    )


def look(centre: Centre) -> list[str]:
    """Look at all photos; what the check of the centre says of them."""
    address = centre.server.superuser_url(centre.database)
    for _done in check_stored_photos(address, None):
        pass
    return [one.subject for one in check_centre(address) if one.code == "photo_spoiled"]


def stored(wire: Wire) -> bytes:
    """The photo as the centre hands it out."""
    pieces = [get_piece(wire, NAME, place) for place in range(len(PIECES))]
    return b"".join(piece.data for piece in pieces if piece is not None)


def put_false(wire: Wire) -> str:
    """Try to put other bytes under the name; what the centre says of the last piece."""
    try:
        done = [put_piece(wire, NAME, i, len(FALSE), piece) for i, piece in enumerate(FALSE)]
    except CentreRefused as refused:
        return refused.code
    return "taken" if done == [True] * len(FALSE) else "not taken"


def test_a_photo_as_it_should_be_is_never_replaced(centre: Centre) -> None:
    name_it(centre)
    wire, other = centre.login("u1001"), centre.login("u1002")
    send(wire)
    assert look(centre) == []
    for person in (wire, other):
        assert photos_asked_again(person, "") == ([], "")
        assert photos_wanted(person, [NAME]).lacking == {}
        put_false(person)
        assert stored(person) == PHOTO
    assert pieces_at(centre) == len(PIECES)


def test_a_spoiled_photo_is_replaced_by_itself_alone(centre: Centre) -> None:
    name_it(centre)
    wire, other = centre.login("u1001"), centre.login("u1002")
    send(wire)
    spoil(centre)
    assert put_false(other) == "taken", "nobody has looked yet, so that nothing is taken"
    assert pieces_at(centre) == len(PIECES)

    assert len(look(centre)) == 1
    assert photos_asked_again(other, "") == ([NAME], "")
    assert photos_wanted(other, [NAME]).lacking == {NAME: []}
    assert stored(other) == b"", "what is known to be spoiled is handed out to nobody"
    for person in (wire, other):
        assert put_false(person) == "wrong_hash"
        assert len(look(centre)) == 1
    assert pieces_at(centre) == len(PIECES), "what is left of it stays until it is here anew"

    assert send(wire) == [False, False, True], "also by who brought it first"
    assert stored(other) == PHOTO
    assert pieces_at(centre) == len(PIECES)
    assert photos_asked_again(other, "") == ([], "")
    assert look(centre) == []
    assert put_false(other) == "taken"
    assert stored(other) == PHOTO


def test_a_photo_that_was_misread_counts_again(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    send(wire)
    spoil(centre)
    assert len(look(centre)) == 1
    spoil(centre)  # as it was
    assert look(centre) == []
    assert stored(wire) == PHOTO


def test_who_does_not_see_the_case_is_not_told_of_its_photo(centre: Centre) -> None:
    name_it(centre, area="999002")
    send(centre.login("u1001"))
    spoil(centre)
    look(centre)
    row = centre.superuser().execute(
        "SELECT m.person FROM core.member m WHERE m.active AND NOT core.sees_photo(m.person, %s)",
        (NAME,),
    )
    stranger = row.fetchall()[0][0]
    assert photos_asked_again(centre.login(stranger), "") == ([], "")


def many_spoiled(centre: Centre, area: str) -> list[str]:
    """One photo more than a page has, all of one case; their names in order."""
    names = sorted(sha256(str(number).encode()).hexdigest() for number in range(501))
    name_it(centre, area=area)
    centre.superuser().execute(
        "INSERT INTO core.photo_use SELECT n, u.root FROM core.photo_use u, unnest(%s::text[]) n",
        (names,),
    )
    centre.superuser().execute(
        "INSERT INTO core.photo (hash, put_by, count, complete, spoiled_at)"
        " SELECT n, 'u1001', 1, true, now() FROM unnest(%s::text[]) n",
        (names,),
    )
    return names


def test_many_spoiled_photos_are_named_a_page_at_a_time(centre: Centre) -> None:
    names = many_spoiled(centre, "999001")
    wire = centre.login("u1002")
    found, after = photos_asked_again(wire, "")
    assert found == names[:500]
    assert photos_asked_again(wire, after) == (names[500:], "")


def test_where_a_page_ends_names_no_photo_to_who_does_not_see_it(centre: Centre) -> None:
    """Whoever has the whole name can name the photo in a case of their own, and see it there."""
    names = many_spoiled(centre, "999001")
    found, after = photos_asked_again(centre.login("u1004"), "")
    assert (found, bool(after)) == ([], True), "there are more, none of them for this person"
    assert after not in names


def checked(centre: Centre, *options: str) -> dict[str, Any]:
    url = centre.server.superuser_url(centre.database).conninfo()
    told = CliRunner().invoke(group, ["--json", "center", "check", "--url", url, *options])
    assert told.exit_code == (1 if json.loads(told.stdout)["findings"] else 0)
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def test_the_check_names_case_and_workstation(centre: Centre) -> None:
    line = SeatLine(centre, "u1001")
    case = line.entry("report", grid_report(photos_before=[NAME]))
    assert codes(line.send(case)) == ["applied"]
    send(centre.login("u1001"))
    wire = centre.superuser()
    wire.execute("UPDATE core.photo SET checked_at = '2026-01-01'")
    assert checked(centre)["photos"] == {"stored": 1, "checked_since": 1767225600}
    spoil(centre)
    assert checked(centre)["findings"] == [], "only who looks knows"

    told = checked(centre, "--photos")
    assert told["photos"] == {"stored": 0, "checked_since": None}
    asked = 'SELECT acceptance_number FROM core."case"'
    number = str(wire.execute(asked).fetchall()[0][0])
    code = str(wire.execute("SELECT code FROM core.seat").fetchall()[0][0])
    (found,) = told["findings"]
    assert (found["code"], found["subject"]) == ("photo_spoiled", number)
    assert NAME[:12] in found["sentence"]
    assert f"席位 {code} " in found["sentence"]
    assert checked(centre)["findings"] == [found], "and it is told until it has come anew"


def test_a_look_that_was_broken_off_goes_on_from_there(centre: Centre) -> None:
    wire = centre.superuser()
    wire.execute(
        "INSERT INTO core.photo (hash, put_by, count, complete, checked_at)"
        " SELECT n, 'u1001', 1, true, timestamptz '2026-01-01' + interval '1 day' * n"
        " FROM generate_series(1, %s) n",
        (AT_A_TIME + 2,),
    )
    address = centre.server.superuser_url(centre.database)
    looks = check_stored_photos(address, None)
    assert next(looks) == (AT_A_TIME, AT_A_TIME + 2)
    looks.close()
    left = "SELECT hash FROM core.photo WHERE spoiled_at IS NULL ORDER BY checked_at"
    assert wire.execute(left).fetchall() == [(str(AT_A_TIME + 1),), (str(AT_A_TIME + 2),)]
    looks = check_stored_photos(address, None)
    assert next(looks) == (AT_A_TIME, AT_A_TIME + 2)
    looks.close()
    assert wire.execute(left).fetchall() == []


@pytest.fixture
def damaged(centre: Centre, fresh_database: Callable[[], str]) -> Iterator[Centre]:
    """A centre with one photo, of whose bytes the disk has kept zeros."""
    name_it(centre)
    send(centre.login("u1001"))
    name = fresh_database()
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    centre.close()
    with psycopg.connect(centre.server.superuser_url().conninfo(), autocommit=True) as wire:
        wire.execute(copy.format(sql.Identifier(name), sql.Identifier(centre.database)))
        (folder,) = wire.execute("SHOW data_directory").fetchall()[0]
    made = Centre(centre.server, name)
    close_database(made.superuser())
    found = made.superuser().execute(
        "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class"
        " WHERE oid = 'core.photo_piece'::regclass"
    )
    file = Path(folder) / str(found.fetchall()[0][0])
    file.write_bytes(bytes(file.stat().st_size))
    yield made
    made.close()


def test_a_photo_that_the_disk_cannot_read_holds_up_nobody(damaged: Centre) -> None:
    wire = damaged.login("u1002")
    with pytest.raises(psycopg.errors.DataCorrupted):
        damaged.superuser().execute("SELECT sum(length(bytes || '')) FROM core.photo_piece")
    assert get_piece(wire, NAME, 0) == Piece(b"", 1), "an answer: the next photo has its turn"
    assert len(look(damaged)) == 1
    assert put_false(wire) == "wrong_hash"
    assert send(wire) == [False, False, True]
    assert stored(wire) == PHOTO
    assert look(damaged) == []
