"""The scenes of the shift, in their order: who does what, and which moments become pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.panes.case_panel import CHECKS, PHOTOS, STORY
from ui.panes.case_panel import PLACE as PLACE_PAGE
from ui.panes.sampling_pane import SamplingPane
from ui.panes.watch_pane import WatchPane
from ui.place_names import ROSTER, SAMPLES, TAKING, WATCH
from ui.theme import DARK, LIGHT
from ui.tour import shift_work
from ui.tour.decisions import leader_decides_a_second_extension
from ui.tour.driver import Driver
from ui.tour.figures import (
    how_work_stands_here,
    the_supervisor_reads_the_month,
    the_supervisor_records_a_finding,
    the_supervisor_takes_all_papers_out,
)
from ui.tour.hands import click
from ui.tour.people import ACCEPTOR, DISPATCHER, LEADER, MONITOR, SECOND, SUPERVISOR
from ui.tour.workplace import LARGE, USUAL

if TYPE_CHECKING:
    from ui.tour.shift import Shift

RUBBISH = "行道树下堆了七八袋生活垃圾，有两袋已经破开，行人只能绕着走。"
PLACE = "东湖区文昌街道学府社区文汇大街76号附近"
GRID = "999001002001001"
CALLER = "19900004321"
BURST = "东湖路口水管爆了，水已经漫到人行道，车都过不去。"


def acceptor_logs_in(shift: Shift) -> None:
    """The day begins: the log-in, then what waits."""
    driver = shift.sit(ACCEPTOR, "log-in")
    driver.choose_queue("to_accept")
    driver.select_case(_one_with_photos(driver))
    driver.see_photos()
    shift.take_picture(ACCEPTOR, "acceptor-queue")
    driver.turn_to(PHOTOS)
    driver.see_photos()
    shift.take_picture(ACCEPTOR, "case-photos")


def acceptor_registers(shift: Shift) -> None:
    """A collector's report is typed in, looked at, and pre-filed."""
    driver = shift.at(ACCEPTOR)
    driver.open_intake("grid")
    driver.fill("source", "collector")
    driver.fill("description", RUBBISH)
    driver.fill("photos_before", [shift.photos / "rubbish_tree.jpg"])
    driver.type_into("class_code", "垃圾")
    shift.take_picture(ACCEPTOR, "intake-type-ahead")
    driver.fill("class_code", "E011001")
    driver.fill("address", PLACE)
    driver.fill("grid_code", GRID)
    driver.fill("collector", "C04")
    shift.take_picture(ACCEPTOR, "intake-filled")
    shift.cases["rubbish"] = driver.register()
    driver.choose_queue("to_accept")
    driver.select_case(shift.cases["rubbish"])
    driver.press_step("prefile")
    shift.take_picture(ACCEPTOR, "prefile-dialog")
    driver.confirm()
    driver.deliver()


def acceptor_checks(shift: Shift) -> None:
    """What stands against filing, what may be the same matter, and where it is."""
    driver = shift.at(ACCEPTOR)
    driver.choose_queue("to_accept")
    driver.select_case(_one_with_photos(driver))
    driver.turn_to(CHECKS)
    driver.see_photos()
    shift.take_picture(ACCEPTOR, "case-checks")
    driver.turn_to(PLACE_PAGE)
    shift.take_picture(ACCEPTOR, "case-place")


def acceptor_notes_a_changed_component(shift: Shift) -> None:
    """A case shows that a component of the register is gone: a change with two clocks."""
    driver = shift.at(ACCEPTOR)
    click(driver.window.panel.place.change)
    driver.wait_for_dialog()
    driver.fill("change_kind", "removed")
    driver.fill("component_name", "垃圾箱")
    driver.fill("note", "原位只剩基座，箱体已不在，附近没有移位。")
    shift.take_picture(ACCEPTOR, "component-change-dialog")
    driver.confirm()
    driver.choose_queue("component_changes")
    driver.wait_until(lambda: driver.numbers, "the change")
    driver.select_case(driver.numbers[0])
    shift.take_picture(ACCEPTOR, "component-change")
    driver.deliver()


