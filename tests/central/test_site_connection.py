"""A site's centre is reached over TLS that proves who answers, or not at all."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from seatapp.admin import server_care
from seatapp.admin.centre import check_centre, init_centre, make_database
from seatapp.admin.embedded import EmbeddedServer, installed_programs, installed_server
from seatapp.admin.people import NewPerson
from seatapp.admin.server_process import wait_until
from seatapp.admin.watch import Watch, watching
from seatapp.app.centre_care import CentreCare
from seatapp.app.first_start import asked
from seatapp.central.certificate import certificate_until
from seatapp.central.connect import connect
from seatapp.central.gateway import Gateway
from seatapp.central.messages import HeldPost
from seatapp.cli.main import group
from seatapp.config import SITE, Profile
from seatapp.errors import CentreRefused
from tests.helpers.authority import DAY, Authority
from tests.helpers.station import profile_text

pytestmark = pytest.mark.skipif(
    installed_programs() is None, reason="the embedded server speaks no TLS"
)

LOGIN, PASSWORD = "u9001", "first-pass"


@dataclass(frozen=True)
class Site:
    """A centre on the machine's own PostgreSQL."""

    folder: Path
    authority: Authority

    @property
    def certificate(self) -> Path:
        """Where the server has its certificate."""
        return self.folder / "postgresql" / "data" / "server.crt"

    def server(self, tls: bool = True) -> EmbeddedServer:
        settings = {
            "ssl": "on",
            "ssl_cert_file": str(self.certificate),
            "ssl_key_file": "server.key",
            "listen_addresses": "127.0.0.1,127.0.0.2",
        }
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
        with pytest.raises(CentreRefused) as caught:
            certificate_until(profile, profile.host)
        assert caught.value.code == "expired"
        (found,) = reached(tmp_path / "home", profile, 1)["servers"]
        assert "不在有效期内" in found["words"]


def reached(home: Path, profile: Profile, code: int) -> dict[str, Any]:
    """What `seatapp reach` answers at a workstation with this profile."""
    home.mkdir(exist_ok=True)
    root = f'root_certificate = "{profile.root_certificate}"\n'
    (home / "centre.toml").write_text(profile_text(profile) + root, "utf-8")
    done = CliRunner().invoke(group, ["--home", str(home), "--json", "reach"])
    assert done.exit_code == code
    told: dict[str, Any] = json.loads(done.output)
    return told


def test_a_certificate_that_ends_is_told_to_those_who_keep_the_server(
    site: Site, tmp_path: Path
) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + 7 * DAY + timedelta(hours=1)
    site.authority.issue(site.server().place / "data", until)
    with site.server() as server, closing(wire_of(server)) as superuser:
        now, home = int(time.time()), tmp_path / "home"
        profile = site.profile(server, site.authority.root(tmp_path))
        told = reached(home, replace(profile, host="127.0.0.1,127.0.0.3"), 0)
        assert told["file"] == str(home / "centre.toml")
        good, away = told["servers"]
        answer = asked(replace(profile, host="127.0.0.1,127.0.0.3"))
        assert answer.reached
        assert [words for _host, words in answer.sentences] == [good["words"], away["words"]]
        assert (good["reached"], good["until"]) == (True, int(until.timestamp()))
        assert (away["reached"], away["until"]) == (False, None)
        codes = {one.code for one in server_care.findings(superuser, now)}
        assert codes >= {"certificate", "backup"}
        superuser.execute("SELECT core.note_backup(), core.note_backup(tried => true)")
        (ending,) = admin_is_told(profile, now)
        assert "还有 7 天到期" in ending
        late = admin_is_told(profile, int(time.time()) + 1 + 130 * 86_400)
        assert ["已经过期" in late[1], "130 天没有备份" in late[0]] == [True, True]
        guard = Watch(None, time.monotonic, data=tmp_path)
        with watching(server.superuser_url("site")) as wire:
            events = guard.turn(wire)
            assert [one.kind for one in guard.turn(wire)] == []
        assert ("certificate", ending) in [(one.kind, one.words) for one in events]
        site.authority.issue(server.place / "data", datetime.now(UTC) + 300 * DAY)
        found = [one.code for one in server_care.findings(superuser, now)]
        assert found == ["certificate"], "a certificate that is not loaded yet is of no use"
        superuser.execute("SELECT pg_reload_conf()")
        wait_until(lambda: (server_care.certificate_until(superuser) or 0) > now + 200 * 86_400)
        assert list(server_care.findings(superuser, now)) == []


def wire_of(server: EmbeddedServer) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(server.superuser_url("site").conninfo(), autocommit=True)


def admin_is_told(profile: Profile, now: int) -> list[str]:
    """What an admin of the centre is told in the window; the lists have not come."""

    @contextmanager
    def asking() -> Iterator[Gateway]:
        with closing(Gateway(connect(profile, LOGIN, PASSWORD))) as gateway:
            yield gateway

    class Lists:
        def calendar_until(self) -> int:
            return now + 365 * 86_400

    words = CentreCare(Lists(), profile, asking).words(["admin"], now)
    assert words is not None
    return words


def test_a_server_without_tls_is_not_trusted(site: Site, tmp_path: Path) -> None:
    with site.server(tls=False) as server:
        profile = site.profile(server, site.authority.root(tmp_path))
        assert code_of_refusal(profile) == "untrusted"
