"""A site's centre is reached over TLS that proves who answers, or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from seatapp.admin.centre import check_centre, init_centre, make_database
from seatapp.admin.embedded import EmbeddedServer, installed_programs, installed_server
from seatapp.admin.people import NewPerson
from seatapp.central.connect import connect
from seatapp.central.messages import HeldPost
from seatapp.config import SITE, Profile
from seatapp.errors import CentreRefused
from tests.helpers.authority import DAY, Authority

pytestmark = pytest.mark.skipif(
    installed_programs() is None, reason="the embedded server speaks no TLS"
)

LOGIN, PASSWORD = "u9001", "first-pass"


@dataclass(frozen=True)
class Site:
    """A centre on the machine's own PostgreSQL."""

    folder: Path
    authority: Authority

    def server(self, tls: bool = True) -> EmbeddedServer:
        settings = {"ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key"}
        return installed_server(self.folder, fast=True, settings=settings if tls else {})

    def profile(self, server: EmbeddedServer, root: Path) -> Profile:
        address = server.superuser_url("site")
        return Profile("site", SITE, address.host, address.port, "site", root)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="seatapp-site-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Site(folder, Authority("site"))
        with made.server(tls=False) as server:
            make_database(server.superuser_url(), "site")
            admin = NewPerson(LOGIN, "甲", [HeldPost("admin", "9990")], PASSWORD)
            init_centre(server.superuser_url("site"), "999000", "宁川市", admin)
            found = check_centre(server.superuser_url("site"))
            assert {finding.code for finding in found} <= {"server_minor"}
        yield made


def code_of_refusal(profile: Profile) -> str:
    with pytest.raises(CentreRefused) as caught:
        connect(profile, LOGIN, PASSWORD)
    return caught.value.code


def test_only_the_right_server_is_talked_to(site: Site, tmp_path: Path) -> None:
    site.authority.issue(site.server().place / "data", datetime.now(UTC) + 30 * DAY)
    with site.server() as server:
        profile = site.profile(server, site.authority.root(tmp_path))
        with connect(profile, LOGIN, PASSWORD) as wire:
            query = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = %s"
            with psycopg.connect(server.superuser_url().conninfo()) as watching:
                row = watching.execute(query, (wire.info.backend_pid,)).fetchone()
            assert row in [(True, "TLSv1.3"), (True, "TLSv1.2")]

        other_name = replace(profile, host="localhost")
        assert code_of_refusal(other_name) == "untrusted"

        foreign = tmp_path / "foreign"
        foreign.mkdir()
        other_root = replace(profile, root_certificate=Authority("other").root(foreign))
        assert code_of_refusal(other_root) == "untrusted"

        no_root = replace(profile, root_certificate=tmp_path / "nothing.crt")
        assert code_of_refusal(no_root) == "untrusted"


def test_a_certificate_that_ran_out_is_not_trusted(site: Site, tmp_path: Path) -> None:
    site.authority.issue(site.server().place / "data", datetime.now(UTC) - DAY)
    with site.server() as server:
        profile = site.profile(server, site.authority.root(tmp_path))
        assert code_of_refusal(profile) == "untrusted"


def test_a_server_without_tls_is_not_trusted(site: Site, tmp_path: Path) -> None:
    with site.server(tls=False) as server:
        profile = site.profile(server, site.authority.root(tmp_path))
        assert code_of_refusal(profile) == "untrusted"
