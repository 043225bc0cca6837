"""Checks of the place: the photo agrees with it, it lies in the city and in one grid cell."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from seatapp.domain.checks.spots import names_a_spot
from seatapp.domain.checks.thresholds import Thresholds
from seatapp.domain.checks.verdicts import Verdict
from seatapp.text import _, listed

Metres = tuple[float, float]
SHIFT_M = (300.0, 700.0)
"""How far the shifted maps of China are off, wherever one is in it."""

_GRID_CODE = re.compile(r"[0-9]{12}(?!000)[0-9]{3}", re.ASCII)


def photo_position(
    offset_m: Metres | None, error_m: float | None, shift_m: Metres, limits: Thresholds
) -> Verdict:
    """Whether the photo was taken where the case is.

    `offset_m` is how far the photo lies to the east and north of the case, None when the photo
    has no position; `error_m` the error that the camera gave; `shift_m` the shift of GCJ-02
    here. A gap that is this shift, in either direction, is rather a mix-up of two systems.
    The value is the gap in metres.
    """
    name = "photo_position"
    if offset_m is None:
        return Verdict(name, "unknown", None, _("照片没有位置信息。"))
    metres = round(math.hypot(*offset_m))
    allowed = limits.maximum_distance_m + (error_m or 0.0)
    if math.hypot(*offset_m) <= allowed:
        return Verdict(name, "pass", metres, _("照片位置与案件位置一致。"))
    least, most = SHIFT_M
    if least <= math.hypot(*offset_m) <= most and _is_shift(offset_m, shift_m, allowed):
        sentence = _("照片离案件位置 {metres} 米，可能混用了两种坐标系，请核对坐标的来源。")
        return Verdict(name, "warn", metres, sentence.format(metres=metres))
    sentence = _("照片是在 {metres} 米外拍的，请核对位置。")
    return Verdict(name, "reject", metres, sentence.format(metres=metres))


def inside_city(metres_outside: float | None) -> Verdict:
    """Whether the place lies in the city; None when there is no place or no map of the city."""
    name = "inside_city"
    if metres_outside is None:
        return Verdict(name, "unknown", None, _("还没有位置或辖区图，没有核对。"))
    if metres_outside > 0:
        metres = round(metres_outside)
        sentence = _("位置在辖区外约 {metres} 米，请核对。")
        return Verdict(name, "reject", metres, sentence.format(metres=metres))
    return Verdict(name, "pass", 0, _("位置在辖区内。"))


def one_grid_cell(around: Sequence[str] | None, border: Sequence[str]) -> Verdict:
    """Whether the place lies in exactly one cell; the value is the code that counts.

    `around` are the cells that hold it inside, `border` those on whose border it lies; `around`
    is None without a place or a map of cells. On a border the lowest code counts.
    """
    name = "one_grid_cell"
    if around is None:
        return Verdict(name, "unknown", None, _("还没有位置或网格图，没有核对。"))
    codes = sorted({*around, *border})
    if not codes:
        return Verdict(name, "reject", None, _("位置不在任何网格内，请核对。"))
    if len(around) > 1 or (around and border):
        sentence = _("网格图有重叠，位置同时在网格 {codes} 内，暂按 {code} 处理。")
        told = sentence.format(codes=listed(codes), code=codes[0])
        return Verdict(name, "warn", codes[0], told)
    if len(border) > 1:
        sentence = _("位置在网格 {codes} 的分界线上，按编号最小的 {code} 处理。")
        told = sentence.format(codes=listed(codes), code=codes[0])
        return Verdict(name, "pass", codes[0], told)
    return Verdict(name, "pass", codes[0], _("位置在一个网格内。"))


def grid_code(
    code: str, *, known: bool | None, retired: bool, code_at_place: str | None
) -> Verdict:
    """Whether the code of the grid is one, in force, and that of the place.

    15 digits, the last three of them not 000; there is no check digit. `known` says whether the
    centre has registered the code, None when nobody looked; `code_at_place` is the cell where
    the place lies, None when that is not known.
    """
    name = "grid_code"
    if not _GRID_CODE.fullmatch(code):
        return Verdict(name, "reject", code, _("网格代码应为 15 位数字，末三位不是 000，请核对。"))
    if retired:
        return Verdict(name, "reject", code, _("这个网格代码已停用，请重选。"))
    if known is False:
        return Verdict(name, "reject", code, _("没有这个网格代码，请重选。"))
    if code_at_place is not None and code_at_place != code:
        sentence = _("位置在网格 {code}，与所填的不同，请改正或核对位置。")
        return Verdict(name, "warn", code, sentence.format(code=code_at_place))
    if known is None or code_at_place is None:
        return Verdict(name, "unknown", code, _("网格代码还没有核对。"))
    return Verdict(name, "pass", code, _("网格代码与位置一致。"))


def address_precise(address: str) -> Verdict:
    """Whether somebody finds the place by the address; the value is its length."""
    name, length = "address_precise", len(address.strip())
    if not length:
        return Verdict(name, "reject", 0, _("还没有填地址。"))
    if not names_a_spot(address):
        return Verdict(name, "warn", length, _("地址不够具体，请补门牌号、路口或明显标志。"))
    return Verdict(name, "pass", length, _("地址具体。"))


def _is_shift(offset_m: Metres, shift_m: Metres, allowed: float) -> bool:
    """Whether the gap is the shift, there or back, to within what is allowed."""
    if math.hypot(*shift_m) == 0:
        return False
    (east, north), (shift_east, shift_north) = offset_m, shift_m
    there = math.hypot(east - shift_east, north - shift_north)
    back = math.hypot(east + shift_east, north + shift_north)
    return min(there, back) <= allowed
