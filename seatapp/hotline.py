"""What an operator asks while somebody is on the line: who rings, and what is known of it.

All of it is read from this workstation's own replica, so it answers without the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from seatapp.domain.masks import phone_key
from seatapp.local.reader import Reader
from seatapp.local.views import CallerHistory, CallerLine
from seatapp.phones import Phone, read_phone


@dataclass(frozen=True)
class Hotline:
    """Answers for the person in front; `area` is the one in which their calls lie."""

    reader: Reader
    area: str
    search_key: bytes = field(repr=False)

    def phone(self, typed: str) -> Phone:
        """What a number is."""
        return read_phone(typed)

    def key(self, typed: str) -> str:
        """The key by which a number is found; nothing for a number without digits."""
        digits = read_phone(typed).digits
        return phone_key(digits, self.search_key) if digits else ""

    def history(self, typed: str) -> CallerHistory | None:
        """What this number has said before; None for a number that cannot be looked for."""
        key = self.key(typed)
        return self.reader.caller(key, digits=read_phone(typed).digits) if key else None

    def history_of_key(self, key: str) -> CallerHistory:
        """The same by the key, for a number that is not shown here."""
        return self.reader.caller(key)

    def case_lines(self, case_ids: Sequence[str]) -> list[CallerLine]:
        """Cases as lines of a caller's history, to tell the caller what is being done."""
        return self.reader.case_lines(case_ids)

    def known_callers(self, words: str) -> list[tuple[str, str, str]]:
        """Earlier callers by last digits or name: key, masked number, masked name."""
        return self.reader.known_callers(words)


def area_of_post(prefix: str) -> str:
    """The area code that a post's prefix stands for: `9990` is the whole city 999000."""
    return prefix.ljust(6, "0")
