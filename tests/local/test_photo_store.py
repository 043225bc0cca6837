"""Photos rest encrypted, are found by their digest, and damage is noticed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from seatapp.errors import LocalFileError
from seatapp.local.photo_room import SMALL_PART
from seatapp.local.photo_store import PhotoStore

KEY = b"k" * 32
DAY = 86_400
LARGE = 300_000
PHOTO = b"\xff\xd8\xff" + os.urandom(200_000)
THUMBNAIL = b"\xff\xd8\xff" + os.urandom(9_000)


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path, KEY)


def stored_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_photo_comes_back_as_it_was(tmp_path: Path, store: PhotoStore) -> None:
    sha256 = store.put(PHOTO)
    assert sha256 == hashlib.sha256(PHOTO).hexdigest()
    again = PhotoStore(tmp_path, KEY)
    assert again.has(sha256)
    assert again.get(sha256) == PHOTO


def test_photo_that_never_came(store: PhotoStore) -> None:
    absent = hashlib.sha256(b"absent").hexdigest()
    assert not store.has(absent)
    assert store.get(absent) is None
    assert store.get_thumbnail(absent) is None


def test_same_photo_twice_is_one_file(tmp_path: Path, store: PhotoStore) -> None:
    store.put(PHOTO)
    (file,) = stored_files(tmp_path)
    before = file.read_bytes()
    store.put(PHOTO)
    assert stored_files(tmp_path) == [file]
    assert file.read_bytes() == before


def test_thumbnail_rests_beside_the_photo_and_may_be_replaced(
    tmp_path: Path, store: PhotoStore
) -> None:
    sha256 = store.put(PHOTO)
    store.put_thumbnail(sha256, THUMBNAIL)
    assert store.get_thumbnail(sha256) == THUMBNAIL
    assert store.get(sha256) == PHOTO
    store.put_thumbnail(sha256, THUMBNAIL[:5000])
    assert store.get_thumbnail(sha256) == THUMBNAIL[:5000]
    assert len(stored_files(tmp_path)) == 2


def test_a_small_picture_from_elsewhere_is_kept_apart_from_ones_own(store: PhotoStore) -> None:
    sha256 = store.put(PHOTO)
    store.put_foreign_thumbnail(sha256, THUMBNAIL)
    assert store.get_foreign_thumbnail(sha256) == THUMBNAIL
    assert store.get_thumbnail(sha256) is None


def test_there_is_nothing_to_clear_away_before_the_first_photo(store: PhotoStore) -> None:
    assert store.clear_away((), ()) == 0


def test_folder_shows_neither_content_nor_digest(tmp_path: Path, store: PhotoStore) -> None:
    sha256 = store.put(PHOTO)
    store.put_thumbnail(sha256, THUMBNAIL)
    for file in stored_files(tmp_path):
        content = file.read_bytes()
        assert PHOTO[100:132] not in content
        assert THUMBNAIL[100:132] not in content
        assert sha256[:16] not in str(file)
        assert not content.startswith(b"\xff\xd8\xff")


def test_other_key_finds_nothing(tmp_path: Path, store: PhotoStore) -> None:
    sha256 = store.put(PHOTO)
    other = PhotoStore(tmp_path, b"o" * 32)
    assert not other.has(sha256)
    assert other.get(sha256) is None
    assert store.get(sha256) == PHOTO


@pytest.mark.parametrize("keep", [0, 5, 27, 1000, -1])
def test_shortened_file_is_set_aside_and_can_come_again(
    tmp_path: Path, store: PhotoStore, keep: int
) -> None:
    sha256 = store.put(PHOTO)
    (file,) = stored_files(tmp_path)
    file.write_bytes(file.read_bytes()[:keep])
    assert store.get(sha256) is None
    assert not store.has(sha256)
    store.put(PHOTO)
    assert store.get(sha256) == PHOTO


@pytest.mark.parametrize("place", [0, 11, 12, 100_000, -1])
def test_flipped_bit_is_noticed(tmp_path: Path, store: PhotoStore, place: int) -> None:
    sha256 = store.put(PHOTO)
    (file,) = stored_files(tmp_path)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    assert store.get(sha256) is None
    assert [path.suffix for path in stored_files(tmp_path)] == [".damaged"]


def test_swapped_files_do_not_open(tmp_path: Path, store: PhotoStore) -> None:
    first, second = store.put(PHOTO), store.put(THUMBNAIL)
    one, two = stored_files(tmp_path)
    content = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(content)
    assert store.get(first) is None
    assert store.get(second) is None


def test_full_disk_is_told_and_leaves_nothing_half(
    tmp_path: Path, store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("seatapp.secrets.durable.os.fsync", full)
    with pytest.raises(LocalFileError):
        store.put(PHOTO)
    assert stored_files(tmp_path) == []


def test_digest_that_is_none_is_a_bug(store: PhotoStore) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.get("abcd")


def made(store: PhotoStore, size: int, days: float) -> str:
    """A photo of `size` bytes that nobody has looked at for so many days."""
    sha256 = store.put(os.urandom(size))
    seen_long_ago(store, sha256, days)
    return sha256


def seen_long_ago(store: PhotoStore, sha256: str, days: float) -> None:
    at = time.time() - days * DAY
    for path in store._paths([sha256]):
        if path.exists():
            os.utime(path, (at, at))


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets photos have so many bytes at the most."""
    return lambda most: monkeypatch.setattr("seatapp.local.photo_room.MOST_BYTES", most)


