"""Checks of what was typed: description, telephone, class, component and duty."""

from __future__ import annotations

import re

from seatapp.domain.checks.thresholds import Thresholds
from seatapp.domain.checks.verdicts import Verdict
from seatapp.domain.extension import without_extension
from seatapp.domain.masks import phone_digits
from seatapp.text import _, in_turn

FEWEST_DIFFERENT = 4
"""A description of fewer different characters says nothing, however long it is."""

_MOBILE = re.compile("1[3-9][0-9]{9}")
_LANDLINE = re.compile("0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}")
_SERVICE = re.compile("[48]00[0-9]{7}|1[0-9]{4}")
_WITHOUT_AREA = re.compile("[2-8][0-9]{6,7}")
_COMPONENT = re.compile("[0-9]{16}")


def description_enough(description: str, limits: Thresholds) -> Verdict:
    """Whether the description says something; the value is its letters and digits."""
    name = "description_enough"
    letters = [sign for sign in description if sign.isalnum()]
    if len(letters) < limits.minimum_description:
        sentence = _("描述只有 {letters} 个字，请写到 {least} 个字以上。")
        told = sentence.format(letters=len(letters), least=limits.minimum_description)
        told = told if letters else _("还没有写是什么问题。")
        return Verdict(name, "reject", len(letters), told)
    if len(set(letters)) < FEWEST_DIFFERENT or not any(sign.isalpha() for sign in letters):
        return Verdict(name, "warn", len(letters), _("描述看不出是什么问题，请写明。"))
    return Verdict(name, "pass", len(letters), _("描述足够。"))


def phone_plausible(phone: str) -> Verdict:
    """Whether the number can be called back; the value is how many digits it has."""
    name, digits = "phone_plausible", phone_digits(without_extension(phone))
    if not phone.strip():
        return Verdict(name, "unknown", None, _("没有联系电话。"))
    if any(form.fullmatch(digits) for form in (_MOBILE, _LANDLINE, _SERVICE)):
        return Verdict(name, "pass", len(digits), _("电话号码可以回拨。"))
    if _WITHOUT_AREA.fullmatch(digits):
        return Verdict(name, "warn", len(digits), _("号码没有区号，请补上。"))
    return Verdict(name, "warn", len(digits), _("号码不像电话号码，请与本人核对。"))


def class_chosen(class_code: str, condition: str | None) -> Verdict:
    """Whether a class of the standard is chosen.

    `condition` is the filing condition of the class, to be shown with it; None when the
    standard does not have the class.
    """
    name = "class_chosen"
    if not class_code:
        return Verdict(name, "reject", None, _("还没有选类别和立案条件。"))
    if condition is None:
        return Verdict(name, "reject", class_code, _("现行标准里没有这个类别，请重新选择。"))
    sentence = _("立案条件：{condition}")
    return Verdict(name, "pass", class_code, sentence.format(condition=condition))


def component_code(code: str, *, asked: bool, known: bool | None) -> Verdict:
    """Whether the component is named by its 16 digits where the class asks for one.

    `known` says whether it is registered; None when there is no register of components.
    """
    name = "component_code"
    if not code:
        if asked:
            return Verdict(name, "warn", None, _("这一类要有部件编码，请填写或在地图上点选。"))
        return Verdict(name, "pass", None, _("这个类别不需要部件编码。"))
    if not _COMPONENT.fullmatch(code):
        return Verdict(name, "reject", code, _("部件编码应为 16 位数字，请核对。"))
    if known is None:
        return Verdict(name, "unknown", code, _("本机没有部件名册，编码没有核对。"))
    if not known:
        return Verdict(name, "warn", code, _("部件名册里没有这个编码，请核对。"))
    return Verdict(name, "pass", code, _("部件编码已核对。"))


def within_duty(in_duty: bool | None, rule: str) -> Verdict:
    """Whether the class is the duty of city management; `rule` says whose it is instead."""
    name = "within_duty"
    if in_duty is None:
        return Verdict(name, "unknown", None, _("还不能判断是否属于职责范围。"))
    if not in_duty:
        sentence = _("这一类不归城市管理。")
        return Verdict(name, "reject", None, in_turn(sentence, rule) if rule else sentence)
    return Verdict(name, "pass", None, _("属于城市管理职责范围。"))
