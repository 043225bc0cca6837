"""The words with which a Chinese address names one spot and not a whole street."""

from __future__ import annotations

import re

_NUMBERED = "[0-9０-９一二三四五六七八九十百]+ *(?:号|弄|栋|幢|座|单元|室|米|公里|#)"
_CROSSING = "路口|交叉口|交汇处|交口"
_BESIDE = "旁|对面|门口|门前|[东西南北]侧|[东西][南北]角|桥下"
_SPOT = re.compile(f"{_NUMBERED}|{_CROSSING}|{_BESIDE}")


def names_a_spot(address: str) -> bool:
    """Whether the address has a door number, a crossing or a landmark that one stands at."""
    return _SPOT.search(address) is not None
