"""Photos between a seat and the centre, in pieces of 64 KB named by the SHA-256 of the whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from seatapp.central.asking import answer_of
from seatapp.central.connect import calling
from seatapp.errors import CentreRefused
from seatapp.text import _

PIECE = 65_536
HASHES_A_CALL = 500


@dataclass(frozen=True)
class Wanted:
    """What the centre lacks.

    `lacking` maps a hash to the places that are empty, none meaning that all are. `unnamed` are
    hashes that no accepted entry names: the centre does not take them, at least not yet. `unseen`
    are those of which it has no small picture.
    """

    lacking: Mapping[str, Sequence[int]]
    unnamed: Sequence[str] = ()
    unseen: Sequence[str] = ()


@dataclass(frozen=True)
class Piece:
    """One piece of a photo, and how many the photo has."""

    data: bytes = field(repr=False)
    count: int


def photos_wanted(connection: Connection[tuple[Any, ...]], hashes: Sequence[str]) -> Wanted:
    """Which of these photos the centre wants, and which pieces of them.

    Raises:
        CentreUnreachable: No answer.
        CentreRefused: The person is not active any more.
    """
    lacking: dict[str, Sequence[int]] = {}
    unnamed: list[str] = []
    unseen: list[str] = []
    for start in range(0, len(hashes), HASHES_A_CALL):
        asked = json.dumps(list(hashes[start : start + HASHES_A_CALL]))
        answer = _asked(connection, "SELECT api.photos_wanted(%s)", asked)
        lacking |= answer["lacking"]
        unnamed += answer["unnamed"]
        unseen += answer["unseen"]
    return Wanted(lacking, unnamed, unseen)


def photos_asked_again(
    connection: Connection[tuple[Any, ...]], after: str
) -> tuple[list[str], str]:
    """Photos that are spoiled at the centre, which this person sees and may hand in anew.

    Some at a time, in order, those behind `after` (first ""); and what to ask with the next time.

    Raises:
        CentreUnreachable: No answer.
        CentreRefused: The person is not active any more.
    """
    answer = _asked(connection, "SELECT api.photos_asked_again(%s)", after)
    return answer["photos"], answer["after"]


def put_piece(
    connection: Connection[tuple[Any, ...]], name: str, index: int, count: int, data: bytes
) -> bool:
    """Hand the centre the piece at place `index` (from 0) of `count`; whether it has all now.

    Raises:
        CentreUnreachable: No answer; the piece may be sent again.
        CentreRefused: No accepted entry names the photo (`unnamed`), or its bytes are not what
            its name says (`wrong_hash`; the centre threw them away).
    """
    query = "SELECT api.put_piece(%s, %s, %s, %s)"
    answer = _asked(connection, query, name, index, count, data)
    return bool(answer["complete"])


def get_piece(connection: Connection[tuple[Any, ...]], name: str, index: int) -> Piece | None:
    """The piece at place `index`; None when the centre has no such photo for this person.

    Raises:
        CentreUnreachable: No answer.
    """
    with calling(connection):
        row = connection.execute(
            "SELECT bytes, count FROM api.get_piece(%s, %s)", (name, index), binary=True
        ).fetchone()
    return None if row is None else Piece(bytes(row[0]), int(row[1]))


def put_thumbnail(connection: Connection[tuple[Any, ...]], name: str, data: bytes) -> None:
    """Hand the centre a small picture of the photo `name`, as JPEG of at most 128 KB.

    Raises:
        CentreUnreachable: No answer; it may be sent again.
        CentreRefused: No accepted entry that came from this workstation names the photo
            (`unnamed`), or it is no JPEG or too large (`malformed`).
    """
    _asked(connection, "SELECT api.put_thumbnail(%s, %s)", name, data)


def get_thumbnail(connection: Connection[tuple[Any, ...]], name: str) -> bytes | None:
    """The small picture of a photo; None when the centre has none for this person.

    Raises:
        CentreUnreachable: No answer.
    """
    with calling(connection):
        query = "SELECT bytes FROM api.get_thumbnail(%s)"
        row = connection.execute(query, (name,), binary=True).fetchone()
    return None if row is None else bytes(row[0])


def _asked(
    connection: Connection[tuple[Any, ...]], query: str, *values: object
) -> Mapping[str, Any]:
    answer = answer_of(connection, query, *values)
    if answer["problem"] is not None:
        raise _refusal(answer["problem"])
    return answer


def _refusal(problem: str) -> CentreRefused:
    sentences = {
        "not_active": _("您的登录名已停用，照片没有上传。照片仍在本机，请联系管理员。"),
        "unnamed": _("中心还没有接受引用这张照片的内容，照片没有上传，仍在本机。"),
        "wrong_hash": _("照片在传输中有误，中心没有收下。照片仍在本机，稍后会重传。"),
        "malformed": _("中心没有接受这张照片，照片仍在本机。请把情况告诉管理员。"),
    }
    return CentreRefused(sentences[problem], problem)
