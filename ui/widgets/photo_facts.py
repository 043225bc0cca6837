"""The facts of a photo beside it: what the camera wrote, what was measured, what checks say."""

from __future__ import annotations

from seatapp.media.facts import Facts
from seatapp.text import _


def fact_lines(facts: Facts | None) -> list[tuple[str, str]]:
    """Labels and words of what is known of a photo; a line for every question, also unknown."""
    if facts is None:
        return [(_("照片信息"), _("本机还没有读过这张照片"))]
    unknown = _("没有")
    position = unknown
    if facts.lat_e7 is not None and facts.lon_e7 is not None:
        position = f"{facts.lat_e7 / 1e7:.6f}, {facts.lon_e7 / 1e7:.6f}"
        if facts.error_m is not None:
            position += _("（误差 {m} 米）").format(m=facts.error_m)
    taken = facts.taken_at.replace("T", " ") if facts.taken_at else unknown
    lines = [
        (_("格式"), f"{facts.kind}  {facts.width}×{facts.height}"),
        (_("拍摄时间"), taken),
        (_("设备"), facts.device or unknown),
        (_("拍摄位置"), position),
        (_("清晰度"), unknown if facts.sharpness is None else str(facts.sharpness)),
        (_("亮度"), unknown if facts.brightness is None else str(facts.brightness)),
    ]
    marks = [
        words
        for shown, words in (
            (facts.truncated, _("缺了一部分")),
            (facts.animated, _("动图，只看第一帧")),
            (facts.screenshot, _("像是截屏")),
        )
        if shown
    ]
    return [*lines, *((_("注意"), words) for words in marks)]
