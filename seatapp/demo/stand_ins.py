"""Whose place a visitor of the demonstration can take."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files

from seatapp.admin.city import demo_password
from seatapp.admin.people_table import read_people
from seatapp.demo.story import PEOPLE
from seatapp.domain.tables import load_workflow
from seatapp.text import _


@dataclass(frozen=True)
class StandIn:
    """One person of the made city, whose password is no secret."""

    login: str
    password: str
    words: str


def stand_ins() -> list[StandIn]:
    """One person for each post."""
    with as_file(files("resources") / "demo" / "people.csv") as table:
        names = {person.login: person.name for person in read_people(table)}
    posts = load_workflow().posts
    return [
        StandIn(login, demo_password(login), f"{names[login]} · {_(posts[post].label)}")
        for post, login in PEOPLE.items()
    ]
