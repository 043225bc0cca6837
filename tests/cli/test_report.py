"""Letters and registers from the command line: a step of the case, and a file that reads back."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_main_road import DISPATCHER, LEADER, SUPERVISOR, reported
from tests.fixtures.centre import Centre
from tests.helpers.station import Station
from tests.reports.documents import foot_of, words_of

GRID = "999001001001001"


def handled(station: Station) -> str:
    """A case in the hands of a unit; its acceptance number."""
    number = reported(station)
    station.do("u1001", "prefile", number, class_code="C010101", grid_code=GRID)
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


def test_a_letter_that_was_not_issued_cannot_be_written(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    number = handled(station)
    out = tmp_path / "x.docx"
    refused = station.refused(
        *("report", "letter", "supervision", "--on", number, "--out", out),
        *("--again", "督办〔2026〕9号"),
        person=SUPERVISOR,
    )
    assert refused["error"] == "no_letter"
    assert not out.exists()


def test_templates_can_be_listed_and_lent(centre: Centre, tmp_path: Path) -> None:
    station = Station.at(tmp_path / "home", centre)
    assert "supervision_letter" in station.told("report", "templates")["templates"]
    path = Path(station.told("report", "templates", "--lend", "reminder_letter")["path"])
    assert path.read_bytes().startswith(b"PK")
    station.refused("report", "templates", "--lend", "nothing", code=2)
