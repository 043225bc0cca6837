"""What comes out of photos: facts and a picture made anew; hostile ones are told, not suffered."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from seatapp.media.child import Decoder
from seatapp.media.facts import Facts
from seatapp.media.refusals import PhotoRefused
from tests.media.photos import (
    BLUE,
    RED,
    decoded,
    encoded,
    heic,
    interlaced_png,
    jpeg_that_claims,
    png,
    png_chunk,
    scene,
    tiff_pointing_to_itself,
    tiff_with_endless_count,
    tiff_with_offset_outside,
    with_exif,
    with_raw_exif,
)

GPS = ExifTags.GPS
BASE = ExifTags.Base
NOWHERE = IFDRational(1, 0)
DEGREES = (39.0, 54.0, 26.4)


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as running:
        yield running


def facts_of(decoder: Decoder, data: bytes) -> Facts:
    return decoder.look(data, 64).facts


def refusal_of(decoder: Decoder, data: bytes) -> str:
    with pytest.raises(PhotoRefused) as refused:
        decoder.look(data, 480)
    assert refused.value.sentence.endswith("。")
    return refused.value.code


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


def position(lat: object, north: str, lon: object, east: str) -> dict[int, object]:
    return {
        GPS.GPSLatitude: lat,
        GPS.GPSLatitudeRef: north,
        GPS.GPSLongitude: lon,
        GPS.GPSLongitudeRef: east,
    }


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("JPEG", encoded(scene())),
        ("PNG", encoded(scene(), "PNG")),
        ("WEBP", encoded(scene(), "WEBP")),
        ("HEIC", heic(scene())),
    ],
)
def test_each_kind_by_content_alone(decoder: Decoder, kind: str, data: bytes) -> None:
    look = decoder.look(data, 160)
    measures = ("sharpness", "brightness", "phash")
    assert all(getattr(look.facts, name) is not None for name in measures)
    plain = dataclasses.replace(look.facts, sharpness=None, brightness=None, phash=None)
    assert plain == Facts(kind=kind, width=320, height=240)
    picture = decoded(look.picture)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (160, 120))
    assert near(picture.getpixel((10, 10)), BLUE)
    assert near(picture.getpixel((150, 110)), RED)


def test_small_photo_is_not_blown_up(decoder: Decoder) -> None:
    assert decoded(decoder.look(encoded(scene(40, 30)), 480).picture).size == (40, 30)


@pytest.mark.parametrize("orientation", [1, 2, 3, 4, 5, 6, 7, 8])
def test_every_orientation_is_turned_right(decoder: Decoder, orientation: int) -> None:
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = scene().transpose(back[orientation]) if orientation in back else scene()
    exif = Image.Exif()
    exif[BASE.Orientation] = orientation
    look = decoder.look(encoded(stored, exif=exif), 320)
    picture = decoded(look.picture)
    assert look.facts.orientation == orientation
    assert (look.facts.width, look.facts.height) == stored.size
    assert picture.size == (320, 240)
    assert near(picture.getpixel((20, 20)), BLUE)
    assert near(picture.getpixel((300, 20)), RED)
    assert near(picture.getpixel((20, 220)), RED)


def test_heic_tells_position_and_stands_right(decoder: Decoder) -> None:
    exif = Image.Exif()
    exif[BASE.Orientation] = 6
    exif[BASE.Model] = "ALN-AL00"
    exif[ExifTags.IFD.GPSInfo] = position(DEGREES, "N", (116.0, 23.0, 29.22), "E")
    look = decoder.look(heic(scene().transpose(Image.Transpose.ROTATE_90), exif), 320)
    picture = decoded(look.picture)
    assert (look.facts.lat_e7, look.facts.lon_e7) == (399_073_333, 1_163_914_500)
    assert look.facts.device == "ALN-AL00"
    assert picture.size == (320, 240)
    assert near(picture.getpixel((20, 20)), BLUE)
    assert near(picture.getpixel((20, 220)), RED)


@pytest.mark.parametrize("nonsense", [0, 9, 99, 65_535])
def test_orientation_that_is_none_is_ignored(decoder: Decoder, nonsense: int) -> None:
    assert facts_of(decoder, with_exif({BASE.Orientation: nonsense})).orientation == 1


def test_position_in_whole_tenmillionths(decoder: Decoder) -> None:
    gps = position((39.0, 54.0, 26.4), "N", (116.0, 23.0, 29.22), "E")
    facts = facts_of(decoder, with_exif({}, gps))
    assert (facts.lat_e7, facts.lon_e7) == (399_073_333, 1_163_914_500)
    gps = position((33.0, 51.0, 54.0), "S", (151.0, 12.0, 36.0), "W")
    facts = facts_of(decoder, with_exif({}, gps))
    assert (facts.lat_e7, facts.lon_e7) == (-338_650_000, -1_512_100_000)


@pytest.mark.parametrize(
    "gps",
    [
        {},
        position((NOWHERE, NOWHERE, NOWHERE), "N", (116.0, 0.0, 0.0), "E"),
        position((400.0, 0.0, 0.0), "N", (116.0, 0.0, 0.0), "E"),
        position(DEGREES, "N", (181.0, 0.0, 0.0), "E"),
        position((90.0, 30.0, 0.0), "N", (116.0, 0.0, 0.0), "E"),
        position((39.0, 75.0, 0.0), "N", (116.0, 0.0, 0.0), "E"),
        position(DEGREES, "X", (116.0, 0.0, 0.0), "E"),
        position(DEGREES, "", (116.0, 0.0, 0.0), "E"),
        position((0.0, 0.0, 0.0), "N", (0.0, 0.0, 0.0), "E"),
        {GPS.GPSLatitude: DEGREES, GPS.GPSLatitudeRef: "N"},
        position(DEGREES, "N", (116.0, 0.0, 0.0), "E") | {GPS.GPSStatus: "V"},
    ],
)
def test_position_that_is_none(decoder: Decoder, gps: dict[int, object]) -> None:
    facts = facts_of(decoder, with_exif({}, gps))
    assert (facts.lat_e7, facts.lon_e7) == (None, None)


def test_time_and_device(decoder: Decoder) -> None:
    tags: dict[int, object] = {BASE.Make: "HUAWEI", BASE.Model: "ALN-AL00\0"}
    tags[BASE.DateTime] = "2026:03:05 08:09:10"
    facts = facts_of(decoder, with_exif(tags))
    assert (facts.taken_at, facts.device) == ("2026-03-05T08:09:10", "HUAWEI ALN-AL00")


@pytest.mark.parametrize("written", ["0000:00:00 00:00:00", "2027:02:29 10:00:00", "gestern", ""])
def test_time_that_is_none(decoder: Decoder, written: str) -> None:
    assert facts_of(decoder, with_exif({BASE.DateTime: written})).taken_at is None


@pytest.mark.parametrize(
    "tiff",
    [
        tiff_pointing_to_itself(),
        tiff_with_offset_outside(),
        tiff_with_endless_count(),
        b"II*\0",
        b"\0" * 40,
    ],
)
def test_hostile_tags_cost_only_the_facts(decoder: Decoder, tiff: bytes) -> None:
    look = decoder.look(with_raw_exif(tiff), 160)
    assert look.facts.device is None
    assert decoded(look.picture).size == (160, 120)


def test_picture_carries_nothing_of_the_file(decoder: Decoder) -> None:
    exif = Image.Exif()
    exif[BASE.Model] = "canary-model"
    exif[BASE.MakerNote] = b"canary-note" * 5000
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("canary.txt", "canary-file")
    data = encoded(scene(), exif=exif, comment=b"canary-comment", icc_profile=b"canary-profile")
    look = decoder.look(data + archive.getvalue(), 320)
    assert look.facts.device == "canary-model"
    assert b"canary" not in look.picture
    assert b"PK" not in look.picture[-100:]
    assert decoded(look.picture).getexif() == {}


def test_jpeg_cut_in_half_is_shown_and_marked(decoder: Decoder) -> None:
    data = encoded(Image.effect_noise((640, 480), 80).convert("RGB"))
    assert not facts_of(decoder, data).truncated
    look = decoder.look(data[: len(data) // 2], 480)
    assert look.facts.truncated
    assert (look.facts.width, look.facts.height) == (640, 480)
    assert decoded(look.picture).size == (480, 360)


def test_png_without_some_of_its_rows_is_marked(decoder: Decoder) -> None:
    whole = png(101, 67, 67)
    assert not facts_of(decoder, whole).truncated
    assert facts_of(decoder, png(101, 67, 40)).truncated
    assert facts_of(decoder, whole[:-12]).truncated


@pytest.mark.parametrize("size", [(101, 67), (3, 2), (1, 1), (5, 1)])
def test_interlaced_png_is_counted_pass_by_pass(decoder: Decoder, size: tuple[int, int]) -> None:
    assert not facts_of(decoder, interlaced_png(*size)).truncated
    assert facts_of(decoder, interlaced_png(*size, missing=1)).truncated


def test_sound_png_of_every_mode_is_whole(decoder: Decoder) -> None:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        look = decoder.look(encoded(scene(33, 21).convert("L").convert(mode), "PNG"), 480)
        assert not look.facts.truncated, mode
        assert decoded(look.picture).size == (33, 21)


def test_colours_of_unusual_photos(decoder: Decoder) -> None:
    cmyk = decoded(decoder.look(encoded(scene().convert("CMYK")), 320).picture)
    assert near(cmyk.getpixel((300, 200)), RED)
    assert near(cmyk.getpixel((20, 20)), BLUE)
    sixteen = Image.new("I;16", (64, 64), 128 * 256)
    grey = decoded(decoder.look(encoded(sixteen, "PNG"), 64).picture)
    assert near(grey.getpixel((32, 32)), (128, 128, 128))
    clear = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    paper = decoded(decoder.look(encoded(clear, "PNG"), 64).picture)
    assert near(paper.getpixel((32, 32)), (255, 255, 255))


def test_moving_picture_shows_its_first_frame(decoder: Decoder) -> None:
    frames = [Image.new("RGB", (64, 48), (n, 0, 0)) for n in range(200)]
    for kind in ("WEBP", "PNG"):
        data = encoded(scene(64, 48), kind, save_all=True, append_images=frames)
        look = decoder.look(data, 64)
        assert look.facts.animated, kind
        assert near(decoded(look.picture).getpixel((60, 40)), RED)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        "说明文字".encode(),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7\n",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        encoded(scene(), "GIF"),
        encoded(scene(), "TIFF"),
        encoded(scene(), "BMP"),
        b"\0\0\0\x18ftypavif\0\0\0\0avifmif1",
    ],
)
def test_what_is_no_photo(decoder: Decoder, data: bytes) -> None:
    assert refusal_of(decoder, data) == "not_a_photo"


@pytest.mark.parametrize(
    "data",
    [
        jpeg_that_claims(65_500, 65_500),
        png(30_000, 30_000, 100),
        png(2**31 - 1, 2**31 - 1, 0),
    ],
)
def test_too_many_pixels_are_refused_before_decoding(decoder: Decoder, data: bytes) -> None:
    assert refusal_of(decoder, data) == "too_large"
    assert len(data) < 200_000


def test_heic_that_lies_about_its_size_or_was_cut(decoder: Decoder) -> None:
    data = heic(scene())
    size = data.index(b"ispe") + 8
    lie = data[:size] + b"\0\0\xff\xdc" * 2 + data[size + 8 :]
    assert refusal_of(decoder, lie) in ("too_large", "unreadable")
    assert refusal_of(decoder, data[: len(data) // 2]) == "unreadable"


@pytest.mark.parametrize("name", [b"iCCP", b"zTXt"])
def test_inflating_chunk_does_not_inflate(decoder: Decoder, name: bytes) -> None:
    content = b"n\0\0" + zlib.compress(b"\0" * 80_000_000)
    data = png(64, 64, 64, png_chunk(name, content))
    assert refusal_of(decoder, data) == "unreadable"


def test_file_beyond_the_limit_is_not_even_sent(decoder: Decoder) -> None:
    assert refusal_of(decoder, b"\xff\xd8\xff" + bytes(64 * 1024 * 1024)) == "too_big"


def test_real_photo_of_200_million_pixels_is_shown(decoder: Decoder) -> None:
    data = encoded(Image.new("L", (16_320, 12_240), 90))
    look = decoder.look(data, 480)
    assert (look.facts.width, look.facts.height) == (16_320, 12_240)
    assert decoded(look.picture).size == (480, 360)


def test_bombs_do_not_weigh_on_this_process(decoder: Decoder) -> None:
    refused = [jpeg_that_claims(65_500, 65_500), png(30_000, 30_000, 100)]
    heavy = png(15_000, 15_000, 15_000)
    me = psutil.Process()
    before = me.memory_info().rss
    assert [refusal_of(decoder, data) for data in refused] == ["too_large", "too_large"]
    assert facts_of(decoder, heavy).width == 15_000
    assert me.memory_info().rss - before < 50_000_000


def test_random_damage_never_gets_through(decoder: Decoder) -> None:
    dice = random.Random(20260305)
    small = scene(48, 36)
    sound = [
        with_exif({BASE.Model: "x"}, position(DEGREES, "N", (116.0, 0.0, 0.0), "E")),
        encoded(small, "PNG"),
        encoded(small, "WEBP"),
        heic(small),
    ]
    outcomes = {"shown": 0, "refused": 0}
    for _ in range(60):
        for whole in sound:
            damaged = bytearray(whole)
            for _ in range(dice.randint(1, 12)):
                damaged[dice.randrange(len(damaged))] = dice.randrange(256)
            try:
                decoder.look(bytes(damaged[: dice.choice((len(whole), len(whole) * 2 // 3))]), 32)
                outcomes["shown"] += 1
            except PhotoRefused:
                outcomes["refused"] += 1
    assert min(outcomes.values()) > 10
    assert facts_of(decoder, sound[0]).device == "x"


def test_public_photos_tell_what_others_found_in_them(decoder: Decoder, outside_data: Path) -> None:
    folder = outside_data / "photos"
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        known = list(csv.DictReader(file))
    positions = 0
    for row in known:
        if row["format"] not in ("JPEG", "PNG"):
            continue
        facts = facts_of(decoder, (folder / row["file"]).read_bytes())
        assert (facts.kind, str(facts.width), str(facts.height)) == (
            row["format"],
            row["width"],
            row["height"],
        )
        assert facts.orientation == int(row["orientation"] or 1)
        assert (facts.taken_at or "")[:19] == row["taken"].replace(":", "-", 2).replace(" ", "T")
        assert (facts.device or "").endswith(row["model"])
        if row["lat"]:
            positions += 1
            assert facts.lat_e7 == pytest.approx(float(row["lat"]) * 1e7, abs=10)
            assert facts.lon_e7 == pytest.approx(float(row["lon"]) * 1e7, abs=10)
        else:
            assert (facts.lat_e7, facts.lon_e7) == (None, None)
    assert positions >= 12


def test_public_broken_photos_are_shown_or_refused(decoder: Decoder, outside_data: Path) -> None:
    refused = {}
    for path in sorted((outside_data / "photos" / "broken").iterdir()):
        try:
            look = decoder.look(path.read_bytes(), 480)
            assert json.dumps(look.facts.__dict__, allow_nan=False)
        except PhotoRefused as refusal:
            refused[path.name.partition("-")[0]] = refusal.code
    assert refused == {
        "pillow_broken.png": "unreadable",
        "pillow_crash": "not_a_photo",
        "pillow_decompression_bomb.gif": "not_a_photo",
        "pillow_png_decompression_dos.png": "unreadable",
    }


def test_public_heic_photo(decoder: Decoder, outside_data: Path) -> None:
    look = decoder.look((outside_data / "photos/heic/samplefilehub.heif").read_bytes(), 320)
    assert (look.facts.kind, look.facts.width, look.facts.height) == ("HEIC", 640, 426)
    assert decoded(look.picture).size == (320, 213)
