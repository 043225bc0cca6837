"""What is kept of a crash for the next start and for whoever mends it: where, never what.

A fault of the program itself (a dead process, a bug in a slot) leaves files, lines and kinds in
`crash.txt` beside the log. It holds no values, so it may be handed on as it is.
"""

from __future__ import annotations

import faulthandler
from datetime import datetime
from pathlib import Path
from typing import TextIO

from seatapp import __version__
from seatapp.log import Raised, trace_without_values

FILE = "crash.txt"
KEPT = 10
"""So many older reports stay."""


class CrashReport:
    """The report of this run in `folder`, written only when something happens."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._path = folder / FILE
        self.earlier = self._set_aside()
        self._file: TextIO = self._path.open("a", encoding="utf-8")
        faulthandler.enable(self._file)

    def tell(self, raised: Raised) -> None:
        """Write down a bug of which the program has not died."""
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        self._file.write(f"{at} seatapp {__version__}\n{trace_without_values(raised)}\n\n")
        self._file.flush()

    def close(self) -> None:
        """The program ends as it should."""
        faulthandler.disable()
        self._file.close()

    def _set_aside(self) -> Path | None:
        """Put the report of the last run under a name of its own; None when it had nothing."""
        if not self._path.exists() or self._path.stat().st_size == 0:
            return None
        ended = datetime.fromtimestamp(self._path.stat().st_mtime).astimezone()
        kept = self._folder / f"crash-{ended:%Y%m%d-%H%M%S}.txt"
        self._path.replace(kept)
        for old in sorted(self._folder.glob("crash-*.txt"))[:-KEPT]:
            old.unlink()
        return kept
