"""The whole road through real windows and a real centre: five people, each at a workstation."""

from __future__ import annotations

from pathlib import Path

from tests.fixtures.centre import Centre
from tests.helpers.team import Seat, Team

ACCEPTOR, SECOND, LEADER, DISPATCHER, SUPERVISOR = "u1001", "u1002", "u1007", "u1012", "u1015"
MONITOR, OTHER_LEADER = "u1016", "u1008"
PILES = ("rubbish_kerb", "rubbish_gate")
PLACE = {"address": "东湖区文昌街道文汇大街76号附近", "grid_code": "999001002001001"}


def report_rubbish(seat: Seat, photo: Path) -> str:
    """Register what a collector reported; returns the case."""
    driver = seat.driver
    driver.open_intake("grid")
    driver.fill("source", "collector")
    driver.fill("description", "人行道上堆了七八袋生活垃圾，有两袋已经破开。")
    driver.fill("photos_before", [photo])
    driver.fill("class_code", "E011001")
    for name, value in PLACE.items():
        driver.fill(name, value)
    driver.fill("collector", "C04")
    case = driver.register()
    seat.deliver()
    return case


def report_noise(seat: Seat) -> str:
    """Register a call to the hotline; returns the case."""
    driver = seat.driver
    driver.open_intake("hotline")
    driver.fill("source", "hotline_12345")
    driver.fill("caller_phone", "19900004321")
    driver.fill("description", "工地夜里还在打桩，睡不着。")
    driver.fill("matter_code", "M08")
    driver.fill("nature", "complaint")
    driver.fill("area", "999001")
    return driver.register()


def test_a_grid_case_goes_from_report_to_close(team: Team, centre: Centre, photos: Path) -> None:
    acceptor, second, leader, dispatcher, supervisor = (
        team.sit(person, by_hand=True)
        for person in (ACCEPTOR, SECOND, LEADER, DISPATCHER, SUPERVISOR)
    )
    case = report_rubbish(acceptor, photos / "rubbish_kerb.jpg")

    acceptor.do("to_accept", case, "prefile")
    leader.do("to_file", case, "return_prefiled", reason="看不出在哪一侧，请写明方位。")
    acceptor.do("to_accept", case, "prefile", address="东湖区文昌街道文汇大街76号门前北侧")
    leader.do("to_file", case, "file")
    dispatcher.do(
        "to_dispatch", case, "dispatch", unit="401", rule_cited="主次干道保洁由环卫公司负责"
    )
    dispatcher.do("to_receipt", case, "receipt")
    after = [photos / "rubbish_tree_after.jpg"]
    dispatcher.do("handling", case, "respond", response="已清运并冲洗。", photos_after=after)
    supervisor.do("to_review", case, "submit_inspection")
    acceptor.do("to_issue_inspection", case, "issue_inspection", collector="C04")
    second.do("inspecting", case, "inspection_fail", note="墙根还有一袋没有清走。")
    supervisor.do("failed_inspection", case, "rework", reason="清理不彻底，请返工。")
    dispatcher.do("to_receipt", case, "receipt")
    after = [photos / "rubbish_gate_after.jpg"]
    dispatcher.do("handling", case, "respond", response="已全部清走。", photos_after=after)
    supervisor.do("to_review", case, "submit_inspection")
    acceptor.do("to_issue_inspection", case, "issue_inspection", collector="C04")

    pass_after_another_was_first(acceptor, second, case, photos / "debris_wall_after.jpg")

    acceptor.do("to_pass_on", case, "pass_on")
    leader.do("to_close", case, "close")
    for seat in team.seats.values():
        seat.expect(case, "closed")
    assert acceptor.steps_of(case) == [
        *("report", "prefile", "return_prefiled", "prefile", "file", "dispatch", "receipt"),
        *("respond", "submit_inspection", "issue_inspection", "inspection_fail", "rework"),
        *("receipt", "respond", "submit_inspection", "issue_inspection", "reissue_inspection"),
        *("inspection_pass", "pass_on", "close"),
    ]
    state = acceptor.state_of(case)
    assert state is not None
    assert state["reworks"] == 1
    assert state["case_number"]
    assert all(seat.state_of(case) == state for seat in team.seats.values())
    verdicts = centre.superuser().execute(
        "SELECT verdict, code, count(*) FROM core.entry WHERE cause IS NULL"
        " AND subject <> 'attendance' GROUP BY verdict, code"
    )
    assert sorted(verdicts.fetchall(), key=str) == [("applied", None, 21), ("refused", "stale", 1)]


def pass_after_another_was_first(first: Seat, loser: Seat, case: str, photo: Path) -> None:
    """Two act on the same state; the loser sees it at the refusals desk and does it again."""
    loser.expect(case, "inspecting")
    loser.open("inspecting", case)
    loser.driver.take("inspection_pass", photos_after=[photo], note="现场已清理干净。")
    first.do("inspecting", case, "reissue_inspection", collector="C05", reason="原采集员调休。")

    loser.deliver()
    assert loser.stage_of(case) == "inspecting"
    assert "未接收 1" in loser.driver.status
    (card,) = loser.driver.open_refusals()
    assert card.item.code == "stale"
    assert card.item.values["note"] == "现场已清理干净。"
    loser.driver.do_again(card)
    loser.driver.confirm()
    assert not loser.driver.open_refusals()
    loser.deliver()
    assert loser.stage_of(case) == "inspected_pass"
    assert "未接收 0" in loser.driver.status


