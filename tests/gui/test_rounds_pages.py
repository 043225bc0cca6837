"""The watch rounds of the monitor, and the samples of the supervisor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Values
from tests.gui.desk_parts import words_of
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty, demo_cases
from ui.dialogs.step_dialog import StepDialog
from ui.panes.added_demand import ADD_DEMAND
from ui.panes.intake_pane import IntakePane
from ui.panes.sampling_pane import SamplingPane
from ui.panes.shift_page import ShiftPage
from ui.panes.watch_pane import WatchPane
from ui.worker import Background

MONITOR, SUPERVISOR = Person("u1016", "曹星野"), Person("u1015", "邓书言")
SITES = {
    "W01": {
        "name": "市长信箱",
        "url": "https://mailbox.example.org/",
        "hours": 4,
        "source": "mailbox",
    },
    "W02": {"name": "宁川论坛", "hours": 2, "source": "web"},
}


def shown(qtbot: QtBot, page: ShiftPage) -> None:
    page.resize(1200, 700)
    qtbot.addWidget(page)
    page.show()
    page.refresh()


def button(page: QWidget, words: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == words and b.isVisible())


@pytest.fixture
def rounds(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> WatchPane:
    duty.sit(MONITOR, "monitor")
    rows = [SubjectRow("reference", f"watch_site/{code}", 5, row) for code, row in SITES.items()]
    duty.receive("ref", rows)
    page = WatchPane(duty, background)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: len(page.cards) == len(SITES))
    return page


def test_a_site_that_was_looked_at_is_due_again_after_its_hours(
    qtbot: QtBot, rounds: WatchPane, duty: ReplicaDuty
) -> None:
    assert "2 个该看了" in rounds.under.text()
    with qtbot.waitSignal(rounds.told):
        button(rounds.cards["W02"], "未发现").click()
    qtbot.waitUntil(lambda: "1 个该看了" in rounds.under.text())
    found = duty.reader.watch_rounds(duty.now)
    assert [site.code for site in found.sites] == ["W01", "W02"], "the late one first"
    [check] = found.checks
    assert (check.site, check.stage) == ("W02", "clear")
    assert found.sites[1].due_at == check.at + 2 * 3600


def test_what_was_found_says_what_it_was(qtbot: QtBot, rounds: WatchPane) -> None:
    with qtbot.waitSignal(rounds.failed):
        button(rounds.cards["W01"], "有发现").click()
    rounds.cards["W01"].note.setText("来信说夜间施工")
    with qtbot.waitSignal(rounds.told):
        button(rounds.cards["W01"], "有发现").click()
    qtbot.waitUntil(lambda: "来信说夜间施工" in words_of(rounds))


def test_a_case_from_a_site_names_the_look_and_hides_its_author(
    qtbot: QtBot, rounds: WatchPane, duty: ReplicaDuty, background: Background
) -> None:
    intake = IntakePane(duty, background)
    qtbot.addWidget(intake)
    qtbot.waitUntil(lambda: intake.loaded)
    handed: list[Values] = []
    rounds.intake_wanted.connect(handed.append)
    rounds.cards["W02"].note.setText("论坛说路灯不亮")
    button(rounds.cards["W02"], "登记案件").click()
    intake.fill({"description": "另一件写到一半"})
    intake.take_over(handed[0])
    assert intake.values()["description"] == "另一件写到一半"
    assert rounds.cards["W02"].note.text() == "论坛说路灯不亮", "nothing is lost"
    intake.clear.click()
    button(rounds.cards["W02"], "登记案件").click()
    intake.take_over(handed[1])
    assert {"link", "author_handle"} <= {
        name for name, one in intake.form.left.asked.items() if one.input.isVisibleTo(intake)
    }
    intake.fill({"link": "https://forum.example.org/7", "author_handle": "城南老王"})
    intake.fill({"area": "999001", "nature": "help"})
    with qtbot.waitSignal(intake.registered) as registered:
        intake.save()
    case = duty.reader.state("case", registered.args[0])
    assert case is not None
    assert (case["source"], case["author_handle_masked"]) == ("web", "城**")
    assert "author_handle" not in case
    [check] = duty.reader.watch_rounds(duty.now).checks
    assert (check.stage, check.case_id) == ("found", case["id"])
    assert check.number == case["acceptance_number"]
    rounds.refresh()
    qtbot.waitUntil(lambda: rounds.cards["W02"].note.text() == "")


def test_one_more_post_about_a_matter_is_added_to_its_case_with_the_look(
    qtbot: QtBot, rounds: WatchPane, duty: ReplicaDuty, background: Background
) -> None:
    duty.receive_cases(list(demo_cases(duty.workflow, duty.now))[:8])
    keys = duty.reader.queue_ids("to_accept", duty.person.id, duty.now)
    case = duty.reader.queue_rows("to_accept", keys)[0].case_id
    intake = IntakePane(duty, background)
    qtbot.addWidget(intake)
    qtbot.waitUntil(lambda: intake.loaded)
    handed: list[Values] = []
    rounds.intake_wanted.connect(handed.append)
    rounds.cards["W02"].note.setText("论坛又有一帖说同一件")
    button(rounds.cards["W02"], "登记案件").click()
    intake.take_over(handed[0])
    intake.fill({"link": "https://forum.example.org/8"})
    intake.advice.chosen.emit(ADD_DEMAND, case)
    qtbot.waitUntil(lambda: bool(intake.findChildren(StepDialog)))
    (dialog,) = intake.findChildren(StepDialog)
    qtbot.waitUntil(lambda: dialog.loaded)
    said = dialog.form.values()["note"]
    assert said == "论坛又有一帖说同一件\nhttps://forum.example.org/8"
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    assert "description" not in intake.values(), "saving would register it once more"
    assert "没有另登记" in words_of(intake)
    qtbot.waitUntil(lambda: bool(duty.reader.watch_rounds(duty.now).checks))
    [check] = duty.reader.watch_rounds(duty.now).checks
    assert (check.stage, check.site, check.case_id) == ("found", "W02", case)
    intake.clear.click()
    assert intake.values()["description"] == "论坛又有一帖说同一件", "a slip costs nothing"


def test_photos_stay_in_the_form_when_the_words_were_added(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    intake = IntakePane(duty, background)
    qtbot.addWidget(intake)
    qtbot.waitUntil(lambda: intake.loaded)
    duty.receive_cases(list(demo_cases(duty.workflow, duty.now))[:8])
    keys = duty.reader.queue_ids("to_accept", duty.person.id, duty.now)
    case = duty.reader.queue_rows("to_accept", keys)[0].case_id
    intake.fill({"case_kind": "hotline", "source": "web", "description": "同一件"})
    intake.fill({"photos_before": ["c" * 64]})
    intake.advice.chosen.emit(ADD_DEMAND, case)
    qtbot.waitUntil(lambda: bool(intake.findChildren(StepDialog)))
    (dialog,) = intake.findChildren(StepDialog)
    qtbot.waitUntil(lambda: dialog.loaded)
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    assert intake.values()["photos_before"] == ["c" * 64]
    assert "照片没有带过去" in words_of(intake)


@pytest.fixture
def samples(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> SamplingPane:
    duty.sit(SUPERVISOR, "supervisor")
    cases = list(demo_cases(duty.workflow, duty.now))
    for case in cases:
        case["caller_phone_masked"] = "199****0000"
    duty.receive_cases(cases)
    page = SamplingPane(duty, background)
    page.since.setDate(QDate.currentDate().addDays(-30))
    page.until.setDate(QDate.currentDate())
    shown(qtbot, page)
    return page


def test_a_sample_is_shown_before_it_is_frozen_and_can_be_drawn_again(
    qtbot: QtBot, samples: SamplingPane, duty: ReplicaDuty
) -> None:
    samples.seed.setText("2026-11")
    samples.look()
    qtbot.waitUntil(samples.confirm.isEnabled)
    assert duty.reader.samples() == []
    qtbot.waitUntil(lambda: "总体" in words_of(samples))
    with qtbot.waitSignal(samples.told):
        samples.freeze()
    qtbot.waitUntil(lambda: "种子 2026-11" in words_of(samples))
    [sample] = duty.reader.samples()
    assert sample.cases
    assert sample.standing("owed") == len(sample.cases)
    with qtbot.waitSignal(samples.told):
        button(samples, "重抽核对").click()


def test_a_sample_is_drawn_after_a_round_or_says_what_it_may_lack(
    qtbot: QtBot, samples: SamplingPane, duty: ReplicaDuty
) -> None:
    samples.look()
    qtbot.waitUntil(samples.confirm.isEnabled)
    assert duty.rounds == 1
    assert "没有连上中心" not in words_of(samples)
    duty.status_now = replace(duty.status_now, online=False)
    samples.quota.setValue(2)
    samples.look()
    qtbot.waitUntil(lambda: "没有连上中心" in words_of(samples))
    with qtbot.waitSignal(samples.told):
        samples.freeze()
    assert duty.rounds == 1
    [sample] = duty.reader.samples()
    assert "没有连上中心" in str(sample.state["note"])


def test_who_left_no_number_is_not_rung(
    qtbot: QtBot, samples: SamplingPane, duty: ReplicaDuty
) -> None:
    cases = [
        {**case, "source": "web", "caller_phone_masked": "****无"}
        for case in demo_cases(duty.workflow, duty.now)
    ]
    duty.receive_cases(cases, n=40)
    samples.look()
    qtbot.waitUntil(lambda: "其中 0 件有来电人" in words_of(samples))
    with qtbot.waitSignal(samples.told):
        samples.freeze()


def test_a_sample_of_cases_that_changed_says_so(
    qtbot: QtBot, samples: SamplingPane, duty: ReplicaDuty
) -> None:
    samples.look()
    qtbot.waitUntil(samples.confirm.isEnabled)
    with qtbot.waitSignal(samples.told):
        samples.freeze()
    qtbot.waitUntil(lambda: "总体指纹" in words_of(samples))
    [sample] = duty.reader.samples()
    changed = next(
        c for c in demo_cases(duty.workflow, duty.now) if c["id"] == sample.cases[0].case_id
    )
    duty.receive_cases([{**changed, "stage": "handling"}], n=40)
    with qtbot.waitSignal(samples.failed):
        button(samples, "重抽核对").click()


def test_another_wish_has_to_be_looked_at_again(qtbot: QtBot, samples: SamplingPane) -> None:
    samples.look()
    qtbot.waitUntil(samples.confirm.isEnabled)
    samples.quota.setValue(5)
    assert not samples.confirm.isEnabled()
