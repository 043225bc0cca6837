"""`seatapp sample`: the supervisor's random callbacks, drawn so that they can be drawn again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from seatapp.cli.work import round_if_online, sign_in_options, signed_in
from seatapp.desk import CITY_TIME
from seatapp.domain.entries import Value
from seatapp.domain.sampling import drawn
from seatapp.errors import InputFileError, StepRefused
from seatapp.text import _

STRATA = {"unit": "unit", "class": "class_code", "source": "source"}
MOST = 50
"""How many cases one sample can name."""


@click.command("sample", help="抽取办结案件作抽查回访；同样的种子和案件抽出同样的结果。")
@click.option(
    "--from", "since", type=click.DateTime(["%Y-%m-%d"]), required=True, help="办结日期从"
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="办结日期至（不含）"
)
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
    with signed_in(shared, login, password) as duty:
        round_if_online(duty)
        found = drawn(duty.reader.closed_between(STRATA[stratum], begin, end), quota, seed)
        if not found.cases or len(found.cases) > MOST:
            raise InputFileError(
                _("可抽 {population} 件，抽中 {count} 件；一个样本要有 1 到 {most} 件。").format(
                    population=found.population, count=len(found.cases), most=MOST
                )
            )
        values: dict[str, Value] = {
            **{"area": duty.hotline.area, "from_at": begin, "until_at": end, "stratum": stratum},
            **{"quota": quota, "seed": seed, "population": found.population},
            **{"frame": found.frame, "cases": found.cases},
        }
        frozen = duty.desk.perform("draw_sample", "sample", None, values)
        owed = 0
        for case in found.cases:
            try:
                duty.desk.perform("sample_case", "case", case, {"sample": frozen.subject_id})
                owed += 1
            except StepRefused as fault:
                shared.speech.remark(f"{case}: {fault.sentence}")
        round_if_online(duty)
        shared.speech.say(
            _(
                "从 {population} 件里抽中 {count} 件，其中 {owed} 件有来电人，已列入我的回访。"
            ).format(population=found.population, count=len(found.cases), owed=owed),
            sample=frozen.subject_id,
            cases=found.cases,
            population=found.population,
            frame=found.frame,
            owed=owed,
        )
