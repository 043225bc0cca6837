"""`seatapp sample`: the supervisor's random callbacks, drawn so that they can be drawn again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from seatapp.cli.kinds import DAY, Moment
from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.local.samples import STRATA
from seatapp.sampling import MOST, Wish, draw
from seatapp.text import _


@click.command("sample", help="抽取办结案件作抽查回访；同样的种子和案件抽出同样的结果。")
@click.option("--from", "since", type=Moment(DAY), required=True, help="办结日期从")
@click.option("--until", type=Moment(DAY), required=True, help="办结日期至（不含）")
@click.option("--by", "stratum", type=click.Choice(list(STRATA)), default="unit", help="分层方式")
@click.option(
    "--quota", type=click.IntRange(1, MOST), default=3, show_default=True, help="每层件数"
)
@click.option("--seed", required=True, help="随机种子，记录在样本里")
@sign_in_options
@click.pass_obj
def sample(
    shared: Any,
    since: datetime,
    until: datetime,
    stratum: str,
    quota: int,
    seed: str,
    login: str,
    password: str,
) -> None:
    """Freeze the sample first, then owe a callback for each case that has a caller."""
    begin, end = (int(day.replace(tzinfo=CITY_TIME).timestamp()) for day in (since, until))
    wish = Wish(begin, end, stratum, quota, seed)
    with signed_in(shared, login, password) as duty:
        frozen, found = draw(duty, duty.hotline.area, wish)
        round_if_online(duty)
        if found.lacks:
            shared.speech.remark(found.lacks)
        shared.speech.say(
            _(
                "从 {population} 件里抽中 {count} 件，其中 {owed} 件有来电人，已列入我的回访。"
            ).format(
                population=found.drawn.population,
                count=len(found.drawn.cases),
                owed=found.with_caller,
            ),
            sample=frozen,
            cases=found.drawn.cases,
            population=found.drawn.population,
            frame=found.drawn.frame,
            owed=found.with_caller,
        )
