"""Days are those of the city, whatever zone the computer believes in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pytestqt.qtbot import QtBot

from ui.durations import SITE_ZONE
from ui.widgets.day_edit import DayEdit


def test_after_midnight_in_the_city_it_is_the_next_day(qtbot: QtBot) -> None:
    half_past = int(datetime(2026, 11, 23, 0, 30, tzinfo=SITE_ZONE).timestamp())
    edit = DayEdit("日期", half_past)
    qtbot.addWidget(edit)
    assert edit.day == date(2026, 11, 23)
    assert edit.begins == half_past - 1800
    assert edit.ends == edit.begins + 86_400


def test_a_week_back_ends_with_its_own_day(qtbot: QtBot) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=SITE_ZONE)
    edit = DayEdit("办结日期从", int(noon.timestamp()), days_back=7)
    qtbot.addWidget(edit)
    assert edit.day == (noon - timedelta(days=7)).date()
