"""The demonstration's day comes out as its stories say, settled by the centre."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from seatapp.demo.city import DemoCity, demo_folder
from seatapp.demo.play import play_day
from seatapp.demo.story import read_stories
from tests.fixtures.centre import Centre

CASES = 40


def test_every_story_ends_where_it_says(centre: Centre, tmp_path: Path) -> None:
    told = read_stories(demo_folder())[:CASES]
    city = DemoCity(centre.server, tmp_path, centre.database)
    play_day(city, CASES, lambda sentence: None)
    rows = centre.superuser().execute('SELECT stage FROM core."case"').fetchall()
    assert Counter(stage for (stage,) in rows) == Counter(str(story["story"]) for story in told)
