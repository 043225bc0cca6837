"""The slot of one person: their keys, wrapped by password and device secret, bound to the grant."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag

from seatapp.domain.entries import canonical
from seatapp.secrets.grant import Grant
from seatapp.secrets.slot_file import PersonSlot
from seatapp.secrets.wrapping import SALT_BYTES, Cost, derived_key, opened, password_key, sealed


@dataclass(frozen=True)
class Unlocked:
    """The keys of a person who was let in, all of 32 bytes, and what they may do.

    `key` is the courier key that signs entries, named by `key_id`, until `grant.sign_until`.
    """

    data_key: bytes = field(repr=False)
    key: bytes = field(repr=False)
    key_id: str
    search_key: bytes = field(repr=False)
    city_key: bytes = field(repr=False)
    grant: Grant


def slot_for(unlocked: Unlocked, password: str, secret: bytes, cost: Cost) -> PersonSlot:
    """A new slot that opens with `password` and the device secret `secret`."""
    salt = os.urandom(SALT_BYTES)
    wrapping = derived_key(password_key(password, salt, cost), secret, "person slot")
    content = canonical(
        {
            "data_key": unlocked.data_key.hex(),
            "key": unlocked.key.hex(),
            "key_id": unlocked.key_id,
            "search_key": unlocked.search_key.hex(),
            "city_key": unlocked.city_key.hex(),
        }
    )
    box = sealed(wrapping, content.encode(), unlocked.grant.bound_text())
    return PersonSlot(unlocked.grant, salt, cost, box)


def unlocked_from(slot: PersonSlot, password: str, secret: bytes) -> Unlocked | None:
    """The keys in the slot; None for a wrong password, a changed grant or another device."""
    wrapping = derived_key(password_key(password, slot.salt, slot.cost), secret, "person slot")
    try:
        content = json.loads(opened(wrapping, slot.box, slot.grant.bound_text()))
    except (InvalidTag, ValueError):
        return None
    return Unlocked(
        data_key=bytes.fromhex(content["data_key"]),
        key=bytes.fromhex(content["key"]),
        key_id=content["key_id"],
        search_key=bytes.fromhex(content["search_key"]),
        city_key=bytes.fromhex(content["city_key"]),
        grant=slot.grant,
    )
