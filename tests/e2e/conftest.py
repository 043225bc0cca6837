"""A team on a real centre, and photos to work with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password, furnish
from seatapp.admin.embedded import EmbeddedServer
from seatapp.admin.people import NewPerson
from seatapp.central.messages import HeldPost
from seatapp.demo.photos import fresh_copies
from seatapp.desk import now_in_the_city
from tests.fixtures.centre import ADMIN, Centre
from tests.helpers.team import Team
from ui.garbage import GarbageHere


@pytest.fixture(autouse=True)
def garbage(qapp: QApplication) -> Iterator[None]:
    """As in the program: no widget may die on a thread that reads."""
    here = GarbageHere()
    yield
    here.stop()


@pytest.fixture
def team(centre: Centre, tmp_path: Path, qapp: QApplication) -> Iterator[Team]:
    """Nobody yet: the test says who sits down."""
    made = Team(centre.profile, tmp_path)
    yield made
    made.leave()


@pytest.fixture(scope="session")
def demo() -> Path:
    """The folder of the demo city."""
    folder = files("resources") / "demo"
    assert isinstance(folder, Path)
    return folder


@pytest.fixture(scope="session")
def photos(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photos of the demo city, as if they had been taken just now."""
    target = tmp_path_factory.mktemp("photos")
    return fresh_copies(demo / "photos", target, now_in_the_city())


@pytest.fixture
def own_centre(demo: Path) -> Iterator[Centre]:
    """A centre whose server the test may stop and start again."""
    with tempfile.TemporaryDirectory(prefix="seatapp-centre-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # root hands the server to an account that has to get in here
        with EmbeddedServer(folder, fast=True) as server:
            make_database(server.superuser_url(), "centre")
            admin = NewPerson(ADMIN, "石立新", [HeldPost("admin", "9990")], demo_password(ADMIN))
            init_centre(server.superuser_url("centre"), "999000", "宁川市", admin)
            made = Centre(server, "centre")
            furnish(made.login(ADMIN), demo)
            made.close()
            yield made
            made.close()


@pytest.fixture
def cut_off_team(own_centre: Centre, tmp_path: Path, qapp: QApplication) -> Iterator[Team]:
    """A team on a centre that can be stopped."""
    made = Team(own_centre.profile, tmp_path)
    yield made
    made.leave()
