"""Checks of what was typed, each at the edges."""

from __future__ import annotations

import pytest

from seatapp.domain.checks.content import (
    class_chosen,
    component_code,
    description_enough,
    phone_plausible,
    within_duty,
)
from seatapp.domain.checks.record import LONGEST_LINE, Recorded, record_of, recorded
from seatapp.domain.checks.thresholds import Thresholds
from seatapp.domain.checks.verdicts import Verdict
from seatapp.domain.tables import load_workflow

LIMITS = Thresholds()


@pytest.mark.parametrize(
    ("description", "result", "letters"),
    [
        ("", "reject", 0),
        ("，。！？……——，。！？", "reject", 0),
        ("路灯不亮三天", "reject", 6),
        ("路灯不亮已有两天", "pass", 8),
        ("路灯不亮，已有两天", "pass", 8),
        ("啊啊啊啊啊啊啊啊啊啊", "warn", 10),
        ("测试测试测试测试", "warn", 8),
        ("12345678", "warn", 8),
    ],
)
def test_description(description: str, result: str, letters: int) -> None:
    verdict = description_enough(description, LIMITS)
    assert (verdict.check, verdict.result, verdict.value) == ("description_enough", result, letters)


@pytest.mark.parametrize(
    ("phone", "result"),
    [
        ("13800001234", "pass"),
        ("+86 138-0000-1234", "pass"),
        ("12800001234", "warn"),
        ("1380000123", "warn"),
        ("138000012345", "warn"),
        ("010-62345678", "pass"),
        ("0812-2345678", "pass"),
        ("0812-2345678转801", "pass"),
        ("0812-1345678", "warn"),
        ("02012345678", "warn"),
        ("62345678", "warn"),
        ("4001234567", "pass"),
        ("12345", "pass"),
        ("110", "warn"),
        ("不详", "warn"),
        ("", "unknown"),
        (" ", "unknown"),
    ],
)
def test_phone(phone: str, result: str) -> None:
    assert phone_plausible(phone).result == result


def test_a_verdict_on_a_number_does_not_hold_the_number() -> None:
    for phone in ("13800001234", "1380000123", "62345678"):
        verdict = phone_plausible(phone)
        assert verdict.value == len(phone)
        assert phone not in verdict.message


def test_class() -> None:
    assert class_chosen("", None).result == "reject"
    assert class_chosen("C010101", None).result == "reject"
    chosen = class_chosen("C010101", "井盖丢失")
    assert (chosen.result, chosen.value) == ("pass", "C010101")
    assert "井盖丢失" in chosen.message


@pytest.mark.parametrize(
    ("code", "asked", "known", "result"),
    [
        ("", False, None, "pass"),
        ("", True, None, "warn"),
        ("5104020101000001", True, True, "pass"),
        ("5104020101000001", True, False, "warn"),
        ("5104020101000001", True, None, "unknown"),
        ("510402010100001", True, True, "reject"),
        ("51040201010000011", True, True, "reject"),
        ("510402010100000x", False, None, "reject"),
    ],
)
def test_component(code: str, asked: bool, known: bool | None, result: str) -> None:
    assert component_code(code, asked=asked, known=known).result == result


def test_duty() -> None:
    assert within_duty(None, "").result == "unknown"
    assert within_duty(True, "").result == "pass"
    refused = within_duty(False, "由公安部门受理。")
    assert refused.result == "reject"
    assert refused.message.endswith("由公安部门受理。")


def test_a_line_of_the_record_fits_the_field_that_keeps_it() -> None:
    field = load_workflow().field("case", "checks")
    (line,) = record_of([Verdict("description", "warn", "字" * 200, "")])
    assert len(line) == LONGEST_LINE == field.maximum
    assert recorded([line, "short"]) == [Recorded("description", "warn", line.split(":", 2)[2])]
