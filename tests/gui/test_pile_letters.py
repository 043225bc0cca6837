"""Letters for a pile: one each, numbered in the order of the list, saved into one folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from seatapp.local.naming import number_of
from seatapp.reports.letters import issued_letters
from tests.gui.decisions import DISPATCHER, handled
from tests.gui.desk_parts import on_screen, words_of
from tests.gui.test_taking_out import choose
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.pile_dialog import PileDialog
from ui.panes.pile_panel import PilePanel
from ui.worker import Background

WORDS = "请于今日内处置并反馈。"


@pytest.fixture
def pile(qtbot: QtBot, desk: DeskDuty, background: Background) -> PilePanel:
    return on_screen(qtbot, PilePanel(desk, background), 700, 600)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the letters go."""
    made = tmp_path / "函件"
    made.mkdir()
    return made


def marked(qtbot: QtBot, pile: PilePanel, desk: DeskDuty) -> list[str]:
    """Mark all that is being handled; the cases in the order of the list."""
    keys = desk.reader.queue_ids("handling", DISPATCHER, desk.now)
    pile.show_rows("handling", keys, len(keys))
    qtbot.waitUntil(lambda: len(pile.marked) == len(keys))
    return [one.row.case_id for one in pile.marked]


def where_to(qtbot: QtBot, pile: PilePanel) -> QFileDialog:
    """The question for the folder."""
    qtbot.waitUntil(lambda: pile.letters.several.dialog is not None)
    dialog = pile.letters.several.dialog
    assert dialog is not None
    return dialog


def asked(qtbot: QtBot, pile: PilePanel) -> PileDialog:
    """What a letter of each asks for."""
    step = next(one for one in pile.actions_bar.offered if one.step == "issue_letter")
    pile.open_step(step)
    dialog = pile.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.form.fill({"letter_kind": "reminder", "letter_text": WORDS})
    return dialog


def test_each_gets_its_letter_in_order_and_all_are_saved_together(
    qtbot: QtBot, desk: DeskDuty, pile: PilePanel, folder: Path
) -> None:
    for _number in range(11):
        handled(desk)
    cases = marked(qtbot, pile, desk)
    assert not pile.letters.isVisible()
    dialog = asked(qtbot, pile)
    assert {"letter_to", "letter_number"}.isdisjoint(dialog.form.asked), "each has its own"
    with qtbot.waitSignal(pile.step_taken):
        dialog.confirm_step()
    question = where_to(qtbot, pile)
    with qtbot.waitSignal(pile.told):
        choose(question, folder)
    letters = [issued_letters(desk.reader.story(case))[-1].values for case in cases]
    numbers = [str(one["letter_number"]) for one in letters]
    assert [number.rpartition("-")[2] for number in numbers] == [f"{n}号" for n in range(1, 12)]
    assert {one["letter_to"] for one in letters} == {"401"}
    files = sorted(folder.iterdir())
    assert len(files) == 11
    for file, number, case in zip(files, numbers, cases, strict=True):
        words = "\n".join(one.text for one in Document(str(file)).paragraphs)
        assert number in words
        assert WORDS in words
        assert number_of(desk.detail(case).state) in file.stem


def test_what_is_not_issued_is_told_first_and_the_others_can_be_saved_later(
    qtbot: QtBot, desk: DeskDuty, pile: PilePanel, folder: Path
) -> None:
    for _number in range(3):
        handled(desk)
    cases = marked(qtbot, pile, desk)
    dialog = asked(qtbot, pile)
    desk.take("recall", cases[1], reason="派错")
    with qtbot.waitSignal(pile.step_taken):
        dialog.confirm_step()
    assert pile.outcome is not None
    assert "1 件没有办，2 件已办" in words_of(pile.outcome)
    assert pile.letters.several.dialog is None, "one thing after the other"
    pile.outcome.accept()
    where_to(qtbot, pile).reject()
    marked(qtbot, pile, desk)
    qtbot.waitUntil(pile.letters.isVisible)
    assert "2 份" in pile.letters.text()
    pile.letters.click()
    question = where_to(qtbot, pile)
    with qtbot.waitSignal(pile.told):
        choose(question, folder)
    assert len(list(folder.iterdir())) == 2
