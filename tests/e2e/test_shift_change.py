"""A shift changes while the line is down, on one computer and on two, all through real windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from seatapp.admin.city import demo_password
from seatapp.app import Application
from seatapp.config import Folders
from seatapp.domain.handover import content_hash
from tests.fixtures.centre import Centre
from tests.helpers.hall import report, shut, stored
from ui.panes.handover_pane import HandoverPane
from ui.place_names import HANDOVER
from ui.tour import shift_work
from ui.tour.driver import Driver
from ui.tour.workplace import Workplace

FIRST, SECOND, THIRD = "u1001", "u1002", "u1006"


def been_here(centre: Centre, folder: Path, person: str) -> Application:
    """A workstation that somebody has logged in at before, so that it knows them."""
    application = Application(Folders(folder), centre.profile)
    with application.sign_in(person, demo_password(person), keep_in_step=False) as duty:
        duty.round()
    return application


def handovers(driver: Driver) -> HandoverPane:
    page = shift_work.go_to(driver, HANDOVER)
    assert isinstance(page, HandoverPane)
    return page


def carry_out(driver: Driver, folder: Path) -> Path:
    """Write a packet into a folder, by the button's own way behind the file dialog."""
    handovers(driver).packets.export_to(str(folder))
    driver.wait_until(lambda: list(folder.glob("*.seatpack")), "the packet")
    driver.settle()
    return next(folder.glob("*.seatpack"))


def carry_in(driver: Driver, packet: Path, handover: str) -> None:
    """Take a packet in and look at the handover that came with it."""
    page = handovers(driver)
    page.packets.import_from(str(packet))
    driver.wait_until(lambda: any("已导入" in words for words in driver.news), "the packet in")
    page.open(handover)
    driver.wait_until(lambda: "待接班" in page.under.text(), "the handover of the packet")
    driver.settle()


def deliver(driver: Driver, place: Workplace) -> None:
    """Let the loop find the line again and bring everything to the centre."""
    driver.sync()
    driver.wait_until(lambda: place.duty.status().unsent == 0, "everything delivered")
    driver.settle()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_shift_changes_in_an_outage_and_everything_stands_once_under_its_own_names(
    centre: Centre, tmp_path: Path, qapp: QApplication
) -> None:
    one = been_here(centre, tmp_path / "one", SECOND)
    other = been_here(centre, tmp_path / "other", THIRD)
    with one.sign_in(FIRST, demo_password(FIRST), keep_in_step=False) as early:
        case = report(early, photos_before=[])
        early.round()
    here, there = Workplace(one), Workplace(other)
    stick = tmp_path / "stick"
    stick.mkdir()

    first = here.log_in(FIRST, demo_password(FIRST))
    first.wait_until(lambda: "在线" in first.status, "the line")
    with shut(centre):
        first.sync()
        first.wait_until(lambda: "离线" in first.status, "the outage said")
        first.choose_queue("to_accept")
        first.select_case(case)
        first.take("ask_supplement", missing="请补充门牌号。")
        shift_work.write_log(first, "来访", "市局来访三人。")
        handover = shift_work.hand_over(first, "开始交班（受理员）", "齐全。")
        state = here.duty.reader.state("handover", handover)
        assert state is not None
        signed = state["content_hash"]
        packet = carry_out(first, stick)

        second = here.change_to(SECOND, demo_password(SECOND))
        shift_work.take_over(second, handover)
        shift_work.write_log(second, "其他", "接班后已巡查机房。")

        third = there.log_in(THIRD, demo_password(THIRD))
        carry_in(third, packet, handover)
        third.choose_queue("to_supplement")
        third.select_case(case)
        third.take("supplement", address="文汇大街 76 号")
    deliver(third, there)
    deliver(second, here)
    deliver(third, there)

    subjects = (("handover", handover), ("case", case))
    for place in (here, there):
        assert place.duty.reader.refusals() == []
        for subject, subject_id in subjects:
            assert place.duty.reader.state(subject, subject_id) == stored(
                centre, subject, subject_id
            )
    found = stored(centre, "handover", handover)
    assert found["content_hash"] == signed == content_hash("acceptor", found)
    assert (found["signed_out_by"], found["signed_in_by"]) == (FIRST, SECOND)
    assert steps(centre) == {
        FIRST: ["ask_supplement", "draft_handover", "report", "sign_out", "write_note"],
        SECOND: ["sign_in", "take_rest", "write_note"],
        THIRD: ["supplement"],
    }
    for place in (here, there):
        place.leave()


def steps(centre: Centre) -> dict[str, list[str]]:
    """What each person did by the centre's ledger, their comings and goings left out."""
    query = (
        "SELECT author, array_agg(step ORDER BY step) FROM core.entry"
        " WHERE cause IS NULL AND verdict = 'applied' AND subject <> 'attendance'"
        " GROUP BY author ORDER BY author"
    )
    return dict(centre.superuser().execute(query).fetchall())
