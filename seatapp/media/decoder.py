"""The child's side: bytes come in, facts and a picture made anew go out, nothing else.

It never gets a path and opens no file. What a photo can do to a decoder it does here, under the
limits of `seatapp.media.limits`, in a process that is ended by the clock and replaced often.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import IO, Any

import pi_heif
from PIL import ExifTags, Image, ImageFile

from seatapp.media.exif import device_of, error_of, orientation_of, position_of, taken_at_of
from seatapp.media.facts import Facts, Look
from seatapp.media.frames import read_frame, read_head, write_frame, write_head
from seatapp.media.hints import is_screenshot
from seatapp.media.kinds import kind_of
from seatapp.media.limits import allow_cpu, limit_process
from seatapp.media.measures import MEASURED_AT, measured
from seatapp.media.png_rows import png_is_whole
from seatapp.media.refusals import NOT_A_PHOTO, TOO_LARGE, UNREADABLE, CannotLook

_log = logging.getLogger(__name__)

MOST_PIXELS = 250_000_000
CPU_SECONDS = 10
QUALITY = 85
PILLOW_FORMATS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "HEIC": "HEIF"}
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def main() -> None:
    """Be the child: answer photos from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a decoder prints must not come between the answers.
    os.dup2(2, 1)
    sys.dont_write_bytecode = True
    prepare_libraries()
    write_head(answers, {"limits": limit_process()})
    answers.flush()
    with open(0, "rb", closefd=False) as questions:
        serve(questions, answers)


def prepare_libraries() -> None:
    """Load the four decoders; their own limit of pixels gives way to ours, checked before."""
    Image.preinit()
    pi_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
    Image.MAX_IMAGE_PIXELS = None


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until the questions end: each is a head with the size, and the photo."""
    while True:
        try:
            head = read_head(questions)
            data = read_frame(questions)
        except EOFError:
            return
        allow_cpu(CPU_SECONDS)
        try:
            look = looked(data, int(head["size"]))
            write_head(answers, {"facts": asdict(look.facts)})
            write_frame(answers, look.picture)
        except CannotLook as refusal:
            write_head(answers, {"refused": refusal.code})
        except MemoryError:
            write_head(answers, {"refused": TOO_LARGE})
        # A hostile photo makes the libraries raise anything; the child would die of it.
        except Exception as fault:
            _log.info("a photo made a decoder raise %s", type(fault).__name__)
            write_head(answers, {"refused": UNREADABLE})
        answers.flush()


def looked(data: bytes, size: int) -> Look:
    """Facts of the photo and a JPEG of it, its longer side at most `size` pixels.

    Raises `CannotLook`, MemoryError, or whatever the library makes of a damaged photo.
    """
    kind = kind_of(data)
    if kind is None:
        raise CannotLook(NOT_A_PHOTO)
    photo = _opened(kind, data)
    width, height = photo.size
    animated = kind != "JPEG" and bool(getattr(photo, "is_animated", False))
    photo, whole = _decoded(photo, kind, data, size)
    exif = photo.getexif()
    base = _table(lambda: exif)
    details = _table(lambda: exif.get_ifd(ExifTags.IFD.Exif))
    orientation = orientation_of(base)
    gps = _table(lambda: exif.get_ifd(ExifTags.IFD.GPSInfo))
    lat, lon = position_of(gps) or (None, None)
    upright = _upright(photo, max(size, MEASURED_AT), orientation)
    measures = measured(upright)
    facts = Facts(
        kind=kind,
        width=width,
        height=height,
        orientation=orientation,
        lat_e7=lat,
        lon_e7=lon,
        taken_at=taken_at_of(base, details),
        device=device_of(base),
        truncated=not whole,
        animated=animated,
        sharpness=measures.sharpness,
        brightness=measures.brightness,
        phash=measures.phash,
        error_m=None if lat is None else error_of(gps),
        screenshot=is_screenshot(kind, (width, height), base, details),
        pattern=measures.pattern,
    )
    return Look(facts, _anew(upright, size))


def _opened(kind: str, data: bytes) -> Image.Image:
    """The photo with its header read and its pixels counted, before any is decoded."""
    photo = Image.open(io.BytesIO(data), formats=[PILLOW_FORMATS[kind]])
    if photo.width * photo.height > MOST_PIXELS:
        raise CannotLook(TOO_LARGE)
    return photo


def _decoded(photo: Image.Image, kind: str, data: bytes, size: int) -> tuple[Image.Image, bool]:
    """The photo with its pixels, and whether they are all there.

    A JPEG is decoded at a fraction of its size where that is enough, which is what makes one of
    200 million pixels bearable.
    """
    try:
        draw_smaller(photo, size)
        photo.load()
        return photo, kind != "PNG" or png_is_whole(data)
    except (OSError, SyntaxError, ValueError):
        with _half_photos():
            again = _opened(kind, data)
            draw_smaller(again, size)
            again.load()
        return again, False


def draw_smaller(photo: Image.Image, size: int) -> None:
    """Let a JPEG be decoded at the smallest scale whose longer side is enough for `size`."""
    enough, longer = max(2 * size, MEASURED_AT), max(photo.size)
    photo.draft(None, (enough * photo.width // longer, enough * photo.height // longer))


@contextmanager
def _half_photos() -> Iterator[None]:
    """Let Pillow show what there is of a photo that was cut."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _table(read: Callable[[], Mapping[int, Any]]) -> dict[int, Any]:
    """Those tags of a table that can be read; a broken one takes nothing else with it."""
    tags: dict[int, Any] = {}
    # Pillow decodes each tag when it is asked for, and a broken one raises anything.
    try:
        table = read()
        names = list(table)
    except Exception as fault:
        _log.info("a table of tags raised %s", type(fault).__name__)
        return tags
    for name in names:
        try:
            tags[name] = table[name]
        except Exception as fault:
            _log.info("tag %s raised %s", name, type(fault).__name__)
    return tags


def _upright(photo: Image.Image, size: int, orientation: int) -> Image.Image:
    """The pixels alone, turned right, the longer side at most `size`; uses `photo` up."""
    small = _eight_bits(photo)
    small.thumbnail((size, size), Image.Resampling.HAMMING)
    if small.has_transparency_data:
        paper = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(paper, small.convert("RGBA"))
    plain = small.convert("RGB")
    return plain.transpose(TURNS[orientation]) if orientation in TURNS else plain


def _anew(picture: Image.Image, size: int) -> bytes:
    """A JPEG of the pixels alone, its longer side at most `size`; uses `picture` up."""
    picture.thumbnail((size, size), Image.Resampling.HAMMING)
    picture.info = {}  # else a comment of the original would be written again
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY)
    return target.getvalue()


def _eight_bits(photo: Image.Image) -> Image.Image:
    """The photo in a mode that can be scaled well: eight bits a channel, no palette."""
    if photo.mode.startswith("I"):
        return photo.convert("I").point(lambda value: value / 256).convert("L")
    if photo.mode in ("P", "PA", "1"):
        return photo.convert("RGBA" if photo.has_transparency_data else "RGB")
    return photo
