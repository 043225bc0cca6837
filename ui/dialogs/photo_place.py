"""Where a photo was taken, for forms that take their position from it."""

from __future__ import annotations

from ui.duty import IntakeHelp


def photo_place(help_: IntakeHelp, hashes: object) -> tuple[int, int] | None:
    """Where the first photo with a position was taken, in whole 1e-7 degrees of WGS-84."""
    names = [str(one) for one in hashes] if isinstance(hashes, list) else []
    known = help_.facts(names)
    for name in names:
        facts = known.get(name)
        if facts is not None and facts.lat_e7 is not None and facts.lon_e7 is not None:
            return facts.lat_e7, facts.lon_e7
    return None
