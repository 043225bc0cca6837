"""Tool tips of words that others have written."""

from __future__ import annotations

import html


def plain_tip(words: str) -> str:
    """The tip that shows the words as they are.

    Qt takes a tip with a tag in it for markup, and fetches whatever pictures it names: one on
    somebody's share would hand them the name and the password hash of who sits here.
    """
    if "<" not in words:
        return words
    return "<qt>{}</qt>".format(html.escape(words, quote=False).replace("\n", "<br>"))
