"""`seatapp …`: the second front end, and how everything is scripted.

Without a command the window opens. Every command speaks plain sentences, or JSON with `--json`;
it ends with 0 when it did what was asked, with 1 when the world said no, with 2 when the command
line was wrong.
"""

from __future__ import annotations

from seatapp.cli.main import main

__all__ = ["main"]
