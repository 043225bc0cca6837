"""Words that reports put beside numbers, by which a screen in another language finds the number."""

from __future__ import annotations

import re

POINTS = " 个百分点"
"""Behind the difference of two rates."""

EDITION = re.compile("第 ([0-9]+) 版")
"""By which edition a month is told."""
