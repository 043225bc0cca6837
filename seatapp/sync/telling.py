"""Now and then a seat tells the centre how it stands, so that an admin sees all of them at once.

Counts, a version and how its clock goes, nothing of what stands in the entries or about people.
"""

from __future__ import annotations

from seatapp import __version__
from seatapp.central.gateway import Gateway
from seatapp.central.messages import Standing
from seatapp.local.replica import Replica

EVERY_SECONDS = 600


def tell(replica: Replica, gateway: Gateway, skew: float) -> None:
    """Tell how this seat stands; `skew` is its clock less that of the centre, in seconds.

    Raises what every call to the centre raises.
    """
    reader = replica.reader
    standing = Standing(
        version=__version__,
        epoch=replica.epoch,
        unsent=reader.unsent_count(),
        refused=reader.refused_count(),
        photos=len(reader.photos_owed()),
        skew=round(skew),
    )
    gateway.tell_standing(replica.seat_id, standing)
