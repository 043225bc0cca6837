"""The letters of a case, read back from the documents they become."""

from __future__ import annotations

from pathlib import Path

import pytest

from seatapp.domain.letters import letter_number
from seatapp.domain.tables import load_workflow
from seatapp.errors import InputFileError
from seatapp.reports.filling import filled
from seatapp.reports.letters import case_letter
from seatapp.reports.office import Office
from seatapp.reports.templates import Templates
from seatapp.reports.watch import Watch
from tests.helpers.rules import PHOTO
from tests.helpers.seat import Seat
from tests.reports.documents import opened, words_of

WORKFLOW = load_workflow()
OFFICE = Office("示例市指挥中心", "0900-12319", "示例市人民政府")
FOOT = {"number": "A01-261122-E001", "by": "甲", "at": "2026-11-22 12:00"}
PHONE, NAME, HOME = "19900001234", "演示某", "东湖路 12 号 3 栋"


def handled(seat: Seat, **more: object) -> str:
    """A case of an exposed rubbish heap in the hands of a unit, with a caller."""
    case = seat.report(
        source="hotline_12319",
        description="绿化带内有生活垃圾。\n异味较重。",
        address="文昌路 18 号对面",
        caller_phone=PHONE,
        caller_name=NAME,
        caller_address=HOME,
        photos_before=[PHOTO],
        **more,  # type: ignore[arg-type]
    )
    known = {"class_code": "0110-1", "grid_code": "999001001001001"}
    seat.take("u1", "prefile", case, **known, override_reason="现场已核对")
    seat.take("u2", "file", case)
    seat.take("u1", "dispatch", case, unit="clean", rule_cited="管理办法第八条")
    return case


def letter(seat: Seat, cases: list[str], number: str) -> tuple[str, bytes]:
    """The words of a letter, and its document."""
    paper = case_letter(WORKFLOW, seat.replica.reader, "u1", OFFICE, cases, number)
    made = filled(Templates(Path("none")).read(paper.template), paper, FOOT, Watch())
    return words_of(made), made


def issue(seat: Seat, case: str, kind: str, **more: object) -> str:
    values = {"letter_kind": kind, "letter_text": "立即清运。\n查明来源。", **more}
    seat.take("u1", "issue_letter", case, **values)  # type: ignore[arg-type]
    return str(seat.state(case)["letter_number"])


def test_numbers_run_by_kind_and_year_and_name_the_workstation(seat: Seat) -> None:
    case = handled(seat)
    numbers = [issue(seat, case, kind) for kind in ("supervision", "supervision", "reminder")]
    assert numbers == ["督办〔2026〕A01-1号", "督办〔2026〕A01-2号", "提示〔2026〕A01-1号"]
    assert issue(seat, case, "special", letter_number="宁城〔2026〕8号") == "宁城〔2026〕8号"
    assert seat.state(case)["letters"] == 4
    assert letter_number("督办", 2027, "B2", 10) == "督办〔2027〕B2-10号"


def test_a_supervision_letter_tells_limit_overrun_and_demands(seat: Seat) -> None:
    case = handled(seat)
    seat.take("u1", "urge", case, note="请尽快。")
    seat.clock.pass_by(hours=6, minutes=30)
    number = issue(seat, case, "supervision", reply_by_at=seat.clock.at + 3600)
    text, made = letter(seat, [case], number)
    assert "关于督办文昌路 18 号对面暴露垃圾问题的函" in text
    assert "于2026年11月22日 12时00分派遣你单位处置（依据：管理办法第八条）" in text
    assert "处置时限为2026年11月22日 16时00分" in text
    assert "截至2026年11月22日 18时30分，尚未处置完毕，已超过处置时限2小时30分" in text
    assert "于2026年11月22日 19时30分前办结" in text
    assert "立即清运。\n查明来源。" in text
    assert "环卫公司：" in text
    cells = [cell.text for row in opened(made).tables[0].rows for cell in row.cells]
    assert cells[cells.index("催办次数") + 1] == "1"


def test_a_reminder_lists_every_case_of_the_unit(seat: Seat) -> None:
    cases = [handled(seat) for _ in range(3)]
    number = issue(seat, cases[0], "reminder")
    for case in cases[1:]:
        issue(seat, case, "reminder", letter_number=number)
    text, made = letter(seat, cases, number)
    assert "有 3 件即将超过或已超过处置时限" in text
    (table,) = opened(made).tables
    assert [row.cells[0].text.splitlines()[0] for row in table.rows][1:] == [
        seat.state(case)["acceptance_number"] for case in cases
    ]
    assert {row.cells[4].text for row in table.rows[1:]} == {"余4小时"}


def test_a_special_report_tells_what_was_done_until_then(seat: Seat) -> None:
    case = handled(seat)
    number = issue(seat, case, "special", addressee="市城市管理委员会")
    seat.clock.pass_by(minutes=5)
    seat.take("u1", "urge", case, note="在专报之后。")
    text, made = letter(seat, [case], number)
    assert "市城市管理委员会：" in text
    (table,) = opened(made).tables
    steps = [row.cells[1].text for row in table.rows]
    assert steps == ["环节", "登记", "预立案", "立案", "派遣"]
    assert "在专报之后" not in text
    assert table.rows[1].cells[3].text == "绿化带内有生活垃圾。异味较重。", "no key of the caller"
    assert table.rows[4].cells[3].text == "管理办法第八条"


def test_without_an_addressee_the_report_goes_where_the_settings_say(seat: Seat) -> None:
    case = handled(seat)
    text, _made = letter(seat, [case], issue(seat, case, "special"))
    assert "示例市人民政府：" in text
    office = Office.of({"centre_name": "甲中心", "report_to": "乙局"}, "丙市")
    assert (office.centre, office.report_to, office.phone) == ("甲中心", "乙局", "")


@pytest.mark.parametrize("kind", ["supervision", "reminder", "special"])
def test_no_letter_tells_who_called(seat: Seat, kind: str) -> None:
    case = handled(seat)
    text, made = letter(seat, [case], issue(seat, case, kind))
    for private in (PHONE, NAME, HOME, "1234"):
        assert private not in text
        assert private.encode() not in made


def test_a_letter_needs_its_step(seat: Seat) -> None:
    case = handled(seat)
    with pytest.raises(InputFileError) as told:
        letter(seat, [case], "督办〔2026〕A01-9号")
    assert told.value.code == "no_letter"