def leader_files(shift: Shift) -> None:
    """The shift leader looks at photo and standard, and files."""
    driver = shift.at(LEADER)
    _open(driver, "to_file", shift.cases["rubbish"])
    driver.see_photos()
    shift.take_picture(LEADER, "leader-queue")
    driver.press_step("file")
    driver.fill("opinion", "属实，按暴露垃圾立案。")
    shift.take_picture(LEADER, "file-dialog")
    driver.confirm()
    driver.deliver()


def dispatcher_sends(shift: Shift) -> None:
    """The dispatcher sends the case to a unit, signs for it and records what the unit says."""
    driver, case = shift.at(DISPATCHER), shift.cases["rubbish"]
    _open(driver, "to_dispatch", case)
    driver.see_photos()
    driver.press_step("dispatch")
    driver.fill("unit", "401")
    driver.fill("rule_cited", "示例职责清单：主干道清扫保洁由洁诚环卫负责")
    shift.take_picture(DISPATCHER, "dispatch-dialog")
    driver.confirm()
    driver.choose_queue("to_receipt")
    driver.select_case(case)
    driver.take("receipt")
    driver.choose_queue("handling")
    driver.select_case(case)
    driver.see_photos()
    units = driver.window.queue.by_unit
    click(units)
    driver.settle()
    shift.take_picture(DISPATCHER, "dispatcher-handling")
    click(units)
    driver.press_step("respond")
    driver.fill("response", "已清运八袋垃圾并冲洗地面，现场无残留。")
    driver.fill("photos_after", [shift.photos / "rubbish_tree_after.jpg"])
    shift.take_picture(DISPATCHER, "respond-dialog")
    driver.confirm()
    driver.deliver()


def supervisor_reviews(shift: Shift) -> None:
    """The supervisor compares before and after on a large screen."""
    driver = shift.sit(SUPERVISOR, size=LARGE)
    _open(driver, "to_review", shift.cases["rubbish"])
    driver.turn_to(PHOTOS)
    driver.see_photos()
    shift.take_picture(SUPERVISOR, "supervisor-review-large")
    driver.take("submit_inspection")
    driver.deliver()


def acceptor_inspects(shift: Shift) -> None:
    """The collector is asked to look, and finds it clean."""
    driver, case = shift.at(ACCEPTOR), shift.cases["rubbish"]
    _open(driver, "to_issue_inspection", case)
    driver.press_step("issue_inspection")
    driver.fill("collector", "C04")
    driver.fill("question", "请拍摄与处置前同角度的照片。")
    shift.take_picture(ACCEPTOR, "inspection-dialog")
    driver.confirm()
    driver.choose_queue("inspecting")
    driver.select_case(case)
    driver.take("inspection_pass", note="现场已清理干净。")
    driver.choose_queue("to_pass_on")
    driver.select_case(case)
    driver.take("pass_on")
    driver.deliver()


def leader_closes(shift: Shift) -> None:
    """The shift leader compares both photos and closes; the history tells who did what."""
    driver, case = shift.at(LEADER), shift.cases["rubbish"]
    _open(driver, "to_close", case)
    sides = (driver.window.panel.closing.pair.before, driver.window.panel.closing.pair.after)

    def come() -> bool:
        driver.sync()
        driver.settle()
        return all(side.view.image() is not None for side in sides)

    driver.wait_until(come, "both photos")
    driver.settle()
    shift.take_picture(LEADER, "leader-closing")
    driver.press_step("close")
    driver.confirm()
    driver.deliver()
    driver.choose_queue("recently_closed")
    driver.select_case(case)
    driver.turn_to(STORY)
    shift.take_picture(LEADER, "history")


