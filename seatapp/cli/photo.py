"""`seatapp photo check`: what a photo tells, and what the checks say to it. Needs no centre."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatapp.app.pictures import refuse_too_big
from seatapp.cli.kinds import Datum
from seatapp.cli.speech import json_option
from seatapp.domain.checks.names import result_words
from seatapp.domain.checks.thresholds import Thresholds
from seatapp.errors import InputFileError
from seatapp.media.child import Decoder
from seatapp.places.points import E7, WGS84, Point, point_of
from seatapp.text import _

PICTURE_SIZE = 64
"""Pixels of the picture that comes with the facts, which nobody looks at here."""

NOTHING: dict[str, object] = dict.fromkeys(
    (
        *("type", "width", "height", "orientation", "lat", "lon", "taken_at"),
        *("sha256", "phash", "sharpness", "error"),
    )
)


@click.group("photo", help="照片：查是否完整清晰、何时何地拍的。")
def group() -> None:
    """Commands about photos."""


@group.command("check", help="检查照片，例如 seatapp photo check IMG_1.jpg --at 39.0,104.0")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--at", metavar="LAT,LON", help="案件位置的纬度和经度")
@click.option("--system", type=Datum(), default=WGS84, show_default=True, help="案件位置的坐标系")
@json_option
@click.pass_obj
def check(shared: Any, files: tuple[Path, ...], at: str | None, system: str) -> None:
    """Look at every file; a bad photo is a result and no failure."""
    place = None if at is None else _place(at, system)
    with Decoder() as decoder:
        results = [_result(decoder, path, place) for path in files]
    if shared.speech.as_json:
        told = [result for result, _why in results]
        click.echo(json.dumps(told, ensure_ascii=False, sort_keys=True))
    else:
        click.echo("\n".join(line for result, why in results for line in _lines(result, why)))


def _place(at: str, system: str) -> Point:
    try:
        lat, lon = (float(part) for part in at.split(","))
        return point_of(lat, lon, system)
    except (ValueError, OverflowError):
        raise click.BadParameter(_("位置应写成“纬度,经度”，例如 39.0,104.0。")) from None


def _result(decoder: Decoder, path: Path, place: Point | None) -> tuple[dict[str, object], str]:
    """One object of the answer, in which `error` is the code of why there are no facts.

    With it comes the sentence that says so; empty where there are facts.
    """
    # Geometry takes long to load, which no other command pays for.
    from seatapp.intake.meter import of_photo

    result: dict[str, object] = {**NOTHING, "file": str(path), "verdicts": []}
    try:
        data = path.read_bytes()
    except OSError:
        return result | {"error": "not_readable"}, _("文件无法读取。请检查路径和权限。")
    result["sha256"] = hashlib.sha256(data).hexdigest()
    try:
        refuse_too_big(data)
        facts = decoder.look(data, PICTURE_SIZE).facts
    except InputFileError as refusal:
        return result | {"error": refusal.code}, refusal.sentence
    found = {
        "type": facts.kind,
        "width": facts.width,
        "height": facts.height,
        "orientation": facts.orientation,
        "lat": None if facts.lat_e7 is None else facts.lat_e7 / E7,
        "lon": None if facts.lon_e7 is None else facts.lon_e7 / E7,
        "taken_at": facts.taken_at,
        "phash": facts.phash,
        "sharpness": facts.sharpness,
        "verdicts": [asdict(verdict) for verdict in of_photo(facts, place, None, Thresholds())],
    }
    return result | found, ""


def _lines(result: dict[str, Any], why: str) -> Iterable[str]:
    yield f"{result['file']}  {why or result['type']}"
    for verdict in result["verdicts"]:
        answer = result_words(verdict["result"])
        yield "  " + _("{answer}：{words}").format(answer=answer, words=verdict["message"])
