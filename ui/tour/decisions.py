"""Requests in the tour: a unit asks through its dispatcher, a leader decides by the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from ui.panes.case_shown import Shown
from ui.theme import DARK, LIGHT
from ui.tour.driver import Driver
from ui.tour.hands import NotSeen, click, letter, press, write
from ui.tour.people import DISPATCHER, LEADER
from ui.tour.scan import draw_application
from ui.tour.shift import Shift
from ui.tour.workplace import LARGE, USUAL
from ui.wording import now_seconds

HOUR, HALF_A_DAY = 3600, 240


def leader_decides_a_second_extension(shift: Shift) -> None:
    """A unit asks for more time twice; the second time the leader sees the first, and the scan."""
    dispatcher, leader = shift.at(DISPATCHER), shift.at(LEADER)
    case = case_in_time(dispatcher, "handling", HALF_A_DAY)
    assert dispatcher.shown is not None
    lines = application_for(dispatcher.shown)
    ask_for_time(dispatcher, case, HALF_A_DAY, "所需材料由厂家定制，称半天内到货。")
    open_request(leader, "to_authorise", case)
    mean(leader, "grant_extension")
    shift.take_picture(LEADER, "leader-first-request")
    decide(leader, "grant_extension", "情况属实，同意")
    scan = draw_application(shift.photos / "application.jpg", lines)
    reason = "厂家来函称再迟半天到货，到货即施工，期间已设围挡和警示。"
    ask_for_time(dispatcher, case, HALF_A_DAY, reason, [scan])
    leader.window.resize(LARGE)
    open_request(leader, "to_authorise", case)
    unfold_reckoning(leader)
    mean(leader, "endorse")
    _see_scan(leader)
    shift.take_picture(LEADER, "leader-second-request-large")
    leader.use_theme(DARK)
    shift.take_picture(LEADER, "leader-second-request-dark")
    leader.use_theme(LIGHT)
    leader.window.resize(USUAL)
    shift.take_picture(LEADER, "leader-second-request")
    decide(leader, "endorse", "情况属实，建议批准半天")


def application_for(shown: Shown) -> list[tuple[str, str]]:
    """What the unit of a case writes in its application for more time."""
    state, standard = shown.detail.state, shown.detail.classed or {}
    matter = shown.names.get(("matter", str(state.get("matter_code"))), "")
    lines = [
        ("申请单位", shown.names.get(("unit", str(state.get("unit"))), "")),
        ("案　　由", str(standard.get("minor_name") or matter)),
        ("地　　点", str(state.get("address") or "")),
        ("原 时 限", f"{int(state.get('original_limit') or 0) // 60} 小时"),
        ("申请延长", "4 小时（第二次）"),
        ("理　　由", "厂家定制的材料再迟半天到货，"),
        ("", "到货即施工，期间已设围挡和警示。"),
    ]
    return [(label, words) for label, words in lines if words]


def case_in_time(driver: Driver, queue: str, minutes: int) -> str:
    """The number of a case that has time left and may be given so many minutes more."""
    driver.choose_queue(queue)
    for number in reversed(driver.numbers):
        driver.select_case(number)
        assert driver.shown is not None
        state = driver.shown.detail.state
        due, limit = int(state.get("due_at") or 0), int(state.get("original_limit") or 0)
        if due > now_seconds() + HOUR and limit >= minutes:
            return number
    raise NotSeen(f"no case in {queue} with time left and a limit of {minutes} minutes")


def ask_for_time(
    driver: Driver, case: str, minutes: int, reason: str, scans: list[Path] | None = None
) -> None:
    """The dispatcher records what the unit asks for, and sends it."""
    driver.sync()
    driver.choose_queue("handling")
    driver.select_case(case)
    driver.press_step("request_extension")
    driver.fill("asked_minutes", minutes)
    driver.fill("reason", reason)
    if scans:
        driver.fill("scans", scans)
    driver.confirm()
    driver.deliver()


def open_request(driver: Driver, queue: str, case: str) -> None:
    """Go to the desk of requests and choose the one of this case."""
    driver.sync()
    driver.choose_queue(queue)
    driver.wait_until(lambda: case in driver.numbers, f"the request of {case}")
    driver.select_case(case)


def decide(driver: Driver, step: str, words: str) -> None:
    """Press the key of the decision, say why, and Enter."""
    panel = driver.window.panels.request
    mean(driver, step)
    write(panel.form.words, words)
    press(panel.form.words, Qt.Key.Key_Return)
    driver.wait_until(lambda: panel.form.meant is None, f"{step} taken")
    driver.deliver()


def mean(driver: Driver, step: str) -> None:
    """Press the key of a decision."""
    panel = driver.window.panels.request
    bar = panel.actions_bar
    driver.wait_until(lambda: step in [one.step for one in bar.offered], f"{step} on offer")
    place = [one.step for one in bar.offered].index(step)
    press(driver.window.queue.table, letter(bar.buttons[place].key))
    driver.wait_until(lambda: panel.form.meant is not None, f"{step} meant")


def unfold_reckoning(driver: Driver) -> None:
    """See why the deadline stands where it stands."""
    click(driver.window.panels.request.page.why)
    driver.settle()


def _see_scan(driver: Driver) -> None:
    """Wait until the scan has come; its bytes follow the entry on a way of their own."""
    panel = driver.window.panels.request

    def come() -> bool:
        driver.sync()
        driver.settle()
        return panel.scans.view.image() is not None

    driver.wait_until(come, "the scan")
    driver.settle()
