"""Photos travel on their own lane, from one workstation through the centre to another."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from seatapp.admin.centre import check_centre, check_stored_photos
from seatapp.app.pictures import PHOTO_BYTES
from seatapp.central.gateway import Gateway
from seatapp.central.photo_lane import Piece
from seatapp.errors import InputFileError
from seatapp.sync.asked_again import EVERY_SECONDS
from seatapp.sync.photos import AT_A_TIME, PIECE, PhotoLane
from seatapp.sync.round import run_round
from seatapp.sync.spoiled import REST_SECONDS, SPOILED_AFTER
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, report, shown
from tests.media.photos import decoded, encoded

ACCEPTOR, COLLEAGUE = "u1001", "u1002"
SIDE = 300
LARGE = 1000


def grainy() -> bytes:
    """A photo of several pieces."""
    return encoded(Image.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3)), "PNG")


def at_the_centre(centre: Centre) -> dict[str, tuple[int, bool]]:
    found = centre.superuser().execute("SELECT hash, count, complete FROM core.photo").fetchall()
    return {name: (count, complete) for name, count, complete in found}


def test_a_photo_comes_from_one_workstation_to_another(centre: Centre, hall: Hall) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    data = grainy()
    name = duty.pictures.add_photo(data)
    report(duty, photos_before=[name])
    duty.round()
    assert at_the_centre(centre) == {name: (-(-len(data) // PIECE), True)}
    assert duty.replica.photos_to_send() == []

    other.round()
    assert shown(other, name, LARGE) is None
    told: list[frozenset[str]] = []
    other.replica.listen(lambda changes: told.append(changes.photos))
    other.round()
    assert frozenset({name}) in told
    picture = shown(other, name, LARGE)
    assert picture is not None
    assert decoded(picture).size == (SIDE, SIDE)


def test_a_photo_that_was_cut_off_goes_on_where_it_was(centre: Centre, hall: Hall) -> None:
    duty = hall.sit(ACCEPTOR)
    data = grainy()
    name = duty.pictures.add_photo(data)
    report(duty, photos_before=[name])
    gateway = Gateway(centre.login(ACCEPTOR))
    run_round(duty.replica, gateway, lambda left: None)
    count = -(-len(data) // PIECE)
    assert not gateway.put_piece(name, 1, count, data[PIECE : 2 * PIECE])
    assert gateway.photos_wanted([name]).lacking == {name: [n for n in range(count) if n != 1]}
    duty.round()
    assert at_the_centre(centre) == {name: (count, True)}


def pieces_a_turn(most: int) -> Callable[[], bool]:
    """A turn that is over after so many pieces."""
    left = iter(range(most))
    return lambda: next(left, None) is not None


def test_a_turn_that_is_over_is_taken_up_where_it_was(centre: Centre, hall: Hall) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    data = grainy()
    count = -(-len(data) // PIECE)
    name = duty.photos.put(data)
    report(duty, photos_before=[name])
    gateway = Gateway(centre.login(ACCEPTOR))
    run_round(duty.replica, gateway, lambda left: None)
    lane = PhotoLane(duty.replica, duty.photos)
    turns = 0
    while turns == 0 or lane.unfinished:
        lane.run(gateway, pieces_a_turn(2))
        turns += 1
    assert turns == count
    assert at_the_centre(centre) == {name: (count, True)}

    other.round()
    far = Gateway(centre.login(COLLEAGUE))
    lane = PhotoLane(other.replica, other.photos)
    lane.want(name)
    for _turn in range(count + 1):  # the first one asks for a small picture
        assert other.photos.get(name) is None
        lane.run(far, pieces_a_turn(1))
    assert other.photos.get(name) == data


class GarblingLine(Gateway):
    """Loses the last byte of every piece."""

    def get_piece(self, name: str, index: int) -> Piece | None:
        """The piece without its end."""
        piece = super().get_piece(name, index)
        return None if piece is None else replace(piece, data=piece.data[:-1])


def test_a_photo_that_came_garbled_is_not_kept_and_fetched_again(
    centre: Centre, hall: Hall
) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    name = duty.photos.put(grainy())
    report(duty, photos_before=[name])
    duty.round()
    other.round()
    lane = PhotoLane(other.replica, other.photos)
    lane.want(name)
    lane.run(GarblingLine(centre.login(COLLEAGUE)), lambda: True)
    assert other.photos.get(name) is None
    lane.run(Gateway(centre.login(COLLEAGUE)), lambda: True)
    assert other.photos.get(name) is not None


def spoil(centre: Centre, name: str) -> None:
    """Change one byte of a photo where it lies at the centre."""
    centre.superuser().execute(
        "UPDATE core.photo_piece SET bytes = set_byte(bytes, 9, 255 - get_byte(bytes, 9))"
        " WHERE photo = (SELECT id FROM core.photo WHERE hash = %s) AND place = 0",
        (name,),
    )


class CountingLine(Gateway):
    """Counts how often a first piece was asked for."""

    asked = 0

    def get_piece(self, name: str, index: int) -> Piece | None:
        """The piece, counted."""
        self.asked += index == 0
        return super().get_piece(name, index)


def test_a_photo_that_is_spoiled_at_the_centre_rests_and_is_told_of(
    centre: Centre, hall: Hall
) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    name = duty.photos.put(grainy())
    report(duty, photos_before=[name])
    duty.round()
    other.round()
    spoil(centre, name)
    line, now = CountingLine(centre.login(COLLEAGUE)), 0.0
    lane = PhotoLane(other.replica, other.photos, lambda: now)
    lane.want(name)
    for _turn in range(5):
        lane.run(line, lambda: True)
    assert line.asked == SPOILED_AFTER, "and not every turn"
    assert lane.spoiled(name)
    assert other.replica.spoiled_photos() == [name]

    anew = PhotoLane(other.replica, other.photos, lambda: now)
    assert anew.spoiled(name), "after a new start too"
    spoil(centre, name)  # as it was
    now += REST_SECONDS
    lane.run(line, lambda: True)
    assert other.photos.get(name) is not None
    assert not lane.spoiled(name)
    assert other.replica.spoiled_photos() == []


def look(centre: Centre) -> list[str]:
    """Look at all photos of the centre; what the check says of them."""
    address = centre.server.superuser_url(centre.database)
    for _done in check_stored_photos(address, None):
        pass
    return [one.subject for one in check_centre(address) if one.code == "photo_spoiled"]


def test_a_photo_that_the_centre_has_lost_comes_from_who_still_has_it(
    centre: Centre, hall: Hall
) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    data = grainy()
    name = duty.photos.put(data)
    report(duty, photos_before=[name])
    duty.round()
    other.round()
    spoil(centre, name)
    assert len(look(centre)) == 1

    bare = PhotoLane(other.replica, other.photos)
    assert bare.run(Gateway(centre.login(COLLEAGUE)), lambda: True) is None
    assert len(look(centre)) == 1, "who does not have it brings nothing"
    now = 0.0
    lane = PhotoLane(duty.replica, duty.photos, lambda: now)
    line = Gateway(centre.login(ACCEPTOR))
    turns = 0
    while turns == 0 or lane.unfinished:
        lane.run(line, pieces_a_turn(2))
        turns += 1
    assert turns > 1
    assert look(centre) == []
    bare.want(name)
    bare.run(Gateway(centre.login(COLLEAGUE)), lambda: True)
    assert other.photos.get(name) == data
    lane.run(line, lambda: True)  # it is told that nothing is lacking

    spoil(centre, name)
    assert len(look(centre)) == 1
    lane.run(line, lambda: True)
    assert len(look(centre)) == 1, "the centre is not asked every turn"
    now += EVERY_SECONDS
    lane.run(line, lambda: True)
    assert look(centre) == []


def test_small_pictures_of_all_cases_come_before_the_first_photo(
    centre: Centre, hall: Hall
) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    names = [duty.pictures.add_photo(grainy()) for _ in range(3)]
    for name in names:
        report(duty, photos_before=[name])
    gateway = Gateway(centre.login(ACCEPTOR))
    run_round(duty.replica, gateway, lambda left: None)
    lane = PhotoLane(duty.replica, duty.photos)
    lane.run(gateway, pieces_a_turn(len(names)))
    assert lane.unfinished
    assert at_the_centre(centre) == {}, "no piece of a photo yet"

    other.round()
    pictures = [shown(other, name) for name in names]
    assert all(picture is not None for picture in pictures), "they come with the case, unasked"
    assert all(other.photos.get(name) is None for name in names)
    assert not any(other.intake.facts([name]) for name in names), "a small picture says no facts"


def test_a_small_picture_that_is_none_shows_nothing(centre: Centre, hall: Hall) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    name = duty.pictures.add_photo(grainy())
    duty.photos.put_thumbnail(name, b"\xff\xd8\xff" + bytes(900))
    report(duty, photos_before=[name])
    gateway = Gateway(centre.login(ACCEPTOR))
    run_round(duty.replica, gateway, lambda left: None)
    PhotoLane(duty.replica, duty.photos).run(gateway, pieces_a_turn(1))
    other.round()
    assert shown(other, name) is None
    duty.round()
    other.round()
    assert shown(other, name) is not None, "the photo itself does"


def test_photos_that_are_nowhere_hold_up_none_that_is(centre: Centre, hall: Hall) -> None:
    duty, other = hall.sit(ACCEPTOR), hall.sit(COLLEAGUE, "B")
    name = duty.pictures.add_photo(grainy())
    report(duty, photos_before=[name])
    duty.round()
    other.round()
    for number in range(AT_A_TIME):
        assert shown(other, hashlib.sha256(bytes([number])).hexdigest()) is None
    assert shown(other, name, LARGE) is None
    other.round()
    other.round()
    assert shown(other, name, LARGE) is not None


def test_a_photo_that_the_centre_does_not_take_holds_back_nothing(
    centre: Centre, hall: Hall
) -> None:
    duty = hall.sit(ACCEPTOR)
    with pytest.raises(InputFileError):
        duty.pictures.add_photo(bytes(PHOTO_BYTES + 1))
    too_large = duty.photos.put(os.urandom(PHOTO_BYTES + 1))
    good = duty.pictures.add_photo(grainy())
    report(duty, photos_before=[too_large])
    report(duty, photos_before=[good])
    duty.round()
    status = duty.status()
    assert (status.online, status.unsent) == (True, 0)
    assert status.trouble is not None
    assert "照片" in status.trouble
    assert at_the_centre(centre)[good][1]
    assert duty.replica.photos_to_send() == [too_large]


def forgotten(hall: Hall) -> None:
    """Nobody has looked at any photo here for two days, and there is no room for one."""
    at = time.time() - 2 * 86_400
    for file in hall.folder.glob("A/**/photos/??/*"):
        os.utime(file, (at, at))


def test_only_photos_that_the_centre_has_make_room(
    centre: Centre, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = hall.sit(ACCEPTOR)
    sent, unsent, typed = (duty.pictures.add_photo(grainy()) for _ in range(3))
    report(duty, photos_before=[sent])
    duty.round()
    report(duty, photos_before=[unsent])
    duty.reader.save_draft(ACCEPTOR, "intake", {"photos_before": [typed]})
    forgotten(hall)
    monkeypatch.setattr("seatapp.local.photo_room.MOST_BYTES", 0)
    duty.pictures.tidy_up()
    assert shown(duty, typed, LARGE) is not None  # asked after the tidying, on the same thread
    assert [duty.photos.has(name) for name in (sent, unsent, typed)] == [False, True, True]

    assert shown(duty, sent, LARGE) is None
    duty.round()
    assert shown(duty, sent, LARGE) is not None
    assert at_the_centre(centre).keys() == {sent, unsent}


def test_old_photos_give_way_when_the_disk_is_full(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = hall.sit(ACCEPTOR)
    old, new = duty.pictures.add_photo(grainy()), grainy()
    report(duty, photos_before=[old])
    duty.round()
    forgotten(hall)
    fsync = os.fsync

    def full(handle: int) -> None:
        if duty.photos.has(old):  # as long as it is there, nothing else fits
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr("seatapp.secrets.durable.os.fsync", full)
    monkeypatch.setattr("seatapp.local.photo_room.MOST_BYTES", 0)
    name = duty.pictures.add_photo(new)
    assert duty.photos.get(name) == new
    assert not duty.photos.has(old)
