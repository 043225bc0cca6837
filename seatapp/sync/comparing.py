"""Once a day seat and centre compare what they hold; a scope that differs is read anew.

A difference is a fault of this program or of the disk: it is mended, logged, and told by
`seatapp doctor`.
"""

from __future__ import annotations

import logging

from seatapp.central.gateway import Gateway
from seatapp.local.replica import Replica
from seatapp.sync.round import GoOn, Progress, pull

EVERY_SECONDS = 86_400

_log = logging.getLogger(__name__)


def compare(
    replica: Replica, gateway: Gateway, now: float, progress: Progress, go_on: GoOn
) -> None:
    """Compare all scopes of the person in front and mend those that differ.

    What changes at the centre in between only seems to differ, so that a scope counts as
    different when it still is after another pull. Raises what `pull` raises.
    """
    differing = _differing(replica, gateway)
    if differing:
        pull(replica, gateway, progress, go_on)
        differing &= _differing(replica, gateway)
    if differing:
        _log.error("scopes differ from the centre and are read anew: %s", sorted(differing))
        replica.read_anew(differing, int(now))
        pull(replica, gateway, progress, go_on)
    replica.note_compared(int(now))


def _differing(replica: Replica, gateway: Gateway) -> set[str]:
    there = gateway.digests()
    here = replica.digests(list(there))
    return {scope for scope, digest in there.items() if here[scope] != digest}
