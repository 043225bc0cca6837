"""The demo city furnishes a centre: people who can log in, and lists that rules can use."""

from __future__ import annotations

import csv
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from seatapp.admin.city import demo_password, furnish
from seatapp.admin.people_table import read_people
from seatapp.admin.references import ReferencesRefused
from seatapp.central.messages import HeldPost
from seatapp.errors import InputFileError
from tests.fixtures.centre import ADMIN, Centre, Wire


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with as_file(files("resources") / "demo") as demo:
        return Path(
            shutil.copytree(demo, tmp_path / "demo", ignore=shutil.ignore_patterns("*.jpg"))
        )


def state(wire: Wire) -> object:
    return wire.execute(
        "SELECT c.n, (SELECT count(*) FROM core.reference), (SELECT count(*) FROM core.member_post)"
        " FROM core.counter c"
    ).fetchone()


def test_everybody_of_the_city_can_log_in_and_do_what_the_file_says(centre: Centre) -> None:
    table = (files("resources") / "demo" / "people.csv").read_text("utf-8-sig").splitlines()
    superuser = centre.superuser()
    for person in csv.DictReader(table):
        with centre.login(person["login"]) as wire:
            assert wire.info.user == person["login"]
        query = "SELECT post FROM core.posts_of(%s) ORDER BY post"
        held = [post for (post,) in superuser.execute(query, (person["login"],))]
        assert held == sorted(person["posts"].split("|"))


def test_furnishing_again_changes_nothing(centre: Centre, folder: Path) -> None:
    superuser = centre.superuser()
    before = state(superuser)
    furnish(centre.login(ADMIN), folder)
    assert state(superuser) == before


def test_only_an_admin_furnishes(centre: Centre, folder: Path) -> None:
    with pytest.raises(ReferencesRefused):
        furnish(centre.login("u1001"), folder)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("units.csv", "201,湖滨街道办事处", ",湖滨街道办事处"),
        ("people.csv", "u1003,周若楠,acceptor,999001", "u1003,周若楠,acceptor,东湖"),
    ],
)
def test_a_faulty_file_stops_it_before_anything_is_written(
    centre: Centre, folder: Path, file: str, old: str, new: str
) -> None:
    text = (folder / file).read_text("utf-8")
    (folder / file).write_text(text.replace(old, new).replace("湖滨街道|", "湖滨|"), "utf-8")
    superuser = centre.superuser()
    before = state(superuser)
    with pytest.raises(InputFileError) as caught:
        furnish(centre.login(ADMIN), folder)
    assert file in caught.value.sentence
    assert " 4 " in caught.value.sentence
    assert state(superuser) == before


def test_people_hold_their_posts_for_the_area_in_the_file(folder: Path) -> None:
    people = {person.login: person for person in read_people(folder / "people.csv")}
    assert people["u1003"].posts == [HeldPost("acceptor", "999001")]
    assert people["u1005"].posts == [HeldPost("acceptor", "9990"), HeldPost("dispatcher", "9990")]
    assert people["u1005"].password is None
    assert demo_password("u1005") == "demo-1005"
