"""`seatapp photo check` through the command line: every file gets its object, bad ones too."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import ExifTags, Image

from seatapp.app.pictures import PHOTO_BYTES
from seatapp.cli.main import group
from tests.media.photos import encoded, scene, with_exif

GPS: dict[int, Any] = {
    ExifTags.GPS.GPSLatitude: (26.0, 34.0, 56.28),
    ExifTags.GPS.GPSLatitudeRef: "N",
    ExifTags.GPS.GPSLongitude: (101.0, 43.0, 6.24),
    ExifTags.GPS.GPSLongitudeRef: "E",
}
KEYS = {
    *("file", "type", "width", "height", "orientation", "lat", "lon", "taken_at"),
    *("sha256", "phash", "sharpness", "error", "verdicts"),
}


def checked(home: Path, *words: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(group, ["--home", str(home), "photo", "check", *words, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert isinstance(told, list)
    return told


def result_of(photo: dict[str, Any], check: str) -> str:
    [verdict] = [one for one in photo["verdicts"] if one["check"] == check]
    assert set(verdict) == {"check", "result", "value", "message"}
    return str(verdict["result"])


def test_one_object_a_file_bad_ones_too(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.jpg"
    good.write_bytes(encoded(scene(800, 600)))
    bad.write_bytes(b"no photo")
    found = checked(tmp_path, str(good), str(bad), str(tmp_path / "none.jpg"))
    assert [photo["error"] for photo in found] == [None, "not_a_photo", "not_readable"]
    assert all(set(photo) == KEYS for photo in found)
    assert found[0]["type"] == "JPEG"
    assert (found[0]["width"], found[0]["height"], found[0]["orientation"]) == (800, 600, 1)
    assert found[1]["sha256"] == hashlib.sha256(b"no photo").hexdigest()
    assert found[1]["verdicts"] == found[2]["verdicts"] == []
    assert result_of(found[0], "photo_size") == "pass"
    assert result_of(found[0], "photo_whole") == "pass"


def test_people_read_words_and_no_codes(tmp_path: Path) -> None:
    good, bad, large = (tmp_path / name for name in ("good.jpg", "bad.jpg", "large.jpg"))
    good.write_bytes(encoded(scene(800, 600)))
    bad.write_bytes(b"no photo")
    large.write_bytes(bytes(PHOTO_BYTES + 1))
    files = [str(good), str(bad), str(large)]
    said = CliRunner().invoke(group, ["--home", str(tmp_path), "photo", "check", *files]).output
    assert "good.jpg  JPEG\n  合格：照片完整。" in said
    assert "bad.jpg  这个文件不是 JPEG" in said
    assert "large.jpg  照片超过 20 MB，中心不接收" in said
    assert not any(code in said for code in ("pass", "not_a_photo", "too_big"))


def test_the_place_of_the_case_in_two_systems(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(with_exif({}, GPS))
    place = "26.5823,101.7184"
    [right] = checked(tmp_path, str(photo), "--at", place)
    assert (right["lat"], right["lon"]) == (26.5823, 101.7184)
    assert result_of(right, "photo_position") == "pass"
    [mixed] = checked(tmp_path, str(photo), "--at", place, "--system", "gcj02")
    assert result_of(mixed, "photo_position") == "warn"
    [far] = checked(tmp_path, str(photo), "--at", "26.6823,101.7184")
    assert result_of(far, "photo_position") == "reject"


def test_a_photo_without_position_is_unknown(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(encoded(Image.new("RGB", (100, 100)), "PNG"))
    [found] = checked(tmp_path, str(photo), "--at", "26.5823,101.7184")
    assert result_of(found, "photo_position") == "unknown"
    assert result_of(found, "photo_size") == "reject"
    assert result_of(found, "photo_bright") == "warn"


def test_a_place_that_is_none_is_misuse(tmp_path: Path) -> None:
    for place in ("here", "91,0", "1", "1,2,3", "nan,0", "inf,0"):
        words = ["--home", str(tmp_path), "photo", "check", "x.jpg", f"--at={place}"]
        assert CliRunner().invoke(group, words).exit_code == 2, place


@pytest.mark.parametrize("system", ["gcj02", "GCJ-02", "Gcj 02"])
def test_the_system_may_be_written_as_on_maps(tmp_path: Path, system: str) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(encoded(scene()))
    words = ["photo", "check", str(picture), "--at", "39.9,116.4", "--system", system, "--json"]
    assert CliRunner().invoke(group, words).exit_code == 0
