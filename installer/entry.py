"""Where the packed program begins; the same as the command `seatapp` of the wheel."""

from __future__ import annotations

from seatapp.cli import main

main()
