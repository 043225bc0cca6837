"""How long a window may stand without anybody at it before it is locked."""

from __future__ import annotations

from seatapp.domain.references import References, whole_setting

USUAL_MINUTES = 5
FEWEST, MOST = 1, 15


def lock_minutes(references: References) -> int:
    """Minutes without input until the window locks: `setting/idle_lock_minutes`, from 1 to 15."""
    minutes = whole_setting("idle_lock_minutes", USUAL_MINUTES, references)
    return min(max(minutes, FEWEST), MOST)