def order_goes_to_a_department(shift: Shift) -> None:
    """A call about unpaid wages goes to the department and comes back as a callback."""
    driver = shift.at(ACCEPTOR)
    driver.open_intake("hotline")
    driver.fill("source", "hotline_12345")
    driver.fill("caller_phone", "19900002345")
    driver.fill("caller_name", "演示甲")
    driver.fill("description", "槐安路工地停工两个月，十几个人的工资一直没有发。")
    driver.fill("matter_code", "M06")
    driver.fill("nature", "complaint")
    driver.fill("area", "999001")
    shift.take_picture(ACCEPTOR, "intake-hotline")
    case = shift.cases["wages"] = driver.register()
    driver.choose_queue("to_accept")
    driver.select_case(case)
    driver.take("send_on")
    driver.deliver()
    dispatcher = shift.at(DISPATCHER)
    _open(dispatcher, "to_dispatch", case)
    dispatcher.take("dispatch", rule_cited="示例职责清单：欠薪投诉由人社部门查处")
    dispatcher.choose_queue("handling")
    dispatcher.select_case(case)
    dispatcher.take("respond", response="已责令支付，工资今天发到各人账上。")
    dispatcher.deliver()
    supervisor = shift.at(SUPERVISOR)
    _open(supervisor, "to_review", case)
    supervisor.press_step("check_answer")
    supervisor.fill("demand_met", True)
    supervisor.fill("caller_told", True)
    shift.take_picture(SUPERVISOR, "check-answer-dialog-large")
    supervisor.confirm()
    supervisor.deliver()
    leader = shift.at(LEADER)
    _open(leader, "to_close", case)
    leader.take("close")
    leader.deliver()


def acceptor_calls_back(shift: Shift) -> None:
    """Who took the call rings back."""
    driver = shift.at(ACCEPTOR)
    _open(driver, "my_callbacks", shift.cases["wages"])
    shift.take_picture(ACCEPTOR, "callbacks")
    driver.press_step("finish_callback")
    driver.fill("satisfaction", "satisfied")
    driver.fill("solved", True)
    shift.take_picture(ACCEPTOR, "callback-dialog")
    driver.confirm()
    driver.deliver()


def two_work_while_the_centre_is_away(shift: Shift) -> None:
    """The centre stops; work goes on, and two people act on the same inspection."""
    driver = shift.at(ACCEPTOR)
    case = shift.cases["stall"] = _inspection(shift)
    second = shift.at(SECOND)
    _open(second, "inspecting", case)
    shift.city.server.stop()
    for one in (driver, second):
        one.sync()
        one.wait_until(lambda one=one: "离线自" in one.status, "offline")  # type: ignore[misc]
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
    driver.wait_until(lambda: "在线" in driver.status, "online")
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


def somebody_searches(shift: Shift) -> None:
    """Ctrl+K finds cases by a part of the address."""
    driver = shift.at(ACCEPTOR)
    driver.search("文汇大街")
    shift.take_picture(ACCEPTOR, "search")
    driver.open_found()


def the_shift_changes(shift: Shift) -> None:
    """One acceptor hands over and signs, the next takes the items and signs."""
    leaver = shift.at(ACCEPTOR)
    handover = shift_work.hand_over(leaver, "开始交班（受理员）", "齐全，无异常。")
    shift.take_picture(ACCEPTOR, "handover-signed")
    leaver.deliver()
    taker = shift.at(SECOND)
    taker.deliver()
    shift_work.go_to(taker, TAKING)
    shift.take_picture(SECOND, "taking-duty")
    shift_work.take_over(taker, handover)
    shift.take_picture(SECOND, "handover-taken")
    shift_work.go_to(taker, ROSTER)
    shift.take_picture(SECOND, "roster")
    shift_work.write_log(taker, "来访", "市局来访三人，了解夜间渣土车管理情况，已请示值班长。")
    shift.take_picture(SECOND, "duty-log")


