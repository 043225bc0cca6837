"""What the centre allowed a person on this workstation, as it rests beside their key."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from typing import Any

from seatapp.domain.entries import canonical
from seatapp.secrets.session import OnlineSession

GRANT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Grant:
    """A person's rights on this workstation until `expires`; times are seconds since 1970.

    `posts` are pairs of post and area prefix. `issued` is the server's time of the log-in, and
    `search_key_id` tells search keys apart without showing them. `password_until` is when the
    centre takes the password no longer, 0 where it has no end.
    """

    person: str
    name: str
    posts: tuple[tuple[str, str], ...]
    scopes: tuple[str, ...]
    seat_code: str
    seat: str
    city: str
    city_name: str
    sign_until: int
    issued: int
    expires: int
    schema: int
    epoch: int
    search_key_id: str
    password_until: int = 0

    def bound_text(self) -> bytes:
        """The one text of this grant, to which the person's key is bound."""
        told = asdict(self)
        if not self.password_until:
            del told["password_until"]  # grants were bound without it
        return canonical(told).encode()


def grant_from(session: OnlineSession, seat: str) -> Grant:
    """The grant for seven days that follows from an online log-in."""
    issued = int(session.server_time)
    return Grant(
        person=session.person,
        name=session.name,
        posts=tuple((held.post, held.area) for held in session.posts),
        scopes=tuple(session.scopes),
        seat_code=session.seat_code,
        seat=seat,
        city=session.city,
        city_name=session.city_name,
        sign_until=session.sign_until,
        issued=issued,
        expires=issued + GRANT_SECONDS,
        schema=session.schema,
        epoch=session.epoch,
        search_key_id=_name_of(session.search_key),
        password_until=session.password_until or 0,
    )


def is_of_another_centre(grant: Grant, session: OnlineSession) -> bool:
    """Whether `session` is with another centre than gave the grant.

    A centre has one search key for good, which is in its backups too.
    """
    return grant.search_key_id != _name_of(session.search_key)


def _name_of(search_key: bytes) -> str:
    return hashlib.sha256(search_key).hexdigest()[:16]


def grant_of(raw: dict[str, Any]) -> Grant:
    """The grant that `asdict` made `raw` of. Raises TypeError, KeyError or ValueError else."""
    posts = tuple((str(post), str(area)) for post, area in raw["posts"])
    scopes = tuple(str(scope) for scope in raw["scopes"])
    grant = Grant(**{**raw, "posts": posts, "scopes": scopes})
    for field in fields(grant):
        if type(getattr(grant, field.name)).__name__ != str(field.type).partition("[")[0]:
            raise TypeError(f"{field.name} of another type")
    grant.bound_text()  # half a character, which no text can hold, is a ValueError
    return grant