Room = Callable[[int], None]


def test_what_was_not_looked_at_for_longest_goes_first(store: PhotoStore, room: Room) -> None:
    older, old, new = (made(store, LARGE, days) for days in (30, 20, 10))
    room(3 * LARGE)
    assert store.clear_away((), ()) == 1
    assert [store.has(one) for one in (older, old, new)] == [False, True, True]


def test_looking_at_a_photo_keeps_it(store: PhotoStore, room: Room) -> None:
    older, old = made(store, LARGE, 30), made(store, LARGE, 20)
    assert store.get(older) is not None
    room(2 * LARGE)
    store.clear_away((), ())
    assert [store.has(one) for one in (older, old)] == [True, False]


def test_what_came_within_a_day_stays(store: PhotoStore, room: Room) -> None:
    new = made(store, LARGE, 0.9)
    room(0)
    assert store.clear_away((), ()) == 0
    assert store.has(new)


def test_a_photo_that_nobody_else_has_stays_though_all_are_too_many(
    store: PhotoStore, room: Room
) -> None:
    needed = [made(store, LARGE, 60) for _ in range(3)]
    store.put_thumbnail(needed[0], THUMBNAIL)
    seen_long_ago(store, needed[0], 60)
    other = made(store, LARGE, 1.1)
    room(LARGE)
    assert store.clear_away(needed, ()) == 1
    assert all(store.has(one) for one in needed)
    assert store.get_thumbnail(needed[0]) == THUMBNAIL
    assert not store.has(other)


def test_what_a_restored_centre_would_ask_for_goes_last(store: PhotoStore, room: Room) -> None:
    own, foreign = made(store, LARGE, 25), made(store, LARGE, 2)
    room(2 * LARGE)
    assert store.clear_away((), [own]) == 1
    assert [store.has(one) for one in (own, foreign)] == [True, False]
    room(0)
    assert store.clear_away((), [own]) == 1
    assert not store.has(own)


def test_small_pictures_have_a_part_of_the_room_for_themselves(
    store: PhotoStore, room: Room
) -> None:
    photo = made(store, LARGE, 90)
    small = [hashlib.sha256(bytes([number])).hexdigest() for number in range(24)]
    for days, one in enumerate(small):
        store.put_foreign_thumbnail(one, THUMBNAIL)
        seen_long_ago(store, one, 2 + days)
    room(2 * LARGE)
    gone = store.clear_away((), ())
    assert gone > 0
    assert store.has(photo)
    kept = [store.can_be_seen(one) for one in small]
    assert kept == sorted(kept, reverse=True)
    left = sum(kept) * (len(THUMBNAIL) + 28)
    assert 0 <= 2 * LARGE // SMALL_PART - left < len(THUMBNAIL) + 28


def test_photos_leave_half_of_a_small_disk_free(
    store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [made(store, LARGE, days) for days in (9, 8, 7, 6)]
    full = SimpleNamespace(free=0)
    monkeypatch.setattr("seatapp.local.photo_room.shutil.disk_usage", lambda _folder: full)
    assert store.clear_away((), ()) == 2
    assert [store.has(one) for one in photos] == [False, False, True, True]


def test_clearing_away_does_not_stumble_over_a_photo_that_is_just_being_kept(
    tmp_path: Path, store: PhotoStore, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(store, LARGE, 2)
    (kept,) = stored_files(tmp_path)
    going = kept.with_name(".new-going")
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: iter([going, kept]))
    room(0)
    assert store.clear_away((), ()) == 1
    assert not kept.exists()


def test_a_damaged_photo_that_cannot_be_set_aside_is_told(
    tmp_path: Path, store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = store.put(PHOTO)
    (file,) = stored_files(tmp_path)
    file.write_bytes(file.read_bytes()[:-1])

    def refuses(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(LocalFileError):
        store.get(sha256)
