"""What those who keep the lists and the server have to see to, asked once a day at their seats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Protocol

from seatapp.central.certificate import certificate_until, hosts_of
from seatapp.central.gateway import Gateway
from seatapp.config import SITE, Profile
from seatapp.domain.calendar_year import calendar_words
from seatapp.domain.centre_care import backup_words, certificate_words
from seatapp.errors import CentreUnreachable, WorldError

KEEPING_LISTS = ("admin", "operations_manager")
KEEPING_SERVER = "admin"


class Lists(Protocol):
    """The lists of a workstation."""

    def calendar_until(self) -> int | None:
        """Until when the calendar in force knows its days; None when none is loaded."""


@dataclass(frozen=True)
class CentreCare:
    """Asks the lists of this workstation, and for an admin of a site the centre itself."""

    lists: Lists
    profile: Profile
    asking: Callable[[], AbstractContextManager[Gateway]]

    def words(self, posts: Collection[str], now: int) -> list[str] | None:
        """A sentence for each thing that somebody in these posts has to see to.

        None when it is not known yet: the lists have not come, or the centre does not answer.
        """
        found = []
        if not set(posts).isdisjoint(KEEPING_LISTS):
            until = self.lists.calendar_until()
            if until is None:
                return None
            found.append(calendar_words(until, now))
        if KEEPING_SERVER in posts and self.profile.kind == SITE:
            try:
                found += self._of_server(now)
            except CentreUnreachable:
                return None
        return [words for words in found if words]

    def _of_server(self, now: int) -> Iterator[str]:
        with self.asking() as gateway:
            yield backup_words(*gateway.backup_times(), now)
        for host in hosts_of(self.profile):
            # A standby that does not answer is for the watch; what it may say is not for here.
            with suppress(WorldError):
                yield certificate_words(certificate_until(self.profile, host), now)
