"""The scenes of the hotline: an order to a department, its callback, a call with an emergency."""

from __future__ import annotations

from ui.tour.people import ACCEPTOR, DISPATCHER, LEADER, SUPERVISOR
from ui.tour.shift import Shift

CALLER = "19900004321"
BURST = "东湖路口水管爆了，水已经漫到人行道，车都过不去。"


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
    dispatcher.find_case("to_dispatch", case)
    dispatcher.take("dispatch", rule_cited="示例职责清单：欠薪投诉由人社部门查处")
    dispatcher.choose_queue("handling")
    dispatcher.select_case(case)
    dispatcher.take("respond", response="已责令支付，工资今天发到各人账上。")
    dispatcher.deliver()
    supervisor = shift.at(SUPERVISOR)
    supervisor.find_case("to_review", case)
    supervisor.press_step("check_answer")
    supervisor.fill("demand_met", True)
    supervisor.fill("caller_told", True)
    shift.take_picture(SUPERVISOR, "check-answer-dialog-large")
    supervisor.confirm()
    supervisor.deliver()
    leader = shift.at(LEADER)
    leader.find_case("to_close", case)
    leader.take("close")
    leader.deliver()


def acceptor_calls_back(shift: Shift) -> None:
    """Who took the call rings back."""
    driver = shift.at(ACCEPTOR)
    driver.find_case("my_callbacks", shift.cases["wages"])
    shift.take_picture(ACCEPTOR, "callbacks")
    driver.press_step("finish_callback")
    driver.fill("satisfaction", "satisfied")
    driver.fill("solved", True)
    shift.take_picture(ACCEPTOR, "callback-dialog")
    driver.confirm()
    driver.deliver()


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
