"""The extension behind a telephone number, as people write it: 转801, 分机 801, ext. 801."""

from __future__ import annotations

import re

_EXTENSION = re.compile(
    r"(?<=\d)\s*(?:转接?|分机|内线|ext\.?|[,;#])[\s号:]*\d{0,6}$", re.IGNORECASE
)


def without_extension(number: str) -> str:
    """The number alone, so that it can be compared; whoever rings back is put through."""
    return _EXTENSION.sub("", number.strip())
