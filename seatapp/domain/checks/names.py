"""What each check, and each answer of one, is called on the screen."""

from __future__ import annotations

from seatapp.text import _


def check_words(check: str) -> str:
    """The name of a check in words; one that this program does not know stands as it is."""
    known = {
        "description_enough": _("问题描述"),
        "phone_plausible": _("联系电话"),
        "class_chosen": _("类别与条件"),
        "within_duty": _("职责范围"),
        "component_code": _("部件编码"),
        "address_precise": _("地址"),
        "inside_city": _("在辖区内"),
        "one_grid_cell": _("所在网格"),
        "grid_code": _("网格代码"),
        "photo_count": _("照片数量"),
        "photo_whole": _("照片完整"),
        "photo_size": _("照片大小"),
        "photo_sharp": _("清晰度"),
        "photo_bright": _("亮度"),
        "photo_original": _("现场拍摄"),
        "photo_fresh": _("拍摄时间"),
        "photo_position": _("照片位置"),
        "photo_not_used": _("重复用图"),
    }
    return known.get(check, check)


def result_words(result: str) -> str:
    """The answer of a check in a word."""
    return {"pass": _("合格"), "warn": _("需看"), "reject": _("不合格")}.get(result, _("未知"))
