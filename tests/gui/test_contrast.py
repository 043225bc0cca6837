"""Every text can be read on every ground it stands on, in all three sets of colours.

The ratio is that of WCAG 2.1, 1.4.3 (4.5 to 1) and 1.4.6 (7 to 1, for the set of high contrast).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ui.theme import CONTRAST, TOKEN_SETS, Tokens

GROUNDS = ("ground", "panel", "head", "hover")
ON = {
    "text": (*GROUNDS, "accent_ground"),
    "secondary": (*GROUNDS, "accent_ground"),
    "faint": GROUNDS,
    "accent": (*GROUNDS, "accent_ground"),
    "accent_text": ("accent", "accent_hover"),
    "in_time": (*GROUNDS, "in_time_ground"),
    "near": (*GROUNDS, "near_ground", "accent_ground"),
    "late": (*GROUNDS, "late_ground", "accent_ground"),
    "rail_text": ("rail", "rail_hover", "rail_selected"),
    "rail_strong": ("rail", "rail_selected", "rail_late", "rail_button"),
    "rail_faint": ("rail", "rail_hover"),
}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs(tokens: Tokens) -> Iterator[tuple[str, float]]:
    for text, grounds in ON.items():
        for ground in grounds:
            found = ratio(getattr(tokens, text), getattr(tokens, ground))
            yield f"{text} on {ground}", found


@pytest.mark.parametrize("name", TOKEN_SETS)
def test_every_text_can_be_read_on_its_ground(name: str) -> None:
    least = 7.0 if name == CONTRAST else 4.5
    weak = {words: round(found, 2) for words, found in pairs(TOKEN_SETS[name]) if found < least}
    assert not weak
