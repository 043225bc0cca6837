"""A workstation on which u1001 has logged in once, and the ways to try to get in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seatapp.central.messages import HeldPost, Session
from seatapp.errors import SignInRefused
from seatapp.secrets.slots import Slots

NOW = 1_760_000_000.0
DAY = 24 * 3600
PASSWORD = "七点半交接班-2026"


def session(person: str = "u1001", at: float = NOW) -> Session:
    return Session(
        person=person,
        name="周敏",
        posts=[HeldPost("acceptor", "999001")],
        scopes=["area:999001", f"person:{person}", "ref"],
        seat_code="A01",
        last_q=0,
        epoch=1,
        key_id=f"key-{person}",
        key=b"c" * 32,
        sign_until=int(at) + 7 * DAY,
        seat_key=b"s" * 32,
        search_key=b"f" * 32,
        city_key=b"t" * 32,
        server_time=at,
        city="999000",
        city_name="云川市",
        schema=1,
    )


def refusal(slots: Slots, person: str, password: str, now: float) -> str:
    with pytest.raises(SignInRefused) as refused:
        slots.enter_offline(person, password, now)
    assert refused.value.sentence.endswith("。")
    return refused.value.code


def entering(slots: Slots, now: float) -> str:
    return slots.enter_offline("u1001", PASSWORD, now).grant.person


def changed(folder: Path, change: Callable[[Any], object]) -> None:
    """Change the slot file as somebody with an editor would."""
    file = folder / "slots.json"
    content = json.loads(file.read_text("utf-8"))
    change(content)
    file.write_text(json.dumps(content), "utf-8")
