"""The log-in name as it was meant, whatever the keyboard was set to when it was typed."""

from __future__ import annotations

import unicodedata


def log_in_name(typed: str) -> str:
    """`typed` in small half-width letters without spaces around it, as log-in names are.

    Caps Lock and an input method that writes full-width letters make ``U1001`` or ``ｕ１００１``
    of the same name, which the centre would take for somebody it does not know.
    """
    return unicodedata.normalize("NFKC", typed).strip().lower()
