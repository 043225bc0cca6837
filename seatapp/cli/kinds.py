"""Kinds of values that several commands take, with what is wrong said in the office's words."""

from __future__ import annotations

from datetime import datetime

import click

from seatapp.places.points import DATUMS
from seatapp.text import _, listed

MINUTE = "%Y-%m-%d %H:%M"
DAY = "%Y-%m-%d"
EXAMPLE = datetime(2019, 7, 2, 11)


class Moment(click.ParamType[datetime, object]):
    """A local date and time such as `2019-07-02 11:00`, or a date alone: its midnight."""

    name = "moment"

    def __init__(self, form: str = MINUTE) -> None:
        self.form = form

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """`value` as a time without zone; a moment that is one already stays."""
        if isinstance(value, datetime):
            return value
        try:
            return datetime.strptime(str(value), self.form)
        except ValueError:
            sentence = _("时间“{value}”无法识别，应写成“{example}”。")
            example = EXAMPLE.strftime(self.form)
            self.fail(sentence.format(value=value, example=example), param, ctx)


class Datum(click.ParamType[str, object]):
    """One of `DATUMS`, also as it is written on maps: `GCJ-02`, `WGS 84`."""

    name = "system"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The code of the system."""
        code = str(value).lower().replace("-", "").replace(" ", "")
        if code in DATUMS:
            return code
        sentence = _("不认识坐标系“{value}”，可写：{known}。")
        self.fail(sentence.format(value=value, known=listed(DATUMS)), param, ctx)
