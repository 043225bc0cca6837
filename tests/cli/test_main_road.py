"""The main road of a grid case by `seatapp do` alone, on two workstations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from seatapp.admin.city import demo_password
from seatapp.desk import Desk, Taken
from tests.fixtures.centre import Centre
from tests.helpers.station import Station, step_words

ACCEPTOR, OTHER_ACCEPTOR = "u1001", "u1002"
LEADER, DISPATCHER, SUPERVISOR = "u1007", "u1012", "u1015"
PHOTO = Path(__file__).parents[2] / "resources" / "demo" / "photos"
CLASS = "C010101"
GRID = "999001001001001"

Halls = tuple[Station, Station]


@pytest.fixture
def halls(centre: Centre, tmp_path: Path) -> Halls:
    """The workstation of the acceptors, and the one of everybody else."""
    return Station.at(tmp_path / "front", centre), Station.at(tmp_path / "back", centre)


def photos() -> list[Path]:
    return sorted(PHOTO.glob("*.jpg"))


def reported(station: Station, *flags: str) -> str:
    """Register a plain case; its acceptance number."""
    answer = station.do(
        ACCEPTOR,
        "report",
        None,
        *flags,
        case_kind="grid",
        source="collector",
        grid_code=GRID,
        urgency="normal",
        class_code=CLASS,
        description="路面上水井盖移位，行人绕行。",
        address="东湖区文昌街道学府社区文汇大街76号",
        photos_before=photos()[0],
    )
    return str(answer["number"])


def test_a_case_goes_from_report_to_close_with_one_rework(centre: Centre, halls: Halls) -> None:
    front, back = halls
    number = reported(front)
    assert [row["number"] for row in front.queue(ACCEPTOR, "to_accept")] == [number]
    why = "示例照片的日期较早，已电话核实。"
    front.do(ACCEPTOR, "prefile", number, class_code=CLASS, grid_code=GRID, override_reason=why)

    filed = back.do(LEADER, "file", number)
    assert filed["standing"] == "applied"
    assert filed["number"] == number
    case_number = back.queue(DISPATCHER, "to_dispatch")[0]["number"]
    assert case_number != number
    back.do(DISPATCHER, "dispatch", case_number, unit=501, rule_cited="管理办法第八条")
    back.do(DISPATCHER, "receipt", number)
    back.do(DISPATCHER, "respond", case_number, response="已补齐归位。", photos_after=photos()[1])
    back.do(SUPERVISOR, "submit_inspection", case_number)
    front.do(ACCEPTOR, "issue_inspection", case_number, collector="C01")
    failed = front.do(ACCEPTOR, "inspection_fail", case_number, note="井盖仍有异响。")
    assert failed["stage"] == "inspected_fail"

    back.do(SUPERVISOR, "rework", case_number, reason="核查未通过")
    back.do(DISPATCHER, "receipt", case_number)
    back.do(DISPATCHER, "respond", case_number, response="已加垫固定。", photos_after=photos()[2])
    back.do(SUPERVISOR, "submit_inspection", case_number)
    front.do(OTHER_ACCEPTOR, "issue_inspection", case_number, collector="C01")
    front.do(OTHER_ACCEPTOR, "inspection_pass", case_number, photos_after=photos()[3])
    front.do(ACCEPTOR, "pass_on", case_number)
    closed = back.do(LEADER, "close", case_number)
    assert closed["stage"] == "closed"

    assert front.told("sync", person=ACCEPTOR) == {"online": True, "refused": 0, "unsent": 0}
    assert back.told("sync", person=LEADER) == {"online": True, "refused": 0, "unsent": 0}
    assert [row["number"] for row in back.queue(LEADER, "recently_closed")] == [case_number]
    stood = centre.superuser().execute(
        'SELECT stage, reworks, case_number, acceptance_number FROM core."case"'
    )
    assert stood.fetchall() == [("closed", 1, case_number, number)]
    came = centre.superuser().execute("SELECT count(*) FROM core.photo WHERE complete").fetchone()
    assert came == (4,)


def test_the_seat_refuses_with_code_and_sentence(halls: Halls) -> None:
    front, back = halls
    number = reported(front)
    refused = back.refused(*step_words("file", number), person=LEADER)
    assert refused["error"] == "wrong_stage"
    assert "待受理" in refused["sentence"]
    refused = front.refused(*step_words("prefile", number, class_code=CLASS), person=ACCEPTOR)
    assert refused["error"] == "missing_field"
    assert "单元网格" in refused["sentence"]


def test_what_the_centre_refuses_ends_with_one_and_says_why(halls: Halls) -> None:
    front, back = halls
    number = reported(front)
    back.told("sync", person=OTHER_ACCEPTOR)
    front.do(ACCEPTOR, "decline", number, reason="不属本市", rule_cited="第三条")
    back.do(OTHER_ACCEPTOR, "prefile", number, "--offline", class_code=CLASS, grid_code=GRID)
    answer = back.told("sync", person=OTHER_ACCEPTOR)
    assert (answer["unsent"], answer["refused"]) == (0, 1)
    # A later step of this seat on today's state is told apart from the one that was refused.
    refused = back.refused(
        *step_words("prefile", number, class_code=CLASS, grid_code=GRID), person=OTHER_ACCEPTOR
    )
    assert refused["error"] == "wrong_stage"


def test_a_refusal_that_comes_with_the_answer_is_the_answer(
    centre: Centre, halls: Halls, monkeypatch: pytest.MonkeyPatch
) -> None:
    front, _back = halls
    number = reported(front)
    perform = Desk.perform

    def perform_and_lose_the_post(desk: Desk, *words: Any) -> Taken:
        taken = perform(desk, *words)
        ended = "UPDATE core.member_post SET valid_until = now() WHERE person = %s"
        centre.superuser().execute(ended, (ACCEPTOR,))
        return taken

    monkeypatch.setattr(Desk, "perform", perform_and_lose_the_post)
    result = front.run(*step_words("note", number, note="先看一下现场"), person=ACCEPTOR)
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (answer["standing"], answer["code"]) == ("refused", "not_your_post")
    assert "没有办理“备注”所需的岗位" in answer["sentence"]


def test_work_goes_on_offline_and_is_settled_once(centre: Centre, halls: Halls) -> None:
    front, back = halls
    front.told("sync", person=ACCEPTOR)
    front.pull_out()
    number = reported(front, "--offline")
    saved = front.do(ACCEPTOR, "note", number, note="已电话告知。")
    assert saved["standing"] == "pending"
    assert front.refused("sync", person=ACCEPTOR)["error"] == "offline"

    front.plug_in()
    for _time in range(2):
        assert front.told("sync", person=ACCEPTOR)["unsent"] == 0
    entries = centre.superuser().execute("SELECT step FROM core.entry ORDER BY n").fetchall()
    assert entries == [("report",), ("note",)]
    assert [row["number"] for row in back.queue(OTHER_ACCEPTOR, "to_accept")] == [number]


def test_the_installed_command_answers_people_too(halls: Halls) -> None:
    front, _back = halls
    number = reported(front)
    environment = os.environ | {
        "SEATAPP_HOME": str(front.home),
        "SEATAPP_LOGIN": ACCEPTOR,
        "SEATAPP_PASSWORD": demo_password(ACCEPTOR),
    }
    done = subprocess.run(
        [sys.executable, "-m", "seatapp", *step_words("note", number, note="再看一次")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{number} 已保存，中心已接收\n"
    unknown = subprocess.run(
        [sys.executable, "-m", "seatapp", *step_words("note", "Z99-0", note="x")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert unknown.stderr == "“Z99-0”找到 0 件，请写完整编号。\n"
