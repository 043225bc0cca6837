"""A site's centre is reached over TLS that proves who answers, or not at all."""

from __future__ import annotations

import ipaddress
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from seatapp.admin.centre import check_centre, init_centre, make_database
from seatapp.admin.embedded import EmbeddedServer, installed_programs, installed_server
from seatapp.admin.people import NewPerson
from seatapp.central.connect import connect
from seatapp.central.messages import HeldPost
from seatapp.config import SITE, Profile
from seatapp.errors import CentreRefused

pytestmark = pytest.mark.skipif(
    installed_programs() is None, reason="the embedded server speaks no TLS"
)

DAY = timedelta(days=1)
LOGIN, PASSWORD = "u9001", "first-pass"


class Authority:
    """A made certificate authority of a site."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        start = datetime.now(UTC) - 100 * DAY
        self._certificate = (
            x509.CertificateBuilder()
            .subject_name(self._name)
            .issuer_name(self._name)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + 1000 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def root(self, folder: Path) -> Path:
        """The certificate as a seat has it."""
        file = folder / "root.crt"
        file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def issue(self, folder: Path, until: datetime) -> None:
        """Put a certificate for 127.0.0.1 and its key into `folder`."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "centre")])
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - 50 * DAY)
            .not_valid_after(until)
            .add_extension(x509.SubjectAlternativeName([address]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        owner = (folder / "PG_VERSION").stat()
        public = certificate.public_bytes(serialization.Encoding.PEM)
        for file, data in (("server.crt", public), ("server.key", private)):
            (folder / file).write_bytes(data)
            (folder / file).chmod(0o600)
            if sys.platform != "win32":
                os.chown(folder / file, owner.st_uid, owner.st_gid)


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
            assert check_centre(server.superuser_url("site")) == []
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
            query = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            row = wire.execute(query).fetchone()
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
