"""Photos made for tests: sound ones, odd ones and hostile ones."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import ExifTags, Image

RED, BLUE = (220, 30, 30), (30, 30, 220)


def scene(width: int = 320, height: int = 240) -> Image.Image:
    """A red picture with a blue corner at the top left, so that every turn shows."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (0, 0, width // 4, height // 4))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def decoded(data: bytes) -> Image.Image:
    """The picture in a file."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def heic(picture: Image.Image, exif: Image.Exif | None = None) -> bytes:
    """The picture as an HEIC file."""
    target = io.BytesIO()
    options = {} if exif is None else {"exif": exif.tobytes()}
    pillow_heif.from_pillow(picture).save(target, **options)
    return target.getvalue()


def with_exif(tags: dict[int, Any], gps: dict[int, Any] | None = None) -> bytes:
    """A JPEG whose camera wrote these tags."""
    exif = Image.Exif()
    exif.update(tags)
    if gps is not None:
        exif[ExifTags.IFD.GPSInfo] = gps
    return encoded(scene(), exif=exif)


def with_raw_exif(tiff: bytes) -> bytes:
    """A JPEG with these bytes where the tags should be."""
    return encoded(scene(), exif=b"Exif\0\0" + tiff)


def jpeg_that_claims(width: int, height: int) -> bytes:
    """A small JPEG whose header names another size."""
    data = bytearray(encoded(scene()))
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def png_chunk(name: bytes, content: bytes) -> bytes:
    """One chunk with its length and checksum."""
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png(width: int, height: int, rows: int, extra: bytes = b"") -> bytes:
    """A grey PNG that names `height` rows and holds `rows`; `extra` are chunks before them."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * rows if rows else b"")
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + extra
        + png_chunk(b"IDAT", pixels)
        + png_chunk(b"IEND", b"")
    )


def interlaced_png(width: int, height: int, missing: int = 0) -> bytes:
    """A black grey-scale PNG in seven passes, without the last `missing` bytes of its pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    starts = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4))
    ends = ((0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    total = 0
    for column, row, columns, rows in (*starts, *ends):
        across, down = len(range(column, width, columns)), len(range(row, height, rows))
        total += (across + 1) * down if across else 0
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(bytes(total - missing)))
        + png_chunk(b"IEND", b"")
    )


def tiff_pointing_to_itself() -> bytes:
    """A table of tags whose next table, and whose inner table, is itself."""
    entry = struct.pack("<HHII", ExifTags.IFD.Exif, 4, 1, 8)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 8)


def tiff_with_offset_outside() -> bytes:
    """A table of tags whose text lies far behind the end."""
    entry = struct.pack("<HHII", ExifTags.Base.Model, 2, 40, 0x7FFFFFF0)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 0)


def tiff_with_endless_count() -> bytes:
    """A table of tags whose text has two thousand million letters."""
    entry = struct.pack("<HHII", ExifTags.Base.Model, 2, 1 << 31, 26)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 0)
