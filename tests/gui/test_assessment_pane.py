"""The screen of assessment and papers: what is due, what was found, and what can be done."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from seatapp.central.messages import SubjectRow
from seatapp.domain.periods import period_before, week_of
from tests.gui.shift_pages import button, shown, words_of
from tests.helpers.duty import Person
from tests.helpers.replica_duty import ReplicaDuty
from ui.durations import local
from ui.fields.reference import ReferenceInput
from ui.panes.assessment_pane import AssessmentPane
from ui.wording import now_seconds
from ui.worker import Background

MANAGER = Person("u1018", "潘卫东")
WEEKLY = {
    "name": "运行周报", "every": "week", "due_day": 1, "due_time": "00:00",
    "author": "supervisor", "reviewer": "operations_manager", "send_to": "市委员会",
}  # fmt: skip


def page_of(qtbot: QtBot, duty: ReplicaDuty, background: Background) -> AssessmentPane:
    duty.sit(duty.person, "supervisor")
    rows: dict[str, dict[str, Any]] = {
        "material/weekly": WEEKLY,
        "contract/hall": {"name": "大厅服务", "scheme": "hall"},
        "assess_rule/hall.04": {"name": "考勤", "about": "contract", "scheme": "hall"},
        "assess_rule/other.01": {"name": "别的合同", "about": "contract", "scheme": "other"},
        "assess_rule/unit.01": {"name": "处置率", "about": "unit", "scheme": "unit"},
    }
    duty.receive("ref", [SubjectRow("reference", code, 5, row) for code, row in rows.items()])
    page = AssessmentPane(duty, background)
    shown(qtbot, page)
    page.refresh()
    qtbot.waitUntil(lambda: "运行周报" in words_of(page))
    return page


def test_papers_that_are_late_are_told_and_handed_in(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    page = page_of(qtbot, duty, background)
    last = period_before(week_of(local(now_seconds()).date()))
    assert last in words_of(page)
    assert "份材料已过报送时间" in page.under.text()
    with qtbot.waitSignal(page.changed):
        button(page, "报审").click()
    qtbot.waitUntil(lambda: "待审核" in words_of(page))
    (state,) = duty.book.latest("material")
    assert (state["stage"], state["material"]) == ("submitted", "weekly")


def test_a_finding_is_recorded_in_its_dialog(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    page = page_of(qtbot, duty, background)
    button(page, "记扣分或加分").click()
    dialog = page.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    month = f"{local(now_seconds()):%Y-%m}"
    assert dialog.form.values()["month"] == month
    about, code = dialog.form.asked["about"].input, dialog.form.asked["about_code"].input
    assert isinstance(code, ReferenceInput)
    for kind, first in (("unit", "401"), ("contract", "hall")):
        about.set_value(kind)
        dialog.form.edited.emit()
        code.edit.setText("大厅" if kind == "contract" else first)
        assert code.settle()
        assert code.value() == first
    rule = dialog.form.asked["rule"].input
    assert isinstance(rule, ReferenceInput)
    offered = {item.row["scheme"] for item in rule._catalogue.items}
    assert offered == {"hall"}
    dialog.form.fill(
        {
            **{"area": "999001", "month": month, "about": "contract", "about_code": "hall"},
            **{"outcome": "deduct", "words": "交接班没有登记", "times": 1},
        }
    )
    with qtbot.waitSignal(dialog.taken):
        dialog.confirm_step()
    qtbot.waitUntil(lambda: "交接班没有登记" in words_of(page))
    assert "大厅服务" in words_of(page)
    (state,) = duty.book.latest("finding")
    assert (state["stage"], state["about_code"]) == ("recorded", "hall")
    assert str(state["number"]).startswith("K")


def test_a_finding_that_was_left_with_escape_stands_there_the_next_time(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    page = page_of(qtbot, duty, background)
    button(page, "记扣分或加分").click()
    first = page.dialog
    assert first is not None
    qtbot.waitUntil(lambda: first.loaded)
    first.form.fill({"words": "交接班没有登记"})
    first.form.edited.emit()
    first.reject()
    qtbot.waitUntil(lambda: page.dialog is None)
    button(page, "记扣分或加分").click()
    again = page.dialog
    assert again is not None
    qtbot.waitUntil(lambda: again.loaded)
    assert again.form.values()["words"] == "交接班没有登记"
    again.reject()


def test_who_rules_on_an_objection_reads_it_with_what_it_is_about(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    page = page_of(qtbot, duty, background)
    recorded = duty.desk.perform(
        "record_finding",
        "finding",
        None,
        {
            **{"area": "999001", "month": "2026-11", "about": "contract", "about_code": "hall"},
            **{"outcome": "deduct", "words": "交接班没有登记", "times": 2, "points": 3},
        },
    )
    objection = {"appeal": "当天已补登，附说明。"}
    duty.desk.perform("dispute_finding", "finding", recorded.subject_id, objection)
    duty.sit(MANAGER, "operations_manager")
    page.refresh()
    told = "次数：2 · 分值：3 · 交接班没有登记 · 异议：当天已补登，附说明。"
    qtbot.waitUntil(lambda: told in words_of(page))
    button(page, "异议不成立").click()
    dialog = page.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.loaded)
    assert told in words_of(dialog)
    dialog.reject()


def test_who_wrote_a_paper_reads_why_it_came_back(
    qtbot: QtBot, duty: ReplicaDuty, background: Background
) -> None:
    page = page_of(qtbot, duty, background)
    with qtbot.waitSignal(page.changed):
        button(page, "报审").click()
    (paper,) = duty.book.latest("material")
    author = duty.person
    duty.sit(MANAGER, "operations_manager")
    duty.desk.perform(
        "return_material", "material", str(paper["id"]), {"opinion": "缺附件两份，请补。"}
    )
    duty.sit(author, "supervisor")
    page.refresh()
    qtbot.waitUntil(lambda: "审核意见：缺附件两份，请补。" in words_of(page))
