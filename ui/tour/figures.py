"""The scenes of figures: the month of the centre, what stands behind it, assessment, and here."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from seatapp.reports.period_files import KINDS
from seatapp.text import _
from ui.dialogs.case_list_dialog import CaseListDialog
from ui.panes.assessment_pane import AssessmentPane
from ui.place_names import ASSESSMENT, HERE, STATISTICS
from ui.theme import DARK, LIGHT
from ui.tour import shift_work
from ui.tour.driver import Driver
from ui.tour.hands import click
from ui.tour.people import ACCEPTOR, SUPERVISOR
from ui.tour.shift import Shift
from ui.tour.workplace import LARGE, USUAL

LATE = "早班两人迟到，没有报备。"


def the_supervisor_reads_the_month(shift: Shift) -> None:
    """The month of the centre, the units with what became of their cases, and a list behind."""
    driver = shift.at(SUPERVISOR)
    pane = driver.window.places.statistics
    _go_to(driver, STATISTICS)
    driver.wait_until(lambda: pane.reports is not None, "the figures of the month")
    driver.settle()
    _take_both(shift, "statistics")
    title = _.of("figure", "各处置单位情况")
    (units,) = pane.pages.names.findItems(title, Qt.MatchFlag.MatchExactly)
    pane.pages.names.setCurrentItem(units)
    pane.pages.card.names.setCurrentIndex(1)
    driver.settle()
    _take_both(shift, "statistics-units")
    chart = pane.pages.card.chart
    assert chart is not None
    full = next(place for place, value in enumerate(chart.series[0].values) if value)
    pane.pages.card.view.chosen.emit(0, full)
    found = driver.wait_until(lambda: _list(driver), "the list behind a bar")
    driver.settle()
    shift.take_picture(SUPERVISOR, "statistics-list-large")
    found.reject()
    driver.settle()


def the_supervisor_takes_all_papers_out(shift: Shift) -> None:
    """The papers of the month go into one folder, each under a number of its own."""
    driver = shift.at(SUPERVISOR)
    papers = driver.window.places.statistics.papers
    with TemporaryDirectory(prefix="seatapp-papers-") as folder:
        click(papers.all)
        asking = driver.wait_until(lambda: papers.several.dialog, "the question for a folder")
        asking.fileSelected.emit(folder)
        asking.close()
        driver.wait_until(lambda: len(list(Path(folder).iterdir())) == len(KINDS), "the papers")
        driver.settle()
        _take_both(shift, "statistics-papers")


def the_supervisor_records_a_finding(shift: Shift) -> None:
    """A check of a contractor is recorded with its rule, and stands in the list."""
    driver = shift.at(SUPERVISOR)
    page = shift_work.go_to(driver, ASSESSMENT)
    assert isinstance(page, AssessmentPane)
    page.deduct.click()
    dialog = page.dialog
    assert dialog is not None
    driver.wait_until(lambda: dialog.loaded, "the lists of the finding")
    dialog.form.fill({"about": "contract", "outcome": "deduct", "times": 1})
    dialog.form.edited.emit()
    dialog.form.fill({"about_code": "hall"})
    dialog.form.edited.emit()
    dialog.form.fill({"rule": "hall.04", "words": LATE})
    driver.settle()
    shift.take_picture(SUPERVISOR, "finding-dialog-large")
    dialog.confirm_step()
    driver.wait_until(lambda: _says(page, LATE), "the finding recorded")
    driver.settle()
    _take_both(shift, "assessment")
    driver.deliver()


def how_work_stands_here(shift: Shift) -> None:
    """What this workstation holds, by day and in the dark."""
    driver = shift.at(ACCEPTOR)
    pane = driver.window.places.here
    pane.days.setCurrentIndex(1)
    _go_to(driver, HERE)
    driver.wait_until(lambda: pane.figures is not None, "the figures of this workstation")
    driver.settle()
    shift.take_picture(ACCEPTOR, "figures-here")
    driver.use_theme(DARK)
    shift.take_picture(ACCEPTOR, "figures-here-dark")
    driver.use_theme(LIGHT)


def _take_both(shift: Shift, name: str) -> None:
    """A picture on a large screen and on a usual one."""
    driver = shift.at(SUPERVISOR)
    shift.take_picture(SUPERVISOR, f"{name}-large")
    driver.window.resize(USUAL)
    shift.take_picture(SUPERVISOR, name)
    driver.window.resize(LARGE)
    driver.settle()


def _says(page: QWidget, words: str) -> bool:
    return any(words in label.text() for label in page.findChildren(QLabel))


def _go_to(driver: Driver, place: str) -> None:
    driver.come_forward()
    click(driver.window.rail.item(place))
    driver.settle()


def _list(driver: Driver) -> CaseListDialog | None:
    return next(iter(driver.window.findChildren(CaseListDialog)), None)
