"""`seatapp demo`: the made city on this computer, in a window, or as a tour in pictures."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from seatapp.app import Application
from seatapp.demo.city import demo_city
from seatapp.demo.play import play_day
from seatapp.demo.stand_ins import stand_ins
from seatapp.demo.story import PEOPLE
from seatapp.doorbell import FRONT, message, rung
from seatapp.text import _

ALL_CASES = 160


@click.command("demo", help="在本机试用：自带的演示城市、演示中心和一天的工作。")
@click.option(
    "--post", type=click.Choice(sorted(PEOPLE)), default="acceptor", help="以哪个岗位登录"
)
@click.option("--cases", type=click.IntRange(0, ALL_CASES), default=ALL_CASES, help="案件数")
@click.option("--tour", is_flag=True, help="不开窗口，演示一个班次并存成图片")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-out"), help="图片存放处")
@click.pass_obj
def demo(shared: Any, post: str, cases: int, tour: bool, out: Path) -> None:
    """Open the made city; everything in it is real but the city."""
    if not tour and rung(shared.folders.demo_seats, message(FRONT)):
        shared.speech.remark(_("演示窗口已经打开，现在到前面来了。换人请在窗口里退出登录。"))
        return
    with demo_city(shared.folders.demo, shared.speech.remark) as city:
        if not city.played:
            play_day(city, cases, shared.speech.remark)
            city.mark_played()
        if tour:
            # The windows are the other front end: looked up by name, so that this runs without Qt.
            pictures = importlib.import_module("ui.tour").play_tour(city, out)
            shared.speech.say("\n".join(map(str, pictures)), pictures=[str(p) for p in pictures])
            return
        person = PEOPLE[post]
        application = Application.on_trial(city.seat_of(person), city.profile, shared.fault)
        start = importlib.import_module("ui.start")
        sys.exit(start.run(application, person, stand_ins()))
