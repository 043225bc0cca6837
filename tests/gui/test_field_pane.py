"""The collectors' desk: loads, lateness, and steps taken from it."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.reports.watch import Watch
from tests.gui.conftest import WORKFLOW
from tests.gui.desk_parts import words_of
from tests.helpers.desk_duty import DeskDuty
from ui.dialogs.step_dialog import StepDialog
from ui.field_loads import SETTING
from ui.fields.lists import read_catalogues
from ui.panes.field_pane import FieldPane
from ui.place_names import FIELD, pages_of
from ui.worker import Background


def ordered(desk: DeskDuty, collector: str) -> str:
    case = desk.report()
    desk.take("order_verification", case, collector=collector, question="是否属实？")
    return case


def shown(qtbot: QtBot, desk: DeskDuty, background: Background) -> FieldPane:
    """The page on the screen, asked to read."""
    pane = FieldPane(desk, background)
    qtbot.addWidget(pane)
    pane.show()
    pane.refresh()
    return pane


def test_orders_stand_with_their_collector_the_fullest_first(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    ordered(desk, "C01")
    first, second = ordered(desk, "C04"), ordered(desk, "C04")
    pane = FieldPane(desk, background)
    pane.resize(1100, 600)
    qtbot.addWidget(pane)
    pane.show()
    pane.refresh()
    qtbot.waitUntil(lambda: len(pane.rows) == 3)
    assert {row.order.case_id for row in pane.rows[:2]} == {first, second}
    assert "在办 2 件" in words_of(pane) or pane.summary.text().startswith("2 人在办 3 件")
    with qtbot.waitSignal(pane.case_wanted) as wanted:
        pane.rows[0].chosen.emit("see", pane.rows[0].order)
    assert wanted.args == [pane.rows[0].order.case_id]


def test_an_order_is_given_to_somebody_else_from_here(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    case = ordered(desk, "C04")
    pane = shown(qtbot, desk, background)
    qtbot.waitUntil(lambda: len(pane.rows) == 1)
    pane.rows[0].chosen.emit("again", pane.rows[0].order)
    qtbot.waitUntil(lambda: pane.findChild(StepDialog) is not None)
    dialog = pane.findChild(StepDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    dialog.form.fill({"collector": "C05", "question": "请尽快。"})
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    qtbot.waitUntil(lambda: [row.order.collector for row in pane.rows] == ["C05"])
    assert desk.detail(case).state["stage"] == "verifying"


def test_an_order_that_was_settled_meanwhile_is_told_as_a_failure(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    case = ordered(desk, "C04")
    pane = shown(qtbot, desk, background)
    qtbot.waitUntil(lambda: len(pane.rows) == 1)
    desk.take("cancel_verification", case, reason="来电人撤回。")
    with qtbot.waitSignal(pane.failed):
        pane.rows[0].chosen.emit("again", pane.rows[0].order)


def test_the_collectors_page_is_for_those_who_send_them() -> None:
    able = [post for post in WORKFLOW.posts if FIELD in pages_of(WORKFLOW, [post])]
    assert able == ["acceptor"]


def test_nobody_on_the_road_is_said(qtbot: QtBot, desk: DeskDuty, background: Background) -> None:
    pane = shown(qtbot, desk, background)
    qtbot.waitUntil(lambda: "没有等采集员回复" in words_of(pane))


def table_of_replies(desk: DeskDuty, folder: Path) -> Path:
    """Two replies that can be taken, one with a photo, and one to a case that nobody asked of."""
    (folder / "a.png").write_bytes(b"\x89PNG of a test")
    cases = [ordered(desk, "C04"), ordered(desk, "C04"), desk.report()]
    numbers = [str(desk.detail(case).state["acceptance_number"]) for case in cases]
    lines = ["number,kind,result,note,photos"]
    lines += [f"{numbers[0]},verification,true,,a.png"]
    lines += [f"{numbers[1]},verification,untrue,现场没有垃圾。,"]
    lines += [f"{numbers[2]},verification,true,,"]
    file = folder / "replies.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_table_of_replies_is_taken_in_and_its_faults_are_named(
    qtbot: QtBot, desk: DeskDuty, background: Background, tmp_path: Path
) -> None:
    file = table_of_replies(desk, tmp_path)
    pane = shown(qtbot, desk, background)
    qtbot.waitUntil(lambda: len(pane.rows) == 2)
    with qtbot.waitSignal(pane.told) as told:
        pane.replies.take(file)
    assert told.args == ["共 3 条回复，已保存 2 条。"]
    qtbot.waitUntil(lambda: not pane.rows)
    assert pane.replies.isVisible()
    assert pane.replies.faults.text().startswith("第 4 行：")
    assert pane.replies.button.isEnabled()


def test_a_table_that_cannot_be_read_is_said(
    qtbot: QtBot, desk: DeskDuty, background: Background, tmp_path: Path
) -> None:
    pane = FieldPane(desk, background)
    qtbot.addWidget(pane)
    pane.show()
    pane.replies.take(tmp_path / "none.csv")
    qtbot.waitUntil(pane.replies.isVisible)
    assert "none.csv" in pane.replies.head.text()
    assert pane.replies.button.isEnabled()


def test_work_that_is_called_off_keeps_what_was_saved(desk: DeskDuty, tmp_path: Path) -> None:
    watch = Watch()
    watch.call_off()
    replies = desk.field_work.import_replies(table_of_replies(desk, tmp_path), watch)
    assert replies.called_off
    assert (replies.rows, replies.saved) == (3, 1)


def test_full_hands_are_said_where_a_collector_is_chosen(desk: DeskDuty) -> None:
    for _number in range(3):
        ordered(desk, "C04")
    setting = SubjectRow("reference", f"setting/{SETTING}", 2, {"value": 2})
    desk.receive("ref", [setting])
    collectors = read_catalogues(desk.reader, ["collector"])["collector"]
    full, free = collectors.find("C04"), collectors.find("C05")
    assert full is not None
    assert free is not None
    assert "在办 3 件，超过 2 件" in full.beside
    assert "在办" not in free.beside