def test_an_order_goes_to_a_department_and_the_taker_owes_a_callback(team: Team) -> None:
    taker, other, leader, dispatcher, supervisor = (
        team.sit(person) for person in (ACCEPTOR, SECOND, LEADER, DISPATCHER, SUPERVISOR)
    )
    driver = taker.driver
    driver.open_intake("hotline")
    driver.fill("source", "hotline_12345")
    driver.fill("caller_phone", "19900001234")
    driver.fill("caller_name", "试打者")
    driver.fill("description", "工地停工两个月，十几个人的工资一直没有发。")
    driver.fill("matter_code", "M06")
    driver.fill("nature", "complaint")
    driver.fill("area", "999001")
    case = driver.register()
    taker.deliver()

    taker.do("to_accept", case, "send_on")
    dispatcher.expect(case, "filed")
    dispatcher.do("to_dispatch", case, "dispatch", rule_cited="欠薪投诉由人社部门查处")
    dispatcher.do("to_receipt", case, "receipt")
    dispatcher.do("handling", case, "respond", response="已责令支付，工资今天发到账上。")
    supervisor.expect(case, "responded")
    supervisor.do("to_review", case, "check_answer", demand_met=True, caller_told=True)
    leader.expect(case, "closing")
    leader.do("to_close", case, "close")

    taker.expect(case, "closed")
    state = taker.state_of(case)
    assert state is not None
    assert state["unit"] == "302"
    taker.open("my_callbacks", case)
    assert taker.driver.shown is not None
    assert taker.driver.shown.detail.contact is not None
    other.expect(case, "closed")
    other.driver.choose_queue("my_callbacks")
    assert not other.driver.numbers

    taker.do("my_callbacks", case, "finish_callback", satisfaction="satisfied", solved=True)
    taker.driver.choose_queue("my_callbacks")
    assert not taker.driver.numbers
    assert taker.steps_of(case)[-1] == "finish_callback"


def test_an_urgent_dispatch_is_ratified_later_by_another_leader(team: Team, photos: Path) -> None:
    monitor, sender, dispatcher, leader = (
        team.sit(person) for person in (MONITOR, OTHER_LEADER, DISPATCHER, LEADER)
    )
    driver = monitor.driver
    driver.open_intake("grid")
    driver.fill("source", "public")
    driver.fill("description", "非机动车道上污水井盖不见了，井口敞着。")
    driver.fill("photos_before", [photos / "cover_missing.jpg"])
    driver.fill("class_code", "C010201")
    for name, value in PLACE.items():
        driver.fill(name, value)
    case = driver.register()
    monitor.deliver()

    sender.expect(case, "reported")
    danger = "井口敞开，行人有坠入危险。"
    sender.do("all_open", case, "urgent_dispatch", unit="402", danger=danger, urgency="critical")
    sender.open("to_ratify", case)
    assert not sender.driver.offers("ratify")
    dispatcher.expect(case, "handling")
    dispatcher.do("to_receipt", case, "receipt")

    leader.expect(case, "handling")
    leader.do("to_ratify", case, "ratify", opinion="情况属实，同意先行派遣。")
    leader.driver.choose_queue("to_ratify")
    assert not leader.driver.numbers
    sender.meet_centre()
    sender.driver.wait_until(
        lambda: (sender.state_of(case) or {}).get("ratified") == "yes", "ratified"
    )
    assert sender.stage_of(case) == "handling"


def test_work_goes_on_without_the_centre_and_is_settled_once(
    cut_off_team: Team, own_centre: Centre, photos: Path
) -> None:
    team = cut_off_team
    acceptor, leader = team.sit(ACCEPTOR), team.sit(LEADER)
    seats = [acceptor, leader]
    filed, prefiled = (report_rubbish(acceptor, photos / f"{name}.jpg") for name in PILES)
    acceptor.do("to_accept", filed, "prefile")
    leader.expect(filed, "prefiled")

    own_centre.server.stop()
    for seat in seats:
        seat.meet_centre()
        seat.see("离线自")
    acceptor.open("to_accept", prefiled)
    acceptor.driver.take("prefile")
    order = report_noise(acceptor)
    acceptor.open("to_accept", order)
    acceptor.driver.take("send_on")
    leader.open("to_file", filed)
    leader.driver.take("file")
    leader.open("all_open", filed)
    assert leader.driver.shown is not None
    assert leader.driver.shown.detail.pending
    assert leader.stage_of(filed) == "filed"
    assert acceptor.duty.status().unsent == 3
    acceptor.see("未发送 3")
    leader.see("未发送 1")

    own_centre.server.start()
    for seat in seats:
        seat.deliver()
        seat.see("在线")
    newcomer = team.sit(OTHER_LEADER)
    stages = {filed: "filed", prefiled: "prefiled", order: "filed"}
    for seat in (*seats, newcomer):
        for case, stage in stages.items():
            seat.expect(case, stage)
        assert not seat.duty.reader.refusals()
    for case in stages:
        states = [seat.state_of(case) for seat in (*seats, newcomer)]
        assert states[0] == states[1] == states[2]
    entries = own_centre.superuser().execute(
        "SELECT root::text, step, count(*) FROM core.entry WHERE cause IS NULL"
        " AND subject <> 'attendance' AND verdict = 'applied' GROUP BY root, step"
    )
    assert sorted(entries.fetchall()) == sorted(
        [
            *((filed, step, 1) for step in ("report", "prefile", "file")),
            *((prefiled, step, 1) for step in ("report", "prefile")),
            *((order, step, 1) for step in ("report", "send_on")),
        ]
    )
