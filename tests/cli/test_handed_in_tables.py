"""Tables as people hand them in: every encoding is read, every fault is one clear sentence."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.centre import Centre
from tests.helpers.station import Station
from tests.helpers.tables import GOOD, HEADER, MAP, csv_text, workbook

ACCEPTOR, ADMIN = "u1001", "u1022"


@pytest.fixture
def station(centre: Centre, tmp_path: Path) -> Station:
    return Station.at(tmp_path / "seat", centre)


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    path = tmp_path / "map.toml"
    path.write_text(MAP, "utf-8")
    return path


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_is_read(
    station: Station, map_file: Path, tmp_path: Path, codec: str
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(csv_text([GOOD, ("2", "㐂𠮷路井盖破损。", "")]).encode(codec))
    told = station.told("import", "cases", path, "--map", map_file, person=ACCEPTOR)
    assert (told["saved"], told["unsent"], told["faults"]) == (2, 0, [])
    titles = {row["title"] for row in station.queue(ACCEPTOR, "to_accept")}
    assert titles == {"路灯不亮。", "㐂𠮷路井盖破损。"} if codec != "gb18030" else len(titles) == 2


def test_a_workbook_is_read_from_its_first_visible_sheet(
    station: Station, map_file: Path, tmp_path: Path
) -> None:
    rows = [HEADER, (1, "路灯不亮。", "2026-11-20 08:30"), (2.0, "井盖破损。", None), ("", "", "")]
    path = workbook(tmp_path / "cases.xlsx", rows, hidden={"说明": "请勿改动"})
    told = station.told("import", "cases", path, "--map", map_file, person=ACCEPTOR)
    assert (told["saved"], told["faults"]) == (2, [])


def test_rows_with_faults_are_named_and_the_good_ones_come_in_once(
    station: Station, map_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cases.csv"
    rows = [
        GOOD,
        ("2", "夜间施工。", "昨天晚上"),
        ("", "没有编号。", ""),
        ("4", "", ""),
        ("5", "长" * 2_001, ""),
        ("6", "多一格。", "", "多"),
        ("7", "a\0b\N{RIGHT-TO-LEFT OVERRIDE}", ""),
    ]
    path.write_text(csv_text(rows), "utf-8")
    for saved, known in ((2, 0), (0, 2)):
        result = station.run("import", "cases", path, "--map", map_file, person=ACCEPTOR)
        told = json.loads(result.stdout)
        assert result.exit_code == 1
        assert (told["saved"], told["known"], told["refused"]) == (saved, known, 0)
        lines = {fault["line"]: (fault["column"], fault["sentence"]) for fault in told["faults"]}
        assert lines[3] == ("时间", "时间无法识别，未导入。")
        assert lines[4] == ("编号", "没有外部编号，未导入。")
        assert lines[6][0] == "description"
        assert "可能错位" in lines[7][1]
        if saved:
            assert lines[5][1].startswith("问题描述、类别、事项至少要有一项")


def broken_quotes(folder: Path) -> Path:
    path = folder / "cases.csv"
    path.write_text(csv_text([GOOD]) + '2,"一直没有结束的引号,\n', "utf-8")
    return path


def empty(folder: Path) -> Path:
    path = folder / "cases.csv"
    path.write_bytes(b"")
    return path


def missing_column(folder: Path) -> Path:
    path = folder / "cases.csv"
    path.write_text(csv_text([("1", "路灯不亮。")], header=("编号", "内容")), "utf-8")
    return path


def column_twice(folder: Path) -> Path:
    path = folder / "cases.csv"
    path.write_text(csv_text([(*GOOD, "x")], header=(*HEADER, "内容")), "utf-8")
    return path


def formula_without_result(folder: Path) -> Path:
    return workbook(folder / "cases.xlsx", [HEADER, ("=1+1", "路灯不亮。", "")])


def bomb(folder: Path) -> Path:
    path = folder / "cases.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return path


def cut_workbook(folder: Path) -> Path:
    path = workbook(folder / "cases.xlsx", [HEADER, GOOD])
    path.write_bytes(path.read_bytes()[:-400])
    return path


def entities(folder: Path) -> Path:
    """A workbook whose sheet is a bomb of entities."""
    whole = workbook(folder / "whole.xlsx", [HEADER, GOOD])
    path = folder / "cases.xlsx"
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "0">{levels}]><x>&e11;</x>'
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for item in source.infolist():
            is_sheet = item.filename == "xl/worksheets/sheet1.xml"
            target.writestr(item.filename, evil if is_sheet else source.read(item))
    return path


def old_workbook(folder: Path) -> Path:
    path = folder / "cases.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return path


def folder_instead(folder: Path) -> Path:
    path = folder / "cases.csv"
    path.mkdir()
    return path


def nothing(folder: Path) -> Path:
    return folder / "cases.csv"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (broken_quotes, "第 3 行"),
        (empty, "是空的"),
        (missing_column, "缺少这些列：时间"),
        (column_twice, "同名的列：内容"),
        (formula_without_result, "A2 是公式"),
        (bomb, "展开后过大"),
        (cut_workbook, "不是能读的工作簿"),
        (entities, "不是能读的工作簿"),
        (old_workbook, "旧格式"),
        (folder_instead, "打不开"),
        (nothing, "找不到文件"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_changes_nothing(
    station: Station, map_file: Path, tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    path = make(tmp_path)
    refused = station.refused("import", "cases", path, "--map", map_file, person=ACCEPTOR)
    assert said in refused["sentence"]
    assert station.queue(ACCEPTOR, "to_accept") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MAP.replace("description =", "descripton ="), "descripton"),
        (MAP.replace('"hotline"', '"hotlin"'), "没有“hotlin”这个选项"),
        (MAP.replace("[cases.copy]", "[cases.copi]"), "cases.copi"),
        (MAP.replace('source_system = "test"', ""), "缺少“source_system”"),
        (MAP.replace("[cases.constant]", "[cases.constant"), "行写法不对"),
        ("[units]\ncode = 1\nname = 2\n", "没有 [cases]"),
        ("cases = 3", "map.toml 有误"),
    ],
)
def test_a_map_that_cannot_be_understood_names_what(
    station: Station, tmp_path: Path, text: str, said: str
) -> None:
    path, file = tmp_path / "map.toml", tmp_path / "cases.csv"
    path.write_text(text, "utf-8")
    file.write_text(csv_text([GOOD]), "utf-8")
    refused = station.refused("import", "cases", file, "--map", path, person=ACCEPTOR)
    assert said in refused["sentence"]


def test_units_need_their_columns_and_both_halves(
    station: Station, map_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "units.csv"
    words = ("import", "units", path, "--map", map_file, "--area", "999001")
    path.write_text("单位编号,名称\n9001,环卫二队\n", "utf-8")
    assert "单位" in station.refused(*words, person=ADMIN)["sentence"]
    path.write_text(
        "单位编号,单位\n9001,环卫二队\n9001,环卫 2 队\n9001,环卫二队\n,无编号\n", "utf-8"
    )
    result = station.run(*words, person=ADMIN)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["found"], told["changed"]) == (1, 1, 1)
    assert [fault["line"] for fault in told["faults"]] == [5]


def test_people_get_passwords_of_their_own(
    station: Station, centre: Centre, tmp_path: Path
) -> None:
    path, letter = tmp_path / "people.csv", tmp_path / "letter.csv"
    path.write_text(
        "login,name,posts,area\nu1001,陈思远,acceptor,999000\n"
        "u7001,=HYPERLINK(C2),acceptor,999001\n",
        "utf-8",
    )
    words = ("import", "people", path)
    assert station.told(*words, "--dry-run", person=ADMIN)["found"] == 2
    station.refused(*words, person=ADMIN, code=2)
    told = station.told(*words, "--passwords", letter, person=ADMIN)
    assert told == {"found": 2, "newcomers": ["u7001"]}
    (_header, line) = letter.read_text("utf-8-sig").splitlines()
    login, name, password = line.split(",")
    assert name == "'=HYPERLINK(C2)", "no formula beside passwords"
    centre.login(login, password).close()
    centre.login("u1001").close()
    assert letter.stat().st_mode & 0o077 == 0
    assert "已经存在" in station.refused(*words, "--passwords", letter, person=ADMIN)["sentence"]


def test_whom_the_centre_would_refuse_is_named_before_anybody_is_registered(
    station: Station, centre: Centre, tmp_path: Path
) -> None:
    path, letter = tmp_path / "people.csv", tmp_path / "letter.csv"
    path.write_text(
        "登录名,姓名,岗位,区域\nu7002,甲,受理员,999000\nu7003,乙,受理员,123456\n"
        f"{ADMIN},丙,受理员,999000\nu7004,丁,接线员,999000\n",
        "utf-8",
    )
    query = "SELECT count(*) FROM core.member"
    before = centre.superuser().execute(query).fetchall()
    for last in (["--dry-run"], ["--passwords", letter]):
        done = station.run("import", "people", path, *last, person=ADMIN)
        assert done.exit_code == 1
        told = json.loads(done.stdout)["faults"]
        assert [(fault["line"], fault["column"]) for fault in told] == [
            *((3, "区域"), (4, "登录名"), (5, "岗位")),
        ]
        assert not letter.exists()
        assert centre.superuser().execute(query).fetchall() == before
    roles = centre.superuser().execute("SELECT FROM pg_roles WHERE rolname = 'u7002'")
    assert roles.fetchone() is None, "a trial leaves nothing behind"
