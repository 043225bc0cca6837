"""The centres under attack: on the wheel's server always, on the machine's own over TLS at length.

The server of the machine takes nothing but TLS (`hostssl`) and delays wrong passwords.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path

import pytest

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password, furnish
from seatapp.admin.embedded import EmbeddedServer, installed_programs, installed_server
from seatapp.admin.people import NewPerson
from seatapp.central.messages import HeldPost
from tests.attack.fortress import CALLER, PHONE, Fortress, Hidden, Target
from tests.fixtures.centre import ADMIN, TEMPLATE
from tests.helpers.authority import DAY, Authority
from tests.helpers.seat_line import SeatLine, phone_report, row_of

SITE_SETTINGS = {
    "ssl": "on",
    "ssl_cert_file": "server.crt",
    "ssl_key_file": "server.key",
    "ssl_ca_file": "root.crt",
    "hba_file": "site_hba.conf",
    "shared_preload_libraries": "auth_delay",
    "auth_delay.milliseconds": "300",
    "authentication_timeout": "5s",
    "temp_file_limit": "1GB",
}
HBA = """
hostssl all u1009 127.0.0.1/32 scram-sha-256 clientcert=verify-full
hostssl all all 127.0.0.1/32 scram-sha-256
"""


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority("site")


@pytest.fixture(scope="session")
def site(authority: Authority) -> Iterator[Fortress]:
    """The machine's own PostgreSQL as a site sets it up."""
    if installed_programs() is None:
        pytest.skip("no PostgreSQL is installed on this machine")
    with tempfile.TemporaryDirectory(prefix="seatapp-attack-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with installed_server(folder, fast=True) as bare:
            data = bare.place / "data"
        authority.issue(data, datetime.now(UTC) + 30 * DAY)
        (data / "site_hba.conf").write_text(HBA)
        root = authority.root(folder)
        settings = {**SITE_SETTINGS, "hba_file": str(data / "site_hba.conf")}
        with installed_server(folder, fast=True, settings=settings) as server:
            make_database(server.superuser_url(), TEMPLATE)
            admin = NewPerson(ADMIN, "石立新", [HeldPost("admin", "9990")], demo_password(ADMIN))
            init_centre(server.superuser_url(TEMPLATE), "999000", "宁川市", admin)
            made = Target(server, TEMPLATE, root=root)
            with as_file(files("resources") / "demo") as demo:
                furnish(made.login(ADMIN), demo)
            made.close()
            yield Fortress(server, TEMPLATE, root)


@pytest.fixture(scope="session", params=["wheel", pytest.param("site", marks=pytest.mark.slow)])
def fortress(request: pytest.FixtureRequest) -> Fortress:
    if request.param == "wheel":
        server: EmbeddedServer = request.getfixturevalue("server")
        return Fortress(server, request.getfixturevalue("template_centre"))
    made: Fortress = request.getfixturevalue("site")
    return made


@pytest.fixture(scope="session")
def attacked(fortress: Fortress) -> Iterator[tuple[Target, Hidden]]:
    """One database for every attack that has to come to nothing, with a case to look for."""
    target = fortress.copy("attacked")
    line = SeatLine(target, "u1003")
    values = phone_report(caller_phone=PHONE, caller_name=CALLER, description="噪声扰民。")
    entry = line.entry("report", values)
    state = row_of(line.send(entry), entry.subject_id)
    target.close()
    yield target, Hidden(state, entry.id)
    fortress.drop("attacked")


@pytest.fixture
def target(attacked: tuple[Target, Hidden]) -> Iterator[Target]:
    """The centre under attack; connections of a test are closed with it."""
    shared, _ = attacked
    own = Target(shared.server, shared.database, root=shared.root)
    yield own
    own.close()


@pytest.fixture
def hidden(attacked: tuple[Target, Hidden]) -> Hidden:
    return attacked[1]


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def spare(fortress: Fortress, _numbers: Iterator[int]) -> Iterator[Target]:
    """A centre of one's own, to open holes in."""
    target = fortress.copy(f"spare_{next(_numbers)}")
    yield target
    target.close()
    fortress.drop(target.database)
