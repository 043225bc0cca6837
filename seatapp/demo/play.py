"""Plays the demonstration's day through real desks, one workstation a person.

The day lies in the past, so the centre is told first that it was out of reach: within an outage
that it knows of, the claimed times count, as they do for a seat that worked offline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from seatapp.admin.city import demo_password
from seatapp.admin.outages import note_outage
from seatapp.admin.tabular import read_table
from seatapp.app import Application, Duty
from seatapp.demo.city import DemoCity, Progress, demo_folder
from seatapp.demo.photos import album_of
from seatapp.demo.story import PEOPLE, Props, Scene, read_stories, scenes_of
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.errors import CentreUnreachable, StepRefused
from seatapp.text import _

PLAYING_POSTS = ("acceptor", "shift_leader", "dispatcher", "supervisor")


class StoryClock:
    """A clock that stands where the story is."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment of the story."""
        return self.now


def play_day(city: DemoCity, most_cases: int, progress: Progress) -> int:
    """Play the stories of up to `most_cases` cases; returns how many steps were taken.

    Raises `StepRefused` when a story does not keep to the rules.
    """
    folder = demo_folder()
    now = datetime.now(CITY_TIME)
    stories = read_stories(folder)[:most_cases]
    with ExitStack() as stack:
        clock = StoryClock(now)
        players = {
            post: stack.enter_context(_at_work(city, PEOPLE[post], clock)) for post in PLAYING_POSTS
        }
        ages = {str(told["key"]): float(told["minutes_ago"]) for told in stories}
        album = album_of(folder, now, ages)
        props = Props(album.names, _matter_units(folder), _phrases(folder))
        acts = _acts([scenes_of(told, props) for told in stories])
        longest = max((scene.minutes_ago for act in acts for scene in act), default=0.0)
        with city.superuser() as owner:
            note_outage(owner, now - timedelta(minutes=longest + 60), now, _("演示数据补录"))
        taken = 0
        for number, act in enumerate(acts, start=1):
            progress(_("演示第 {number}/{all} 幕……").format(number=number, all=len(acts)))
            taken += _play_act(act, players, clock, now, album.by_hash())
    return taken


def _at_work(city: DemoCity, person: str, clock: StoryClock) -> Duty:
    application = Application(city.seat_of(person), city.profile, clock)
    return application.sign_in(person, demo_password(person), keep_in_step=False)


def _acts(stories: Sequence[Sequence[Scene]]) -> list[list[Scene]]:
    """The scenes of all stories side by side: the n-th act holds the n-th step of each."""
    acts: dict[int, list[Scene]] = defaultdict(list)
    for scenes in stories:
        for place, scene in enumerate(scenes):
            acts[place].append(scene)
    return [acts[place] for place in sorted(acts)]


def _play_act(
    act: Sequence[Scene],
    players: Mapping[str, Duty],
    clock: StoryClock,
    now: datetime,
    album: Mapping[str, bytes],
) -> int:
    by_post: dict[str, list[Scene]] = defaultdict(list)
    for scene in act:
        by_post[scene.post].append(scene)
    for post, scenes in by_post.items():
        duty = players[post]
        duty.round()
        for scene in sorted(scenes, key=lambda scene: -scene.minutes_ago):
            clock.now = now - timedelta(minutes=scene.minutes_ago)
            _keep_photos(duty, scene, album)
            _perform(duty, scene, post)
        duty.round()
        _check(duty)
    return len(act)


def _perform(duty: Duty, scene: Scene, post: str) -> None:
    """Take the step; where a check rejects, give the reason that a person would."""
    try:
        duty.desk.perform(scene.step, "case", scene.case_id, scene.values, post)
    except StepRefused as refused:
        if refused.code != "override_missing":
            raise
        values = {**scene.values, "override_reason": "已电话核实现场情况，照片随后补拍。"}
        duty.desk.perform(scene.step, "case", scene.case_id, values, post)


def _check(duty: Duty) -> None:
    status, refused = duty.status(), duty.reader.refusals()
    if refused:
        raise StepRefused(refused[0].sentence, refused[0].code)
    if status.unsent:
        raise CentreUnreachable(status.trouble or _("演示中心没有应答，演示没有继续。"))


def _keep_photos(duty: Duty, scene: Scene, album: Mapping[str, bytes]) -> None:
    for name in ("photos_before", "photos_after"):
        named = scene.values.get(name)
        for sha256 in named if isinstance(named, list) else ():
            if not duty.photos.has(sha256):
                duty.pictures.add_photo(album[sha256])


def _matter_units(folder: Path) -> dict[str, str]:
    rows = read_table(folder / "hotline_matters.csv")
    return {row.cells["code"]: row.cells["unit"] for row in rows}


def _phrases(folder: Path) -> dict[str, tuple[str, str]]:
    rows = read_table(folder / "reasons.csv")
    return {row.cells["code"]: (row.cells["sentence"], row.cells["rule"]) for row in rows}
