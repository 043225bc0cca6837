"""A made certificate authority: certificates for a server of a test, and for people."""

from __future__ import annotations

import ipaddress
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """A made certificate authority of a site."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _called(name)
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
        """Put a certificate for 127.0.0.1, its key and the root into a server's folder."""
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        self._make("centre", folder / "server", until, [address])
        self.root(folder)
        owner = (folder / "PG_VERSION").stat()
        if sys.platform != "win32":
            for file in ("server.crt", "server.key", "root.crt"):
                os.chown(folder / file, owner.st_uid, owner.st_gid)

    def issue_person(self, folder: Path, login: str) -> tuple[Path, Path]:
        """A certificate in the name of a log-in, and its key."""
        self._make(login, folder / login, datetime.now(UTC) + 30 * DAY, [])
        return folder / f"{login}.crt", folder / f"{login}.key"

    def _make(
        self, name: str, place: Path, until: datetime, addresses: list[x509.IPAddress]
    ) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            x509.CertificateBuilder()
            .subject_name(_called(name))
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - 50 * DAY)
            .not_valid_after(until)
        )
        if addresses:
            names = x509.SubjectAlternativeName(addresses)
            builder = builder.add_extension(names, critical=False)
        public = builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        for ending, data in ((".crt", public), (".key", private)):
            file = place.with_suffix(ending)
            file.write_bytes(data)
            file.chmod(0o600)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
