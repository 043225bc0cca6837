"""Admins see how every workstation stands, by what each told last; nobody else does."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from seatapp.admin.seats import SeatLine, centre_ahead, seat_lines
from seatapp.central.messages import Standing
from seatapp.errors import CentreRefused
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.seat_line import SeatLine as Line

WELL = Standing("0.2.0", 1, 0, 0, 0)


def told(centre: Centre, standing: Standing, person: str = "u1001") -> str:
    """A workstation that has told how it stands; its identifier."""
    line = Line(centre, person)
    line.gateway.tell_standing(line.seat, standing)
    return line.seat


def of(centre: Centre) -> dict[str, SeatLine]:
    return {line.code: line for line in seat_lines(centre.login(ADMIN), 60)}


def test_what_somebody_should_look_after_is_named(centre: Centre) -> None:
    told(centre, WELL)
    told(centre, Standing("0.10.0", 1, 0, 3, 0, -75), "u1002")
    quiet = told(centre, Standing("0.10.0", 1, 7, 0, 2), "u1007")
    Line(centre, "u1018")
    owner = centre.superuser()
    owner.execute(
        "UPDATE core.seat SET last_seen = now() - interval '5 days' WHERE seat = %s", (quiet,)
    )
    lines = of(centre)
    assert [line.standing for line in lines.values()][:1] == [WELL]
    assert {code: list(line.findings) for code, line in lines.items()} == {
        "A01": ["程序不是最新的"],
        "A02": ["有 3 条中心未接收，待本人处理", "时钟慢了 75 秒，请校准"],
        "A03": ["5 天没有联系", "有 7 条没有发出，请开机联网"],
        "A04": [],
    }
    assert lines["A04"].standing is None
    owner.execute("SELECT core.begin_epoch(30)")
    assert "恢复备份之后还没有重新提供" in of(centre)["A02"].findings
    again = Line(centre, "u1002")
    again.gateway.tell_standing(
        again.seat, replace(WELL, version="0.10.0", epoch=again.session.epoch)
    )
    assert of(centre)["A05"].findings == [], "what it tells after a restore is taken"


@pytest.mark.parametrize(
    ("skews", "ahead", "named"),
    [
        ([600, 0], 0, {"A01"}),
        ([600, 0, 1, -2], 0, {"A01"}),
        ([-600, -598, -601, 0], 600, {"A04"}),
        ([600, 598, 601, 500], -598, {"A04"}),
        ([600, -600, 300, 0], 0, {"A01", "A02", "A03"}),
    ],
)
def test_where_most_clocks_agree_the_centre_is_wrong(
    centre: Centre, skews: list[int], ahead: int, named: set[str]
) -> None:
    for skew, person in zip(skews, ("u1001", "u1002", "u1007", "u1018"), strict=False):
        told(centre, Standing("0.2.0", 1, 0, 0, 0, skew), person)
    lines = of(centre)
    assert centre_ahead(list(lines.values())) == ahead
    assert {code for code, line in lines.items() if line.findings} == named


def test_the_list_has_no_names_and_is_for_admins(centre: Centre) -> None:
    told(centre, WELL)
    row = centre.login(ADMIN).execute("SELECT api.report_seats(60)").fetchone()
    assert row is not None
    assert json.loads(row[0])["seats"][0].keys() == {"code", "last_seen", "told"}
    assert "u1001" not in row[0]
    for person in ("u1001", "u1007"):
        with pytest.raises(CentreRefused):
            seat_lines(centre.login(person), 60)


def test_only_counts_and_a_version_can_be_told(centre: Centre) -> None:
    line, wire = Line(centre, "u1001"), centre.login("u1001")
    well = vars(WELL)
    for words in (
        "[]",
        "no words",
        '{"version": "0.1.0"}',
        json.dumps({**well, "person": "u1001"}),
        json.dumps({**well, "unsent": -1}),
        json.dumps({**well, "version": "x" * 33}),
        json.dumps({**well, "epoch": None}),
        json.dumps({**well, "skew": "1 day"}),
        " " * 400,
    ):
        row = wire.execute("SELECT api.tell_seat(%s, %s)", (line.seat, words)).fetchone()
        assert row == ('{"problem": "malformed"}',), words
    assert of(centre)["A01"].standing is None


def test_nobody_tells_for_a_workstation_without_a_session_there(centre: Centre) -> None:
    line = Line(centre, "u1001")
    row = centre.login("u1007").execute(
        "SELECT api.tell_seat(%s, %s)", (line.seat, json.dumps(vars(WELL)))
    )
    assert row.fetchone() == ('{"problem": "no_session"}',)
    assert of(centre)["A01"].standing is None
