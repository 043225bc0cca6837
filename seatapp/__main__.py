"""`python -m seatapp` is the command `seatapp`."""

from __future__ import annotations

from seatapp.cli import main

if __name__ == "__main__":
    main()
