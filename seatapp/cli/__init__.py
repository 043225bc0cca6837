"""`seatapp …`: the second front end, and how everything is scripted.

Without a command the window opens. Every command speaks plain sentences, or JSON with `--json`;
it ends with 0 when it did what was asked, with 1 when the world said no, with 2 when the command
line was wrong.
"""

from __future__ import annotations

import importlib
import sys

from seatapp.cli.ringing import rang


def main() -> None:
    """The entry point `seatapp`: a number that rings first, since somebody waits for it to show.

    Everything else brings the commands with it, which takes seconds on an old computer.
    """
    if not rang(sys.argv[1:]):
        importlib.import_module("seatapp.cli.main").main()