def a_call_is_taken(shift: Shift) -> None:
    """A number rings, is answered into the form, and the caller tells of an emergency."""
    driver = shift.at(ACCEPTOR)
    window = driver.window
    window.ring(CALLER, "")
    driver.settle()
    shift.take_picture(ACCEPTOR, "call-rings")
    window.banner.take()
    driver.settle()
    window.places.calls.form.fill({"nature": "help", "description": BURST})
    window.places.calls.knowledge.search.setText("gs")
    driver.settle()
    shift.take_picture(ACCEPTOR, "call-form")
    window.places.calls.raise_emergency()
    driver.settle()
    window.places.calls.choose_outcome("pass_to_case")
    window.places.calls.save()
    driver.settle()
    window.go_to("emergencies")
    driver.wait_until(lambda: bool(window.queue.model.rowCount()), "an emergency")
    window.queue.table.selectRow(0)
    driver.wait_until(lambda: window.root_panel.shown, "the emergency")
    driver.settle()
    shift.take_picture(ACCEPTOR, "emergency")
    driver.deliver()


def the_monitor_looks_round(shift: Shift) -> None:
    """One site has nothing new; what another one says is on its way to a case."""
    driver = shift.at(MONITOR)
    page = shift_work.go_to(driver, WATCH)
    assert isinstance(page, WatchPane)
    driver.wait_until(lambda: page.cards, "the sites")
    page.cards["W02"].checked.emit("check_clear", "")
    page.cards["W04"].checked.emit("check_found", "视频反映夜间渣土车超速，已转交警。")
    driver.settle()
    page.cards["W03"].note.setText("读者来信：文汇大街夜间施工。")
    shift.take_picture(MONITOR, "watch-rounds")
    driver.deliver()


def the_supervisor_draws_a_sample(shift: Shift) -> None:
    """Closed cases of the last days are drawn by source, looked at, and frozen."""
    driver = shift.at(SUPERVISOR)
    driver.sync()
    page = shift_work.go_to(driver, SAMPLES)
    assert isinstance(page, SamplingPane)
    page.stratum.setCurrentIndex(page.stratum.findData("source"))
    page.until.setDate(page.until.date().addDays(1))
    page.look()
    driver.wait_until(page.confirm.isEnabled, "a sample")
    page.freeze()
    driver.settle()
    shift.take_picture(SUPERVISOR, "samples-large")
    driver.deliver()


def evening(shift: Shift) -> None:
    """The dark colours, on the usual and on the large screen."""
    driver = shift.at(DISPATCHER)
    driver.choose_queue("soon_late")
    driver.use_theme(DARK)
    shift.take_picture(DISPATCHER, "dark")
    driver.window.resize(LARGE)
    driver.choose_queue("all_open")
    driver.select_case(_one_with_photos(driver))
    driver.see_photos()
    shift.take_picture(DISPATCHER, "dark-large")
    driver.use_theme(LIGHT)
    shift.take_picture(DISPATCHER, "all-open-large")
    driver.window.resize(USUAL)


SCENES: Sequence[Callable[[Shift], None]] = (
    acceptor_logs_in,
    acceptor_checks,
    acceptor_notes_a_changed_component,
    acceptor_registers,
    leader_files,
    dispatcher_sends,
    supervisor_reviews,
    acceptor_inspects,
    leader_closes,
    order_goes_to_a_department,
    acceptor_calls_back,
    a_call_is_taken,
    the_monitor_looks_round,
    the_supervisor_draws_a_sample,
    the_supervisor_reads_the_month,
    the_supervisor_takes_all_papers_out,
    the_supervisor_records_a_finding,
    how_work_stands_here,
    leader_decides_a_second_extension,
    two_work_while_the_centre_is_away,
    the_centre_is_back,
    the_second_sees_what_was_refused,
    somebody_searches,
    the_shift_changes,
    evening,
)
"""The shift from beginning to end."""


def _open(driver: Driver, queue: str, case: str) -> None:
    driver.sync()
    driver.choose_queue(queue)
    driver.select_case(case)


def _one_with_photos(driver: Driver) -> str:
    """The first case of the open queue that has a photo."""
    for number in driver.numbers:
        driver.select_case(number)
        if driver.shown is not None and driver.shown.detail.state.get("photos_before"):
            return number
    return driver.numbers[0]


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
    _open(driver, queue, case)
    driver.take(step, **values)
    driver.deliver()
