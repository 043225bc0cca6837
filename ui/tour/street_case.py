"""The scenes of one case of the street, from the report of a collector to its closing."""

from __future__ import annotations

from ui.panes.case_pages import CHECKS, PHOTOS, STORY
from ui.panes.case_pages import PLACE as PLACE_PAGE
from ui.tour.driver import Driver
from ui.tour.hands import click
from ui.tour.people import ACCEPTOR, DISPATCHER, LEADER, SUPERVISOR
from ui.tour.shift import Shift
from ui.tour.workplace import LARGE

RUBBISH = "行道树下堆了七八袋生活垃圾，有两袋已经破开，行人只能绕着走。"
PLACE = "东湖区文昌街道学府社区文汇大街76号附近"
GRID = "999001002001001"


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
    driver.select_case(one_with_photos(driver))
    driver.turn_to(CHECKS)
    driver.see_photos()
    shift.take_picture(ACCEPTOR, "case-checks")
    driver.turn_to(PLACE_PAGE)
    shift.take_picture(ACCEPTOR, "case-place")


def acceptor_notes_a_changed_component(shift: Shift) -> None:
    """A case shows that a component of the register is gone: a change with two clocks."""
    driver = shift.at(ACCEPTOR)
    click(driver.window.panel.pages.place.change)
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
    driver.find_case("to_file", shift.cases["rubbish"])
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
    driver.find_case("to_dispatch", case)
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
    driver.find_case("to_review", shift.cases["rubbish"])
    driver.turn_to(PHOTOS)
    driver.see_photos()
    shift.take_picture(SUPERVISOR, "supervisor-review-large")
    driver.take("submit_inspection")
    driver.deliver()


def acceptor_inspects(shift: Shift) -> None:
    """The collector is asked to look, and finds it clean."""
    driver, case = shift.at(ACCEPTOR), shift.cases["rubbish"]
    driver.find_case("to_issue_inspection", case)
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
    driver.find_case("to_close", case)
    pair = driver.window.panel.pages.closing.pair

    def come() -> bool:
        driver.sync()
        driver.settle()
        return all(side.view.image() is not None for side in (pair.before, pair.after))

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


def one_with_photos(driver: Driver) -> str:
    """The first case of the open queue that has a photo."""
    for number in driver.numbers:
        driver.select_case(number)
        if driver.shown is not None and driver.shown.detail.state.get("photos_before"):
            return number
    return driver.numbers[0]
