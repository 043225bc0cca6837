"""How the records of `messages` are written for the wire, and read from it.

A batch is text, one letter a line. Rows, verdicts and lines of the history travel as lists, and
what is said already is left out: with the names of their fields they would be a third longer, and
a line of the history that says what its letter says does not travel at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from seatapp.central.messages import (
    Answer,
    Cursor,
    HeldPost,
    Outgoing,
    Page,
    Pages,
    Row,
    Session,
    StoryLine,
    SubjectRow,
    Verdict,
)
from seatapp.domain.entries import entry_of

SIGNATURE = re.compile("[0-9a-f]{64}")
RECEIPT = re.compile(r"[0-9A-Za-z_.+/]{1,300}")
NO_SIGNATURE = "-"
"""What travels for a signature that can be none: it is refused as such."""

WHOLE = ("contact", "reference")
"""Kinds of rows that are no subjects and travel as they are."""


def letters(batch: Sequence[Outgoing]) -> str:
    """A batch, one letter a line. Entries travel as they were signed, whatever they are."""
    return "\n".join(map(_letter, batch))


def receipts(batch: Sequence[Outgoing]) -> str:
    """The receipts for entries of a batch, one a line; nearly always there are none."""
    kept = (letter for letter in batch if RECEIPT.fullmatch(letter.receipt))
    return "\n".join(f"{letter.q} {letter.receipt}" for letter in kept)


def _letter(letter: Outgoing) -> str:
    mac = letter.mac if SIGNATURE.fullmatch(letter.mac) else NO_SIGNATURE
    body = letter.body if _is_line(letter.body) else json.dumps(letter.body)
    return f"{letter.q} {mac} {body}"


def _is_line(body: str) -> bool:
    """Whether a text can stand in a batch as it is; a damaged one would spoil the others."""
    if body[:1] in ("", '"') or "\n" in body or "\0" in body:
        return False
    try:
        body.encode()
    except UnicodeEncodeError:
        return False
    return True


def places(cursors: Mapping[str, Cursor]) -> str:
    """How far each scope was read."""
    return json.dumps({scope: [cursor.n, cursor.id] for scope, cursor in cursors.items()})


def session_of(answer: Mapping[str, Any]) -> Session:
    """What `open_session` answered."""
    return Session(
        person=answer["person"],
        name=answer["name"],
        posts=[HeldPost(held["post"], held["area"]) for held in answer["posts"]],
        scopes=answer["scopes"],
        seat_code=answer["seat_code"],
        last_q=answer["last_q"],
        epoch=answer["epoch"],
        key_id=answer["key_id"],
        key=bytes.fromhex(answer["key"]),
        sign_until=answer["sign_until"],
        seat_key=bytes.fromhex(answer["seat_key"]),
        search_key=bytes.fromhex(answer["search_key"]),
        city_key=bytes.fromhex(answer["city_key"]),
        server_time=float(answer["server_time"]),
        city=answer["city"],
        city_name=answer["city_name"],
        schema=answer["schema"],
        protocol=answer["protocol"],
        password_until=answer["password_until"],
    )


def answer_of(answer: Mapping[str, Any], batch: Sequence[Outgoing]) -> Answer:
    """What `append` answered to a batch."""
    received_at = answer["received_at"]
    verdicts = [Verdict(*verdict) for verdict in answer.get("verdicts", ())]
    rows = [_row(*row) for row in answer.get("rows", ())]
    story = [_line(*line) for line in answer.get("story", ())]
    known = {line.id for line in story}
    plain = {v.q: v.n for v in verdicts if v.verdict == "applied" and v.id not in known and v.n}
    shown = {(row.kind, row.id) for row in rows}
    own = (_plain_line(one.body, plain[one.q], received_at) for one in batch if one.q in plain)
    story += (line for line in own if (line.subject, line.subject_id) in shown)
    return Answer(
        problem=answer["problem"],
        epoch=answer["epoch"],
        last_q=answer["last_q"],
        received_at=received_at,
        verdicts=verdicts,
        rows=rows,
        story=sorted(story, key=lambda line: line.n),
    )


def pages_of(answer: Mapping[str, Any]) -> Pages:
    """What `since` answered."""
    return Pages(
        epoch=answer["epoch"],
        server_time=float(answer["server_time"]),
        scopes=answer["scopes"],
        pages=[
            Page(
                scope=page["scope"],
                rows=[_row(*row) for row in page["rows"]],
                gone=[(kind, subject) for kind, subject in page["gone"]],
                cursor=Cursor(*page["cursor"]),
                left=page["left"],
            )
            for page in answer["pages"]
        ],
        story=[_line(*line) for line in answer["story"]],
    )


def _row(kind: str, row_id: str, n: int, row: Row) -> SubjectRow:
    """A row as `core.sent_row` sends it: a state without what is said beside it."""
    if kind not in WHOLE:
        row = {"subject": kind, "id": row_id, "root": row_id, **row}
    return SubjectRow(kind, row_id, n, row)


def _plain_line(body: str, n: int, received_at: int) -> StoryLine:
    """The line of the history of an entry that was taken as it was sent, with nothing personal."""
    entry = entry_of(body)
    return StoryLine(
        id=entry.id,
        subject=entry.subject,
        subject_id=entry.subject_id,
        root=entry.root,
        step=entry.step,
        author=entry.author,
        post=entry.post,
        claimed_at=entry.claimed_at,
        received_at=received_at,
        counts_at=received_at,
        n=n,
        values=entry.values,
    )


def _line(
    line_id: str,
    subject: str,
    subject_id: str,
    root: str | None,
    step: str,
    author: str,
    post: str,
    claimed_at: str,
    received_at: int,
    counts_at: int | None,
    n: int,
    values: Row,
    cause: str | None,
) -> StoryLine:
    """A line of the history as `core.sent_line` sends it: what is missing is as before it."""
    return StoryLine(
        id=line_id,
        subject=subject,
        subject_id=subject_id,
        root=subject_id if root is None else root,
        step=step,
        author=author,
        post=post,
        claimed_at=claimed_at,
        received_at=received_at,
        counts_at=received_at if counts_at is None else counts_at,
        n=n,
        values=values,
        cause=cause,
    )
