"""Photos at the centre: only named ones come in, only whole ones stay, few see them."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from random import Random
from uuid import uuid4

import pytest

from seatapp.central.photo_lane import PIECE, Piece, get_piece, photos_wanted, put_piece
from seatapp.errors import CentreRefused
from tests.fixtures.centre import ADMIN, Centre, Wire

PHOTO = Random(1).randbytes(2 * PIECE + 100)
NAME = hashlib.sha256(PHOTO).hexdigest()
PIECES = [PHOTO[at : at + PIECE] for at in range(0, len(PHOTO), PIECE)]


def name_it(centre: Centre, name: str = NAME, area: str = "999001") -> None:
    """As when an accepted entry of a case in `area` names the photo."""
    wire, case = centre.superuser(), uuid4()
    wire.execute("INSERT INTO core.photo_use VALUES (%s, %s)", (name, case))
    wire.execute(
        "INSERT INTO core.feed VALUES (%s, 'case', %s, 1, 'in')", (f"area:{area}", str(case))
    )


def send(wire: Wire) -> list[bool]:
    return [put_piece(wire, NAME, i, len(PIECES), piece) for i, piece in enumerate(PIECES)]


def pieces_at(centre: Centre) -> int:
    row = centre.superuser().execute("SELECT count(*) FROM core.photo_piece").fetchone()
    assert row is not None
    return int(row[0])


def test_a_photo_goes_there_and_comes_back(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    assert send(wire) == [False, False, True]
    other = centre.login("u1002")
    back = [get_piece(other, NAME, place) for place in range(3)]
    assert back == [Piece(piece, 3) for piece in PIECES]
    assert get_piece(other, NAME, 3) is None


def test_the_centre_says_what_it_lacks(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    stranger = "0" * 64
    assert photos_wanted(wire, [NAME, stranger]).lacking == {NAME: []}
    assert photos_wanted(wire, [NAME, stranger]).unnamed == [stranger]
    put_piece(wire, NAME, 1, 3, PIECES[1])
    assert photos_wanted(wire, [NAME]).lacking == {NAME: [0, 2]}
    put_piece(wire, NAME, 2, 3, PIECES[2])
    put_piece(wire, NAME, 0, 3, PIECES[0])
    assert photos_wanted(wire, [NAME]).lacking == {}
    assert photos_wanted(wire, []).lacking == {}


def test_many_hashes_are_asked_in_few_calls(centre: Centre) -> None:
    names = [hashlib.sha256(bytes([i % 256, i // 256])).hexdigest() for i in range(501)]
    assert sorted(photos_wanted(centre.login("u1001"), names).unnamed) == sorted(names)


def test_a_piece_may_come_twice_and_after_the_whole(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    assert put_piece(wire, NAME, 0, 3, PIECES[0]) is False
    assert send(wire) == [False, False, True]
    assert send(wire) == [True, True, True]
    assert pieces_at(centre) == 3


def test_a_photo_that_no_entry_names_is_refused(centre: Centre) -> None:
    with pytest.raises(CentreRefused) as caught:
        put_piece(centre.login("u1001"), NAME, 0, 3, PIECES[0])
    assert caught.value.code == "unnamed"
    assert pieces_at(centre) == 0


def test_bytes_that_are_not_the_photo_are_thrown_away(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    put_piece(wire, NAME, 0, 3, b"x" * PIECE)
    put_piece(wire, NAME, 1, 3, PIECES[1])
    with pytest.raises(CentreRefused) as caught:
        put_piece(wire, NAME, 2, 3, PIECES[2])
    assert caught.value.code == "wrong_hash"
    assert pieces_at(centre) == 0
    assert get_piece(wire, NAME, 0) is None
    assert send(wire) == [False, False, True]


def test_nobody_spoils_what_a_colleague_brings(centre: Centre) -> None:
    """Who sees the case knows the name of its photo; without it no case is closed."""
    name_it(centre)
    wire, spoiler = centre.login("u1001"), centre.login("u1002")
    for place, piece in enumerate(PIECES):
        for count, data in ((3, b"x" * len(piece)), (1, b"x")):
            with pytest.raises(CentreRefused) if count == 1 else nullcontext():
                put_piece(spoiler, NAME, min(place, count - 1), count, data)
        whole = put_piece(wire, NAME, place, 3, piece)
    assert whole
    assert get_piece(wire, NAME, 0) == Piece(PIECES[0], 3)
    assert put_piece(spoiler, NAME, 0, 3, b"x" * PIECE), "it is here already"
    assert pieces_at(centre) == 3


def test_two_who_bring_the_same_photo_bring_one(centre: Centre) -> None:
    name_it(centre)
    first, second = centre.login("u1001"), centre.login("u1002")
    for place in (0, 1):
        put_piece(first, NAME, place, 3, PIECES[place])
        put_piece(second, NAME, place, 3, PIECES[place])
    assert photos_wanted(second, [NAME]).lacking == {NAME: [2]}
    assert put_piece(first, NAME, 2, 3, PIECES[2])
    assert pieces_at(centre) == 3, "what the other one began stays for ever"
    assert photos_wanted(second, [NAME]).lacking == {}
    assert put_piece(second, NAME, 2, 3, PIECES[2])
    assert pieces_at(centre) == 3


def test_another_count_begins_anew(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    put_piece(wire, NAME, 0, 2, b"x" * PIECE)
    assert send(wire) == [False, False, True]


def test_pieces_of_the_wrong_size_or_place_are_refused(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    for place, count, data in (
        (-1, 3, b"x"),
        (3, 3, b"x"),
        (0, 0, b"x"),
        (0, 321, b"x" * PIECE),
        (0, 1, b""),
        (0, 1, b"x" * (PIECE + 1)),
        (0, 2, b"x"),
    ):
        with pytest.raises(CentreRefused) as caught:
            put_piece(wire, NAME, place, count, data)
        assert caught.value.code == "malformed"
    assert pieces_at(centre) == 0


def test_a_photo_is_shown_to_people_of_its_area_alone(centre: Centre) -> None:
    name_it(centre, area="999001")
    send(centre.login("u1001"))
    assert get_piece(centre.login("u1003"), NAME, 0) == Piece(PIECES[0], 3)
    assert get_piece(centre.login("u1004"), NAME, 0) is None


def test_a_case_that_left_the_area_takes_its_photo_along(centre: Centre) -> None:
    name_it(centre, area="999001")
    send(centre.login("u1001"))
    centre.superuser().execute("UPDATE core.feed SET op = 'out' WHERE kind = 'case'")
    assert get_piece(centre.login("u1003"), NAME, 0) is None


def test_half_a_photo_is_shown_to_nobody(centre: Centre) -> None:
    name_it(centre)
    wire = centre.login("u1001")
    put_piece(wire, NAME, 0, 3, PIECES[0])
    assert get_piece(wire, NAME, 0) is None


def test_somebody_disabled_neither_sends_nor_sees(centre: Centre) -> None:
    name_it(centre)
    send(centre.login(ADMIN))
    wire = centre.login("u1001")
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    assert get_piece(wire, NAME, 0) is None
    for act in (lambda: photos_wanted(wire, [NAME]), lambda: send(wire)):
        with pytest.raises(CentreRefused) as caught:
            act()
        assert caught.value.code == "not_active"
