"""How long a window may stand without anybody at it before it is locked."""

from __future__ import annotations

import re

from seatapp.domain.references import References

USUAL_MINUTES = 5
FEWEST, MOST = 1, 15


def lock_minutes(references: References) -> int:
    """Minutes without input until the window locks: `setting/idle_lock_minutes`, from 1 to 15."""
    row = references.get("setting", "idle_lock_minutes") or {}
    value = str(row.get("value", ""))
    if not re.fullmatch(r"[0-9]{1,3}", value):
        return USUAL_MINUTES
    return min(max(int(value), FEWEST), MOST)
