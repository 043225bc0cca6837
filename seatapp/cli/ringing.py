"""`seatapp pop NUMBER` in a hurry: handed to the window before anything else is imported.

Only the plain form is dealt with here. Every other one, and a number that no window took, goes
the long way, which also says what is wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from seatapp.config import Folders, default_folders, this_machine
from seatapp.doorbell import POP, message, rung
from seatapp.text import _, use_language

CALL_ID, HOME = "--call-id", "--home"


def rang(arguments: Sequence[str]) -> bool:
    """Ring the window if these arguments say so; whether it took the number."""
    asked = _asked(arguments)
    if asked is None:
        return False
    number, call_id, home = asked
    folders = Folders(Path(home)) if home else default_folders()
    if not rung(folders.windows, message(POP, number, call_id)):
        return False
    if sys.stdout is not None:  # a program without a console has none
        use_language(this_machine().language)
        sys.stdout.write(_("已交给窗口。") + "\n")
    return True


def _asked(arguments: Sequence[str]) -> tuple[str, str, str] | None:
    """Number, call and home of the plain form; None for any other command line."""
    home, rest = "", list(arguments)
    if rest[:1] == [HOME] and len(rest) > 1:
        home, rest = rest[1], rest[2:]
    if rest[:1] != [POP]:
        return None
    call_id, words = "", rest[1:]
    for place, word in enumerate(words):
        if word == CALL_ID and place + 1 < len(words):
            call_id, words = words[place + 1], [*words[:place], *words[place + 2 :]]
            break
        if word.startswith(f"{CALL_ID}="):
            call_id, words = word.partition("=")[2], [*words[:place], *words[place + 1 :]]
            break
    plain = len(words) == 1 and not words[0].startswith("-")
    return (words[0], call_id, home) if plain else None
