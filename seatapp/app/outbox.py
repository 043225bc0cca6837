"""What was not sent, saved into a packet from a file that cannot be worked with any more.

Needs neither the centre nor a file that is whole: the key slot of the person opens what is left,
and the packet goes to the centre through any other workstation.
"""

from __future__ import annotations

import time
from pathlib import Path

from seatapp.app.packets import named
from seatapp.app.workstation import Workstation
from seatapp.local.carried import Load
from seatapp.local.opening import in_use
from seatapp.local.photo_store import PhotoStore
from seatapp.local.rescue import rescued
from seatapp.sync.packet import Exported, export_packet
from seatapp.sync.packet_file import City


def save_outbox(
    station: Workstation, login: str, password: str, path: Path
) -> tuple[Exported, int]:
    """Write every unsettled entry that can be read to a packet; and how many cannot.

    The file is opened for reading alone and stays as it is. Raises `SignInRefused`,
    `AlreadyRunning` while a window uses the file, `LocalFileError` when the packet cannot be
    written.
    """
    unlocked = station.slots.enter_offline(login, password, time.time())
    grant = unlocked.grant
    city = City(grant.city, grant.city_name, unlocked.city_key)
    folder = station.folders.seat
    with in_use(folder):
        found = rescued(folder, unlocked.data_key)
    now = station.clock()
    exported = export_packet(
        named(path, city, grant.seat_code, now),
        Load(found.letters),
        PhotoStore(folder, unlocked.data_key),
        city,
        station.workflow,
        grant.seat_code,
        int(now.timestamp()),
    )
    return exported, found.unreadable
