"""Checks of the photos of a report: enough of them, clear, whole, fresh and not used before."""

from __future__ import annotations

from collections.abc import Sequence

from seatapp.domain.checks.thresholds import Thresholds
from seatapp.domain.checks.verdicts import Verdict
from seatapp.text import _, listed

MOST_NAMED = 2
"""So many cases a sentence names."""


def photo_count(photos: int, asked: int | None) -> Verdict:
    """Whether there are as many photos as the class asks for; None when no class is chosen."""
    name = "photo_count"
    if asked is None:
        return Verdict(name, "unknown", photos, _("选了类别才知道要几张照片。"))
    if photos < asked:
        sentence = _("要 {asked} 张照片，还差 {n} 张。")
        return Verdict(name, "reject", photos, sentence.format(asked=asked, n=asked - photos))
    return Verdict(name, "pass", photos, _("照片数量足够。"))


def photo_size(width: int, height: int, limits: Thresholds) -> Verdict:
    """Whether the photo has enough pixels, held upright or across."""
    name, value = "photo_size", f"{width}x{height}"
    longer, shorter = max(width, height), min(width, height)
    asked_longer = max(limits.minimum_width, limits.minimum_height)
    asked_shorter = min(limits.minimum_width, limits.minimum_height)
    if longer < asked_longer or shorter < asked_shorter:
        sentence = _("照片只有 {width}×{height}，太小（至少 {longer}×{shorter}），请要原图。")
        told = sentence.format(
            width=width, height=height, longer=asked_longer, shorter=asked_shorter
        )
        return Verdict(name, "reject", value, told)
    return Verdict(name, "pass", value, _("照片大小足够。"))


def photo_whole(truncated: bool | None) -> Verdict:
    """Whether the photo came over with all of its pixels."""
    name = "photo_whole"
    if truncated is None:
        return Verdict(name, "unknown", None, _("照片是否完整没有查出来。"))
    if truncated:
        return Verdict(name, "reject", None, _("照片缺了一部分，请让对方重新发送。"))
    return Verdict(name, "pass", None, _("照片完整。"))


def photo_sharp(sharpness: float | None, limits: Thresholds) -> Verdict:
    """Whether the photo is sharp; a plain wall measures low too, so a low value only warns."""
    name = "photo_sharp"
    if sharpness is None:
        return Verdict(name, "unknown", None, _("清晰度没有测出来，请放大查看。"))
    if sharpness < limits.minimum_sharpness:
        return Verdict(name, "warn", sharpness, _("照片可能模糊，请放大查看。"))
    return Verdict(name, "pass", sharpness, _("照片清晰。"))


def photo_bright(brightness: float | None, limits: Thresholds) -> Verdict:
    """Whether the photo is neither too dark nor too bright."""
    name = "photo_bright"
    if brightness is None:
        return Verdict(name, "unknown", None, _("亮度没有测出来，请放大查看。"))
    if brightness < limits.minimum_brightness:
        return Verdict(name, "warn", brightness, _("照片偏暗，请放大查看。"))
    if brightness > limits.maximum_brightness:
        return Verdict(name, "warn", brightness, _("照片过亮，请放大查看。"))
    return Verdict(name, "pass", brightness, _("照片亮度正常。"))


def photo_fresh(taken_at: int | None, reported_at: int, limits: Thresholds) -> Verdict:
    """Whether the photo was taken within the window before the report; both in Unix seconds.

    The value is its age in whole minutes. A camera's clock may be a little fast.
    """
    name = "photo_fresh"
    if taken_at is None:
        return Verdict(name, "unknown", None, _("照片没有拍摄时间。"))
    seconds = reported_at - taken_at
    minutes = seconds // 60
    if seconds < -60 * limits.clock_error_minutes:
        return Verdict(
            name, "warn", minutes, _("拍摄时间比上报还晚，手机时钟可能不准，请问清何时拍的。")
        )
    if seconds > 60 * limits.maximum_age_minutes:
        sentence = _("照片是上报前 {age}拍的，超过 {most}，请补拍。")
        told = sentence.format(age=_span(minutes), most=_span(limits.maximum_age_minutes))
        return Verdict(name, "reject", minutes, told)
    return Verdict(name, "pass", minutes, _("照片是近期拍摄的。"))


def photo_original(screenshot: bool, pattern: float | None, limits: Thresholds) -> Verdict:
    """Whether the photo shows the place itself, not a screen; hints only, so it warns at most.

    The value is how far a regular pattern stands out (`seatapp.media.hints`).
    """
    name = "photo_original"
    if screenshot:
        return Verdict(name, "warn", pattern, _("像是截屏，不是现场照片，请核对来源。"))
    if pattern is None:
        return Verdict(name, "unknown", None, _("照片太小，看不出是否翻拍。"))
    if pattern > limits.maximum_pattern:
        return Verdict(name, "warn", pattern, _("像是翻拍屏幕的照片，请核对来源。"))
    return Verdict(name, "pass", pattern, _("没有截屏或翻拍的迹象。"))


def photo_not_used(same: Sequence[str] | None, alike: Sequence[str] | None) -> Verdict:
    """Whether other cases show this photo.

    `same` are the numbers of cases with the very same file, `alike` those with a picture that
    looks the same; None when it was not searched for. The value is how many cases there are.
    """
    name = "photo_not_used"
    if same:
        sentence = _("同一张照片已用于案件 {cases}，请核对是否重复上报。")
        return Verdict(name, "reject", len(same), sentence.format(cases=_few(same)))
    if alike:
        sentence = _("有很相似的照片：案件 {cases}。请对比查看。")
        return Verdict(name, "warn", len(alike), sentence.format(cases=_few(alike)))
    if same is None or alike is None:
        return Verdict(name, "unknown", None, _("以前用过的照片没有查到底。"))
    return Verdict(name, "pass", 0, _("照片没有用过。"))


def _few(numbers: Sequence[str]) -> str:
    """The first numbers, and how many there are when there are more; all are in the list beside."""
    if len(numbers) <= MOST_NAMED:
        return listed(numbers)
    first = listed(numbers[:MOST_NAMED])
    return _("{first} 等 {n} 件").format(first=first, n=len(numbers))


def _span(minutes: int) -> str:
    """A length of time in the unit that suits it."""
    if minutes < 180:
        return _("{n} 分钟").format(n=minutes)
    if minutes < 2 * 1440:
        return _("{n} 小时").format(n=minutes // 60)
    return _("{n} 天").format(n=minutes // 1440)
