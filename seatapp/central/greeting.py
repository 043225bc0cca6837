"""Whether the servers of a centre answer, without anybody logging in."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from datetime import datetime

from seatapp.central.certificate import certificate_until, hosts_of
from seatapp.central.connect import CONNECT_TIMEOUT_S
from seatapp.config import EMBEDDED, Profile
from seatapp.domain.centre_care import certificate_words
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import WorldError
from seatapp.text import _


@dataclass(frozen=True)
class Greeting:
    """What a server answered; `until` is the end of its certificate, in seconds since 1970."""

    host: str
    reached: bool
    until: int | None
    words: str


def greetings(profile: Profile) -> list[Greeting]:
    """Greet every server that the profile names; each may take as long as a log-in waits."""
    return [_greeting(profile, host) for host in hosts_of(profile)]


def _greeting(profile: Profile, host: str) -> Greeting:
    if profile.kind == EMBEDDED:
        return Greeting(host, _listens(profile, host), None, "")
    try:
        until = certificate_until(profile, host)
    except WorldError as fault:
        return Greeting(host, False, None, fault.sentence)
    day = datetime.fromtimestamp(until, CITY_TIME)
    words = _("连得上，证书到 {day:%Y-%m-%d}。").format(day=day)
    return Greeting(host, True, until, words + certificate_words(until, int(time.time())))


def _listens(profile: Profile, host: str) -> bool:
    try:
        socket.create_connection((host, profile.port), CONNECT_TIMEOUT_S).close()
    except OSError:
        return False
    return True
