"""Draw the photos of the made demo city and write photos.csv.

Run from the root of the project: ``python -m installer.demo_city.make_photos [name ...]``.
Without names every photo that a case of cases.jsonl asks for is drawn (about ten minutes);
photos.csv is written in any case.
"""

import csv
import datetime as dt
import io
import json
import os
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageFilter

from installer.demo_city.scenes import scene
from installer.demo_city.solids import Array

DEMO = Path("resources/demo")
PHOTOS = DEMO / "photos"
WIDTH, HEIGHT = 1280, 960
MAXIMUM_BYTES = 84_000
START = dt.datetime(2026, 11, 20, 15, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
"""The moment from which minutes_ago of the cases counts back in the dates of the photos."""

QUALITY = {"rubbish_blur": "blurred", "road_blur": "blurred", "lamp_off": "dark"}


@dataclass(frozen=True)
class Photo:
    """One photo: its file, its case, its place and when it was taken."""

    file: str
    case: str
    moment: str
    lat_e7: int
    lon_e7: int
    minutes_after_report: int
    taken: dt.datetime

    @property
    def scene(self) -> str:
        """Return the name of the scene that it shows."""
        return self.file.removesuffix(".jpg").removesuffix("_after")

    @property
    def quality(self) -> str:
        """Return good, blurred or dark."""
        return QUALITY.get(self.scene, "good")


def photos() -> list[Photo]:
    """Return the photos that the cases ask for."""
    with (DEMO / "cases.jsonl").open(encoding="utf-8") as file:
        cases = [json.loads(line) for line in file]
    found = []
    for case in cases:
        for moment in ("before", "after"):
            for name in case[f"photos_{moment}"]:
                found.append(_photo(name, case, moment))
    return found


def _photo(name: str, case: dict[str, object], moment: str) -> Photo:
    ago, lat_e7, lon_e7 = case["minutes_ago"], case["lat_e7"], case["lon_e7"]
    assert isinstance(ago, int)
    assert isinstance(lat_e7, int)
    assert isinstance(lon_e7, int)
    rng = random.Random(name)
    after_report = -2 if moment == "before" else max(1, ago // 2)
    if case["story"] == "self_handled":
        after_report -= 0 if moment == "before" else ago // 2 - 6
    return Photo(
        file=name,
        case=str(case["key"]),
        moment=moment,
        lat_e7=lat_e7 + rng.randint(-350, 350),
        lon_e7=lon_e7 + rng.randint(-450, 450),
        minutes_after_report=after_report,
        taken=START + dt.timedelta(minutes=after_report - ago, seconds=rng.randint(0, 59)),
    )


def developed(light: Array, photo: Photo) -> Image.Image:
    """Turn linear light into a picture as a telephone would: curve, vignette, grain."""
    rng = np.random.default_rng(sum(photo.file.encode()))
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    exposed = light * 0.47 * (1 - 0.16 * (x * x + y * y))[:, :, None]
    grey = exposed.mean(axis=2, keepdims=True)
    exposed = grey + (exposed - grey) * 0.88
    curve = (exposed * (2.51 * exposed + 0.03)) / (exposed * (2.43 * exposed + 0.59) + 0.14)
    shown = np.clip(curve, 0, 1) ** (1 / 2.2)
    grain = rng.normal(0, 0.012 if photo.quality == "dark" else 0.005, shown.shape[:2])
    shown = np.clip(shown + grain[:, :, None], 0, 1)
    image = Image.fromarray((shown * 255).astype(np.uint8))
    if photo.quality == "blurred":
        return image.filter(ImageFilter.GaussianBlur(7))
    image = image.filter(ImageFilter.GaussianBlur(0.7))
    return image.filter(ImageFilter.UnsharpMask(1.2, 45, 2))


def exif_of(photo: Photo) -> Image.Exif:
    """Return the EXIF data of a photo: maker, time with offset, position."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "示例".encode()
    exif[ExifTags.Base.Model] = "SL-1"
    exif[ExifTags.Base.Orientation] = 1
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    text = photo.taken.strftime("%Y:%m:%d %H:%M:%S")
    exif[ExifTags.Base.DateTime] = text
    inner[ExifTags.Base.DateTimeOriginal] = text
    inner[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSVersionID] = b"\x02\x03\x00\x00"
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = _degrees(photo.lat_e7)
    place[ExifTags.GPS.GPSLongitudeRef] = "E"
    place[ExifTags.GPS.GPSLongitude] = _degrees(photo.lon_e7)
    place[ExifTags.GPS.GPSMapDatum] = "WGS-84"
    return exif


def _degrees(value_e7: int) -> tuple[float, float, float]:
    degrees, rest = divmod(value_e7, 10_000_000)
    minutes, rest = divmod(rest * 60, 10_000_000)
    return float(degrees), float(minutes), round(rest * 60 / 10_000_000, 4)


def draw(photo: Photo) -> str:
    """Draw one photo and write its file; return what was written."""
    light = scene(photo.scene, photo.moment == "after").render(WIDTH, HEIGHT)
    image = developed(light, photo)
    for quality in range(82, 30, -4):
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality, optimize=True, exif=exif_of(photo))
        if buffer.tell() <= MAXIMUM_BYTES:
            break
    (PHOTOS / photo.file).write_bytes(buffer.getvalue())
    return f"{photo.file} {buffer.tell()} bytes"


def write_list(found: list[Photo]) -> None:
    """Write photos.csv."""
    with (DEMO / "photos.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            [
                "file",
                "case",
                "moment",
                "quality",
                "taken_at",
                "minutes_after_report",
                "lat_e7",
                "lon_e7",
            ]
        )
        for photo in found:
            writer.writerow(
                [
                    photo.file,
                    photo.case,
                    photo.moment,
                    photo.quality,
                    photo.taken.strftime("%Y:%m:%d %H:%M:%S"),
                    photo.minutes_after_report,
                    photo.lat_e7,
                    photo.lon_e7,
                ]
            )


def main() -> None:
    """Write the list, then draw the photos named on the command line, or all."""
    PHOTOS.mkdir(parents=True, exist_ok=True)
    found = photos()
    write_list(found)
    wanted = set(sys.argv[1:])
    chosen = [photo for photo in found if not wanted or photo.file.removesuffix(".jpg") in wanted]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for done in pool.map(draw, chosen):
            print(done, flush=True)


if __name__ == "__main__":
    main()
