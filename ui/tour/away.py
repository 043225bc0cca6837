"""The scenes without the centre: work goes on, and two people act on the same inspection."""

from __future__ import annotations

from pathlib import Path

from seatapp.text import _
from ui.tour.people import ACCEPTOR, DISPATCHER, LEADER, SECOND, SUPERVISOR
from ui.tour.shift import Shift
from ui.tour.street_case import GRID


def two_work_while_the_centre_is_away(shift: Shift) -> None:
    """The centre stops; work goes on, and two people act on the same inspection."""
    driver = shift.at(ACCEPTOR)
    case = shift.cases["stall"] = _inspection(shift)
    second = shift.at(SECOND)
    second.find_case("inspecting", case)
    shift.city.server.stop()
    offline = _("离线自 {at}").split("{at}")[0]
    for one in (driver, second):
        one.sync()
        one.wait_until(lambda one=one: offline in one.status, "offline")  # type: ignore[misc]
    driver.select_case(case)
    driver.take("reissue_inspection", collector="C05", reason="原采集员调休，改派同组。")
    driver.select_case(case)
    shift.take_picture(ACCEPTOR, "offline-unsent")
    second.take("inspection_pass", note="摊位已撤，地面已冲洗。")
    shift.leave(SECOND)


def the_centre_is_back(shift: Shift) -> None:
    """What was done meanwhile is sent and settled."""
    driver = shift.at(ACCEPTOR)
    shift.city.server.start()
    driver.deliver()
    driver.wait_until(lambda: _("在线") in driver.status, "online")
    driver.select_case(shift.cases["stall"])
    shift.take_picture(ACCEPTOR, "online-settled")


def the_second_sees_what_was_refused(shift: Shift) -> None:
    """The other one was too late: the step stands at the refusals desk, and is taken again."""
    driver = shift.at(SECOND)
    driver.deliver()
    cards = driver.open_refusals()
    shift.take_picture(SECOND, "refusals-desk")
    driver.do_again(cards[-1])
    shift.take_picture(SECOND, "refused-step-again")
    driver.confirm()
    driver.deliver()


def _inspection(shift: Shift) -> str:
    """A case that stands under inspection."""
    driver = shift.at(ACCEPTOR)
    before, after = (
        shift.photos / f"{name}.jpg" for name in ("stall_vegetable", "stall_vegetable_after")
    )
    driver.open_intake("grid")
    driver.fill("source", "collector")
    driver.fill("description", "人行道上摆了菜摊，行人要绕到车道上走。")
    driver.fill("photos_before", [before])
    driver.fill("class_code", "E040601")
    driver.fill("address", "东湖区文昌街道学府社区文汇大街82号附近")
    driver.fill("grid_code", GRID)
    driver.fill("collector", "C04")
    case = driver.register()
    driver.choose_queue("to_accept")
    driver.select_case(case)
    driver.take("prefile")
    driver.deliver()
    _take(shift, LEADER, "to_file", case, "file")
    _take(shift, DISPATCHER, "to_dispatch", case, "dispatch", unit="301", rule_cited="示例职责清单")
    _take(
        shift, DISPATCHER, "handling", case, "respond",
        response="摊贩已劝离，占道物品已清走。", photos_after=[after],
    )  # fmt: skip
    _take(shift, SUPERVISOR, "to_review", case, "submit_inspection")
    _take(shift, ACCEPTOR, "to_issue_inspection", case, "issue_inspection", collector="C04")
    driver.choose_queue("inspecting")
    driver.select_case(case)
    return case


def _take(
    shift: Shift, person: str, queue: str, case: str, step: str, **values: str | list[Path]
) -> None:
    driver = shift.at(person)
    driver.find_case(queue, case)
    driver.take(step, **values)
    driver.deliver()
