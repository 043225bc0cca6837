"""Colleagues at the same case are named beside its title, and hear what is done here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from pytestqt.qtbot import QtBot

from seatapp.central.gateway import Gateway
from seatapp.central.messages import Beside, Front
from tests.gui.desk_parts import on_screen, opened
from tests.helpers.desk_duty import DeskDuty
from ui.company_pill import company_words
from ui.durations import Level
from ui.panes.right_side import RightSide
from ui.worker import Background

SINCE = 1_795_346_400
LOOKING, OTHER = Beside("u1003", None, SINCE), Beside("u1006", None, SINCE + 60)
ACTING = Beside("u1002", "case.prefile", SINCE)


@dataclass
class Centre:
    """Names these people for whatever is in front."""

    there: Sequence[Beside] = ()
    fronts: list[Front | None] = field(default_factory=list)

    def keep_company(self, _seat: str, front: Front | None) -> Sequence[Beside]:
        self.fronts.append(front)
        return self.there


def told(desk: DeskDuty, *there: Beside) -> Front | None:
    """A round with these people at the case; what the centre was told."""
    centre = Centre(there)
    desk.company.keep(cast("Gateway", centre), "seat")
    return centre.fronts[-1] if centre.fronts else None


def test_who_is_there_is_said_and_no_longer(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    case_id = desk.report()
    side = on_screen(qtbot, RightSide(desk, background), 560, 680)
    side.show_beside(("case", case_id, case_id))
    pill = side.case.company
    assert told(desk, LOOKING) == Front("case", case_id)
    pill.look()
    qtbot.waitUntil(pill.isVisible)
    assert (pill.text(), pill.level) == ("周若楠 也在看", Level.UNSET)
    told(desk, ACTING, LOOKING)
    pill.look()
    qtbot.waitUntil(lambda: pill.level is Level.NEAR)
    assert pill.text() == "林晓禾 正在填“预立案”"
    assert "林晓禾：19:20 起正在填“预立案”" in pill.toolTip()
    assert "周若楠：19:20 起在看" in pill.toolTip()
    desk.company.part()
    pill.look()
    assert not pill.isVisible()


def test_a_dialog_is_told_while_it_stands(
    qtbot: QtBot, desk: DeskDuty, background: Background
) -> None:
    case_id = desk.report()
    side = on_screen(qtbot, RightSide(desk, background), 560, 680)
    side.show_beside(("case", case_id, case_id))
    qtbot.waitUntil(lambda: side.case.shown is not None)
    dialog = opened(qtbot, side.case, "prefile")
    assert told(desk, ACTING) == Front("case", case_id, "case.prefile")
    dialog.company.look()
    qtbot.waitUntil(dialog.company.isVisible)
    assert dialog.company.text() == "林晓禾 正在填“预立案”"
    dialog.reject()
    assert told(desk) == Front("case", case_id)
    side.hide()
    assert told(desk) is None
    side.show()
    assert told(desk) == Front("case", case_id)
    side.show_beside(None)
    assert told(desk) is None


def test_several_are_counted(desk: DeskDuty) -> None:
    assert company_words(desk, [LOOKING, OTHER])[0] == "周若楠 等 2 人也在看"
    second = Beside("u1006", "case.add_words", SINCE)
    assert company_words(desk, [ACTING, second, LOOKING])[0] == "林晓禾 等 2 人正在办"
    newer = Beside("u1006", "case.of_a_newer_program", SINCE)
    assert company_words(desk, [newer])[0] == "孙乐平 正在填“of_a_newer_program”"
