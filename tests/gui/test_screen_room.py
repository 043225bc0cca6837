"""A size of the interface that would push the actions off the screen is not to be chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from ui.screen_room import FACTOR, scales_with_room


@pytest.mark.parametrize(
    ("screen", "factor", "offered"),
    [
        (QSize(1366, 728), None, ["100", "110", "125"]),
        (QSize(1093, 582), "1.25", ["100", "110", "125"]),
        (QSize(1920, 1040), None, ["100", "110", "125", "150", "175"]),
        (QSize(1280, 680), None, ["100", "110"]),
        (QSize(800, 600), None, ["100"]),
    ],
)
def test_only_sizes_that_leave_the_window_its_room_are_offered(
    monkeypatch: pytest.MonkeyPatch, screen: QSize, factor: str | None, offered: list[str]
) -> None:
    if factor is None:
        monkeypatch.delenv(FACTOR, raising=False)
    else:
        monkeypatch.setenv(FACTOR, factor)
    assert scales_with_room(screen) == offered
