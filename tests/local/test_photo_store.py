"""Photos rest encrypted, are found by their digest, and damage is noticed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from seatapp.errors import LocalFileError
from seatapp.local.photo_store import PhotoStore

KEY = b"k" * 32
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


def test_clearing_away_does_not_stumble_over_a_photo_that_is_just_being_kept(
    tmp_path: Path, store: PhotoStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(PHOTO)
    (kept,) = stored_files(tmp_path)
    going = kept.with_name(".new-going")
    monkeypatch.setattr(Path, "glob", lambda folder, pattern: iter([going, kept]))
    os.utime(kept, (0, 0))
    assert store.prune(0, ()) == 1
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
