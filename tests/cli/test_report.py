"""Letters and registers from the command line: a step of the case, and a file that reads back."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from tests.cli.test_main_road import DISPATCHER, LEADER, SUPERVISOR, reported
from tests.fixtures.centre import Centre
from tests.helpers.made_month import made_cases
from tests.helpers.month_at_centre import MONTH, SINCE, UNTIL, put
from tests.helpers.station import Station
from tests.reports.documents import foot_of, words_of

GRID = "999001001001001"


def handled(station: Station) -> str:
    """A case in the hands of a unit; its acceptance number."""
    number = reported(station)
    known = {"class_code": "C010101", "grid_code": GRID}
    station.do("u1001", "prefile", number, **known, override_reason="现场已核对")
    station.do(LEADER, "file", number)
    station.do(DISPATCHER, "dispatch", number, unit=501, rule_cited="管理办法第八条")
    return number


def test_a_supervision_letter_is_a_step_and_a_file(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    number = handled(station)
    out = tmp_path / "督办函.docx"
    words = ("report", "letter", "supervision", "--on", number, "--out", out)
    told = station.told(
        *words,
        *("--text", "立即补齐井盖并设置围挡。", "--reply-by", "2030-01-02 18:00"),
        person=SUPERVISOR,
    )
    assert told["letter"].startswith("督办〔")
    text = words_of(out.read_bytes())
    assert "立即补齐井盖并设置围挡。" in text
    assert "于2030年1月2日 18时00分前办结" in text
    assert "上水井盖" in text
    assert "尚未处置完毕" in text
    assert told["number"] in foot_of(out.read_bytes())
    stood = centre.superuser().execute('SELECT letters, letter_to FROM core."case"').fetchone()
    assert stood == (1, "501")

    again = tmp_path / "again.docx"
    words = ("report", "letter", "supervision", "--on", number, "--out", again)
    repeated = station.told(*words, "--again", told["letter"], person=SUPERVISOR)
    assert repeated["number"] != told["number"]
    assert words_of(again.read_bytes()) == text

    absent = tmp_path / "absent.docx"
    words = ("report", "letter", "supervision", "--on", number, "--out", absent)
    refused = station.refused(*words, "--again", "督办〔2026〕9号", person=SUPERVISOR)
    assert refused["error"] == "no_letter"
    assert not absent.exists()


def test_templates_can_be_listed_and_lent(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    assert "supervision_letter" in station.told("report", "templates")["templates"]
    path = Path(station.told("report", "templates", "--lend", "reminder_letter")["path"])
    assert path.read_bytes().startswith(b"PK")
    station.refused("report", "templates", "--lend", "nothing", code=2)


def test_a_queue_becomes_a_register(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    reported(station)
    out = tmp_path / "待受理.xlsx"
    told = station.told("report", "queue", "to_accept", "--out", out, person="u1001")
    assert told["rows"] == 1
    sheet = load_workbook(out).active
    assert sheet is not None
    assert sheet.cell(1, 1).value == "待受理台账"
    assert told["number"] in str(sheet.cell(2, 1).value)
    station.told("report", "queue", "to_accept", "--out", tmp_path / "a.csv", person="u1001")
    assert told["number"] not in (tmp_path / "a.csv").read_text("utf-8-sig")
    station.refused("report", "queue", "to_accept", "--out", "a.doc", person="u1001", code=2)
    station.refused("report", "queue", "nobody", "--out", out, person="u1001", code=2)


def test_a_month_becomes_figures_and_a_bulletin(centre: Centre, tmp_path: Path) -> None:
    put(centre.superuser(), list(made_cases(300, SINCE, UNTIL, Random(4))))
    station = Station.at(tmp_path / "home", centre)
    out = tmp_path / "月报.docx"
    told = station.told("report", "monthly", "--month", MONTH, "--out", out, person=SUPERVISOR)
    assert set(told) == {"month", "edition", "figures", "tables"}
    assert told["edition"] == 0
    parts = {"value", "numerator", "denominator", "rule", "label"}
    assert all(set(figure) == parts for figure in told["figures"].values())
    parts = {"title", "columns", "rows", "base", "rule"}
    assert all(set(table) == parts for table in told["tables"].values())
    assert all(isinstance(f["numerator"], str) for f in told["figures"].values())
    disposal = told["figures"]["disposal_rate"]
    share = Decimal(disposal["numerator"]) * 100 / Decimal(disposal["denominator"])
    assert Decimal(disposal["value"]) == share.quantize(Decimal("0.01"), ROUND_HALF_UP)
    units = {row[0] for row in told["tables"]["unit"]["rows"]}
    assert len(units) == 6
    text = words_of(out.read_bytes())
    assert text.startswith("城市管理监督指挥月报\n2026年10月（第 10 期）\n")
    assert "未定版，数据可能变化" in text
    assert f"处置率 {disposal['value']}%" in text

    frozen = station.told(
        *("report", "monthly", "--month", MONTH, "--freeze", "--out", tmp_path / "月报.xlsx"),
        person=SUPERVISOR,
    )
    assert frozen["edition"] == 1
    assert frozen["figures"] == told["figures"]
    book = load_workbook(tmp_path / "月报.xlsx")
    assert book.sheetnames[:5] == ["主要指标", "主要数量", "走势", "各区域情况", "各处置单位情况"]
    papers = tmp_path / "全部"
    papers.mkdir()
    asked = ("report", "all", "--period", MONTH, "--edition", 1, "--into", papers)
    told = station.told(*asked, person=SUPERVISOR)
    assert told["edition"] == 1
    assert set(told["files"].values()) == {path.name for path in papers.iterdir()}
    titles = ("城市管理监督指挥月报", "考核结果", "城市管理效能分析报告", "统计表")
    for title in titles:
        assert any(title in name and "第1版" in name for name in told["files"].values())
    for path in papers.iterdir():
        path.unlink()
    (papers / next(name for name in told["files"].values() if "考核" in name)).mkdir()
    refused = station.refused(*asked, person=SUPERVISOR)
    assert "考核结果" in refused["sentence"]
    assert refused["saved"] == 3
    year = tmp_path / "年报.docx"
    station.told("report", "monthly", "--month", "2026", "--out", year, person=SUPERVISOR)
    words = words_of(year.read_bytes())
    assert words.startswith("城市管理监督指挥年报\n2026年\n")
    assert "各月走势" in words
    assert "第 1 版" in words
    refused = station.refused("report", "monthly", "--month", MONTH, person="u1001")
    assert refused["error"] == "not_your_post"
    station.refused("report", "monthly", "--month", MONTH, "--out", "x.pdf", person="u1001", code=2)


def test_months_that_were_not_worked_here_are_imported(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    listed = station.told("import", "figures", "--list", person=SUPERVISOR)["tables"]
    tables = {table["table"]: set(table["indicators"]) for table in listed}
    assert "should_dispose" in tables["unit"]
    assert {"patrol_coverage", "video_valid"} <= tables["contract"]
    table = tmp_path / "历史.csv"
    head = "month,table,unit_or_class,indicator,value\n"
    good = "2025-10,unit,401,should_dispose,80\n2025-10,contract,collect1,patrol_coverage,92.5\n"
    table.write_text(f"{head}{good}2025-10,unit,nobody,reported,1\n", "utf-8")
    station.refused("import", "figures", table, person=SUPERVISOR)
    table.write_text(f"{head}{good}", "utf-8")
    assert station.told("import", "figures", table, "--dry-run", person=SUPERVISOR)["changed"] == 0
    assert station.told("import", "figures", table, person=SUPERVISOR)["changed"] == 2
    told = station.told("report", "monthly", "--month", "2025-10", person=SUPERVISOR)
    assert told["tables"]["unit"]["rows"][0][0].endswith("（录入）")
