"""The scenes of the shift in their order, and those that belong to no longer story."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from seatapp.text import _
from ui.panes.case_pages import PHOTOS
from ui.panes.sampling_pane import SamplingPane
from ui.panes.watch_pane import WatchPane
from ui.place_names import ROSTER, SAMPLES, TAKING, WATCH
from ui.theme import DARK, LIGHT
from ui.tour import shift_work
from ui.tour.away import (
    the_centre_is_back,
    the_second_sees_what_was_refused,
    two_work_while_the_centre_is_away,
)
from ui.tour.decisions import leader_decides_a_second_extension
from ui.tour.figures import (
    how_work_stands_here,
    the_supervisor_reads_the_month,
    the_supervisor_records_a_finding,
    the_supervisor_takes_all_papers_out,
)
from ui.tour.hotline import a_call_is_taken, acceptor_calls_back, order_goes_to_a_department
from ui.tour.people import ACCEPTOR, DISPATCHER, MONITOR, SECOND, SUPERVISOR
from ui.tour.shift import Shift
from ui.tour.street_case import (
    acceptor_checks,
    acceptor_inspects,
    acceptor_notes_a_changed_component,
    acceptor_registers,
    dispatcher_sends,
    leader_closes,
    leader_files,
    one_with_photos,
    supervisor_reviews,
)
from ui.tour.workplace import LARGE, USUAL


def acceptor_logs_in(shift: Shift) -> None:
    """The day begins: the log-in, then what waits."""
    driver = shift.sit(ACCEPTOR, "log-in")
    driver.choose_queue("to_accept")
    driver.select_case(one_with_photos(driver))
    driver.see_photos()
    shift.take_picture(ACCEPTOR, "acceptor-queue")
    driver.turn_to(PHOTOS)
    driver.see_photos()
    shift.take_picture(ACCEPTOR, "case-photos")


def somebody_searches(shift: Shift) -> None:
    """Ctrl+K finds cases by a part of the address."""
    driver = shift.at(ACCEPTOR)
    driver.search("文汇大街")
    shift.take_picture(ACCEPTOR, "search")
    driver.open_found()


def the_shift_changes(shift: Shift) -> None:
    """One acceptor hands over and signs, the next takes the items and signs."""
    leaver = shift.at(ACCEPTOR)
    handover = shift_work.hand_over(
        leaver, _("开始交班（{post}）").format(post=_("受理员")), "齐全，无异常。"
    )
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
    shift_work.write_log(
        taker, _.of("log_kind", "来访"), "市局来访三人，了解夜间渣土车管理情况，已请示值班长。"
    )
    shift.take_picture(SECOND, "duty-log")


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
    driver.select_case(one_with_photos(driver))
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
