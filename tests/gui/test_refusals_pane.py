"""中心未接收: a refusal stands until a person has settled it, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from seatapp.central.messages import Answer, Pages, SubjectRow
from seatapp.domain.entries import Value, entry_of
from seatapp.domain.judge import Member
from seatapp.domain.refused import refusal_id
from tests.gui.desk_parts import on_screen, value_in, words_of
from tests.helpers.desk_duty import DeskDuty
from ui.attention import Attention
from ui.dialogs.change_dialog import ChangeDialog
from ui.dialogs.drop_dialog import DropDialog
from ui.dialogs.step_dialog import StepDialog
from ui.panes.intake_pane import IntakePane
from ui.panes.refusals_pane import RefusalsPane
from ui.refusal_news import RefusalNews
from ui.status_line import StatusLine
from ui.worker import Background


@pytest.fixture
def pane(qtbot: QtBot, desk: DeskDuty, background: Background) -> RefusalsPane:
    return on_screen(qtbot, RefusalsPane(desk, background), 1000, 680)


def refused(desk: DeskDuty, later: bool = False) -> str:
    """A note-worthy refusal: a colleague urged first; with `later` a second step fell with it."""
    case_id = desk.report()
    desk.push()
    desk.elsewhere("ask_supplement", case_id, "acceptor", missing="照片")
    desk.elsewhere("supplement", case_id, "acceptor", note="补了")
    desk.take("ask_supplement", case_id, missing="缺少门牌号")
    if later:
        desk.take("supplement", case_id, note="门牌 76 号")
    desk.push()
    return case_id


def listed(qtbot: QtBot, pane: RefusalsPane, count: int) -> None:
    with qtbot.waitSignal(pane.seen, check_params_cb=lambda seen: len(seen) == count):
        pane.refresh()
    qtbot.waitUntil(lambda: all(card.isVisible() for card in pane.cards))
    assert len(pane.cards) == count


def test_nothing_refused_says_what_would_stand_here(qtbot: QtBot, pane: RefusalsPane) -> None:
    nothing = "没有中心未接收的步骤"
    assert nothing not in words_of(pane), "nobody has looked yet"
    pane.refresh()
    qtbot.waitUntil(lambda: nothing in words_of(pane))


def test_it_says_what_why_what_to_do_and_what_was_typed(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    refused(desk)
    listed(qtbot, pane, 1)
    words = words_of(pane)
    for expected in ("退回补充", "别人已先办了一步", "请查看现在的情况", "缺少门牌号", "陈思远"):
        assert expected in words


def test_what_fell_with_it_is_one_group(qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane) -> None:
    refused(desk, later=True)
    listed(qtbot, pane, 1)
    assert "后面还有 1 步" in words_of(pane)


def test_doing_it_again_starts_with_what_was_typed_and_settles_the_refusal(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    case_id = refused(desk)
    listed(qtbot, pane, 1)
    pane.cards[0].again.click()
    qtbot.waitUntil(lambda: pane.dialog is not None)
    dialog = pane.dialog
    assert isinstance(dialog, StepDialog)
    qtbot.waitUntil(lambda: dialog.loaded)
    assert value_in(dialog, "missing") == "缺少门牌号"
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_step()
    qtbot.waitUntil(lambda: not pane.cards)
    assert desk.reader.refused_count() == 0
    desk.push()
    assert desk.detail(case_id).state["stage"] == "returned"
    assert desk.reader.refused_count() == 0


def test_what_cannot_be_done_any_more_is_said(
    qtbot: QtBot, desk: DeskDuty, background: Background, pane: RefusalsPane
) -> None:
    case_id = desk.report()
    desk.push()
    desk.elsewhere("decline", case_id, "acceptor", reason="重复", rule_cited="规则")
    desk.take("ask_supplement", case_id, missing="照片")
    desk.push()
    listed(qtbot, pane, 1)
    assert "再决定是否重新办理" not in words_of(pane)
    assert "查看后放弃本条" in words_of(pane)
    with qtbot.waitSignal(background.world_failed) as told:
        pane.cards[0].again.click()
    assert told.args is not None
    assert "不能再办“退回补充”" in told.args[0]
    assert pane.dialog is None
    assert desk.reader.refused_count() == 1


def test_news_of_a_refusal_stand_until_somebody_looks(
    qtbot: QtBot, desk: DeskDuty, background: Background, pane: RefusalsPane
) -> None:
    line, heard = StatusLine("星河市"), list[str]()
    qtbot.addWidget(line)
    (count,) = line.findChildren(QPushButton)
    news = RefusalNews(desk, background, Attention(pane, lambda: False), pane)
    news.told.connect(heard.append)
    news.unseen.connect(line.show_unseen)
    pane.seen.connect(news.look)

    def hear() -> str:
        status = desk.status()
        line.show_status(status, 0)
        news.hear(status)
        qtbot.waitUntil(lambda: not background.busy)
        return count.text()

    hear()
    refused(desk)
    assert hear() == "未接收 1，1 件没看过"
    hear()
    assert len(heard) == 1
    assert "“退回补充”" in heard[0]
    assert "别人已先办了一步" in heard[0]
    listed(qtbot, pane, 1)
    qtbot.waitUntil(lambda: count.text() == "未接收 1")
    assert hear() == "未接收 1"
    assert len(heard) == 1


def test_giving_up_needs_a_reason(qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane) -> None:
    refused(desk)
    listed(qtbot, pane, 1)
    pane.cards[0].drop.click()
    dialog = pane.dialog
    assert isinstance(dialog, DropDialog)
    dialog.confirm_drop()
    assert "请写明" in dialog.fault.text()
    assert desk.reader.refused_count() == 1
    qtbot.waitUntil(lambda: dialog.phrases.count() > 0)
    dialog.phrases.activated.emit(0)
    assert dialog.reason.value() == "误操作登记，无实际内容"
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_drop()
    qtbot.waitUntil(lambda: not pane.cards)
    assert desk.reader.refused_count() == 0


def test_a_case_can_be_looked_at_from_here(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    case_id = refused(desk)
    listed(qtbot, pane, 1)
    with qtbot.waitSignal(pane.root_wanted) as wanted:
        pane.cards[0].look.click()
    assert wanted.args == [("case", case_id, case_id)]


def test_what_is_no_case_is_looked_at_as_what_it_is(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    values: dict[str, Value] = {**dict(NEW[2][2]), "area": "999001"}
    emergency = desk.desk.perform("begin_emergency", "emergency", None, values).subject_id
    desk.push()
    told_of(
        desk,
        ENTRY,
        "u1001",
        **{"about": "emergency", "about_id": emergency, "about_root": emergency},
        **{"about_step": "phone_report", "code": "stale", "typed": "{}"},
    )
    listed(qtbot, pane, 1)
    assert pane.cards[0].look.text() == "查看突发事件"
    with qtbot.waitSignal(pane.root_wanted) as wanted:
        pane.cards[0].look.click()
    assert wanted.args == [("emergency", emergency, emergency)]


def test_a_card_says_who_was_faster_and_what_with(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    refused(desk)
    listed(qtbot, pane, 1)
    assert "现在是“待受理”。" in words_of(pane)
    pages = Pages(1, float(desk.now), list(desk.replica.cursors()), [], desk.centre.story)
    desk.replica.absorb(pages)
    pane.refresh()
    qtbot.waitUntil(lambda: "办了“补充材料”" in words_of(pane))
    assert "现在您不能再办" not in words_of(pane)
    assert pane.cards[0].again.tone == "primary"


def test_the_desk_is_worked_by_keys_alone(qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane) -> None:
    refused(desk)
    refused(desk)
    listed(qtbot, pane, 2)
    pane.setFocus()
    assert pane.chosen is pane.cards[0]
    QTest.keyClick(pane, Qt.Key.Key_J)
    assert pane.chosen is pane.cards[1]
    QTest.mouseClick(pane.cards[0], Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert pane.chosen is pane.cards[0], "where somebody went, the keys act"
    QTest.keyClick(pane.cards[0].drop, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: isinstance(pane.dialog, StepDialog))
    dialog = pane.dialog
    assert isinstance(dialog, StepDialog)
    qtbot.waitUntil(lambda: dialog.loaded)
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_step()
    qtbot.waitUntil(lambda: len(pane.cards) == 1)
    assert pane.chosen is pane.cards[0]


def test_a_refused_report_is_registered_again_in_the_intake_form(
    qtbot: QtBot, desk: DeskDuty, background: Background, pane: RefusalsPane
) -> None:
    desk.report(description="整条街的路灯不亮。")
    desk.centre.members["u1001"] = Member("u1001", False, [])
    desk.push()
    listed(qtbot, pane, 1)
    with qtbot.waitSignal(pane.intake_wanted) as wanted:
        pane.cards[0].again.click()
    assert wanted.args is not None
    intake = IntakePane(desk, background)
    qtbot.addWidget(intake)
    qtbot.waitUntil(lambda: intake.loaded)
    intake.redo(wanted.args[0])
    assert intake.values()["description"] == "整条街的路灯不亮。"
    assert "中心未接收" in intake.banner.text()
    with qtbot.waitSignal(intake.registered):
        intake.save()
    assert desk.reader.refused_count() == 0


def told_of(desk: DeskDuty, entry_id: str, owner: str, **of_it: Value) -> None:
    """The centre tells of a refused step of somebody, a report unless told otherwise."""
    row: dict[str, Value] = {
        "subject": "refusal",
        "id": refusal_id(entry_id),
        "root": refusal_id(entry_id),
        "area": "999001",
        "stage": "standing",
        "fresh": entry_id,
        "owner": owner,
        "refused_entry": entry_id,
        "about": "case",
        "about_id": CASE,
        "about_root": CASE,
        "about_step": "report",
        "code": "unknown_reference",
        "taken_at": desk.now - 3600,
        "refused_by": owner,
        "refused_at": desk.now - 3600,
        "typed": '{"description": "井盖缺失", "caller_phone_masked": "199****1234"}',
    }
    row |= of_it
    rows = [SubjectRow("refusal", refusal_id(entry_id), 10_000, row)]
    desk.replica.settle(Answer(None, 1, 0, desk.now, (), rows))


CASE = "0a1b2c3d-0000-7000-8000-000000000001"
ENTRY = "0a1b2c3d-0000-7000-8000-000000000002"


def test_the_leader_sees_whose_it_is_and_settles_it(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    told_of(desk, ENTRY, "u1002")
    listed(qtbot, pane, 0)
    desk.take_over("u1007", "shift_leader")
    listed(qtbot, pane, 1)
    words = words_of(pane)
    for expected in ("林晓禾 不在岗或尚未处理", "井盖缺失", "199****1234", "登记"):
        assert expected in words
    assert not pane.cards[0].hand.isVisible(), "only its author hands it over"
    desk.desk.drop_refusal(ENTRY, "已由同事登记")
    listed(qtbot, pane, 0)
    assert desk.reader.unsent_count() == 1


def test_the_author_hands_it_to_the_leader(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    told_of(desk, ENTRY, "u1001")
    listed(qtbot, pane, 1)
    with qtbot.waitSignals([pane.settled, pane.told]):
        pane.cards[0].hand.click()
    qtbot.waitUntil(lambda: not pane.cards)
    desk.take_over("u1007", "shift_leader")
    listed(qtbot, pane, 1)
    assert "陈思远 已交值班长处理" in words_of(pane)


def test_a_leader_has_nobody_to_hand_their_own_to(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    told_of(desk, ENTRY, "u1007")
    desk.take_over("u1007", "shift_leader")
    listed(qtbot, pane, 1)
    assert pane.cards[0].item.own
    assert not pane.cards[0].hand.isVisible(), "it would come back at once"
    desk.take_over("u1008", "shift_leader")
    listed(qtbot, pane, 1)
    assert "值班长处理" in words_of(pane), "another leader sees it once its author is off duty"


def test_what_this_workstation_alone_knows_of_cannot_be_handed_over(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    refused(desk)
    listed(qtbot, pane, 1)
    assert not pane.cards[0].hand.isVisible()


NEW: list[tuple[str, str, dict[str, Value]]] = [
    ("log_note", "write_note", {"log_kind": "note", "words": "大屏右下角黑屏，已报修。"}),
    (
        "call",
        "answer_call",
        {
            "nature": "consult",
            "answer": "已告知办理时间。",
            "caller_phone": "19900001234",
            "call_id": "line-7",
            "doubts": ["caller_phone"],
        },
    ),
    (
        "emergency",
        "begin_emergency",
        {
            "level": "general",
            "title": "文昌街道路面塌陷",
            "occurred_at": 1_700_000_000,
            "address": "文昌街道柳湖巷9号",
            "source": "热线来电",
        },
    ),
]


def unsent_values(desk: DeskDuty, subject: str) -> Mapping[str, Value]:
    """What the one unsent step of such a subject says."""
    entries = [entry_of(one.body) for one in desk.replica.unsent()]
    (found,) = [entry for entry in entries if entry.subject == subject]
    return found.values


def refused_anew(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane, subject: str, step: str, **typed: Value
) -> StepDialog:
    """The dialog that takes a refused step again which begins a subject."""
    desk.desk.perform(step, subject, None, {"area": "999001", **typed})
    desk.centre.members["u1001"] = Member("u1001", False, [])
    desk.push()
    listed(qtbot, pane, 1)
    with qtbot.assertNotEmitted(pane.intake_wanted):
        pane.cards[0].again.click()
        qtbot.waitUntil(lambda: pane.dialog is not None)
    dialog = pane.dialog
    assert isinstance(dialog, StepDialog)
    qtbot.waitUntil(lambda: dialog.loaded)
    return dialog


@pytest.mark.parametrize(("subject", "step", "typed"), NEW)
def test_what_is_no_report_is_taken_again_where_it_belongs_and_loses_nothing(
    qtbot: QtBot,
    desk: DeskDuty,
    pane: RefusalsPane,
    subject: str,
    step: str,
    typed: Mapping[str, Value],
) -> None:
    dialog = refused_anew(qtbot, desk, pane, subject, step, **typed)
    assert "中心未接收" in words_of(dialog)
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_step()
    qtbot.waitUntil(lambda: not pane.cards)
    assert unsent_values(desk, subject).items() >= {"area": "999001", **typed}.items()


def test_the_area_of_what_is_begun_again_can_be_mended(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    subject, step, typed = NEW[0]
    dialog = refused_anew(qtbot, desk, pane, subject, step, **typed)
    assert value_in(dialog, "area") == "999001"
    dialog.form.fill({"area": "999002"})
    dialog.form.edited.emit()
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_step()
    assert unsent_values(desk, subject)["area"] == "999002"


def test_a_refused_step_on_what_is_no_case_is_taken_again_in_its_dialog(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    subject, step, typed = NEW[2]
    begun = desk.desk.perform(step, subject, None, {"area": "999001", **typed}).subject_id
    desk.push()
    desk.desk.perform(
        "phone_report", subject, begun, {"told": "市应急局值班室", "note": "已电话报告"}
    )
    desk.centre.members["u1001"] = Member("u1001", False, [])
    desk.push()
    listed(qtbot, pane, 1)
    pane.cards[0].again.click()
    qtbot.waitUntil(lambda: pane.dialog is not None)
    dialog = pane.dialog
    assert isinstance(dialog, StepDialog)
    qtbot.waitUntil(lambda: dialog.loaded)
    assert value_in(dialog, "told") == "市应急局值班室"
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_step()
    assert unsent_values(desk, subject)["told"] == "市应急局值班室"


def test_a_change_of_a_component_is_taken_again_in_its_own_form(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    desk.take_over("u1001", "acceptor")
    typed: dict[str, Value] = {
        "change_kind": "added",
        "component_name": "新装路灯",
        "found_at": 1_700_000_000,
        "case_ref": CASE,
        "lat_e7": 390021000,
        "lon_e7": 1040005000,
        "datum": "wgs84",
    }
    dialog = refused_anew(qtbot, desk, pane, "component_change", "note_change", **typed)
    assert isinstance(dialog, ChangeDialog)
    assert dialog.place.value() is not None
    with qtbot.waitSignal(pane.settled):
        dialog.confirm_step()
    assert unsent_values(desk, "component_change").items() >= typed.items()


def test_what_was_mended_before_escape_stands_there_the_next_time(
    qtbot: QtBot, desk: DeskDuty, pane: RefusalsPane
) -> None:
    subject, step, typed = NEW[0]
    dialog = refused_anew(qtbot, desk, pane, subject, step, **typed)
    dialog.form.fill({"words": "改过的话"})
    dialog.form.edited.emit()
    dialog.reject()
    qtbot.waitUntil(lambda: pane.dialog is None)
    pane.cards[0].again.click()
    qtbot.waitUntil(lambda: pane.dialog is not None and pane.dialog is not dialog)
    again = pane.dialog
    assert isinstance(again, StepDialog)
    qtbot.waitUntil(lambda: again.loaded)
    assert value_in(again, "words") == "改过的话"
    again.beginning.restart.click()
    assert value_in(again, "words") == typed["words"], "never less than what was refused"


@pytest.mark.parametrize(
    ("about", "step", "what"),
    [("sample", "draw_sample", "重新抽取"), ("attendance", "arrive", "自动登记")],
)
def test_what_nobody_types_is_not_asked_for(
    qtbot: QtBot,
    desk: DeskDuty,
    background: Background,
    pane: RefusalsPane,
    about: str,
    step: str,
    what: str,
) -> None:
    desk.take_over("u1001", "supervisor")
    told_of(desk, ENTRY, "u1001", about=about, about_step=step)
    listed(qtbot, pane, 1)
    with qtbot.waitSignal(background.world_failed) as told:
        pane.cards[0].again.click()
    assert told.args is not None
    assert what in told.args[0]
    assert pane.dialog is None
    assert desk.reader.refused_count() == 1
