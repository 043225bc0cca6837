"""A root of its own for a small site: the certificate that seats trust, and one for its server.

A site with a certificate authority uses that one. Elsewhere this makes what `verify-full` needs:
a root (ten years, its key to be kept off the server) and certificates of servers for the names and
addresses that seats call them by (RFC 5280; P-256, SHA-256).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from seatapp.errors import InputFileError
from seatapp.file_faults import why_not
from seatapp.text import _

ROOT_DAYS = 3650
SERVER_DAYS = 825
EARLIER = timedelta(hours=1)
"""Clocks of seats that are a little slow shall take a certificate on the day it is made."""


@dataclass(frozen=True)
class Pair:
    """The files of a certificate and of its key."""

    certificate: Path
    key: Path


def make_root(folder: Path, name: str) -> Pair:
    """Make the root of a site in `folder`; an existing one is never replaced.

    Raises `InputFileError` when there is one already or the folder cannot be written.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        _builder(subject, subject, key.public_key(), ROOT_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _written(folder, "root", certificate, key)


def issue_server(folder: Path, hosts: Sequence[str], now: datetime | None = None) -> Pair:
    """Make a certificate for a server that seats reach as `hosts`, signed by the root of `folder`.

    The first host names the files. Raises `InputFileError` when there is no root, the root's key
    cannot be read, or the files are there already.
    """
    root, root_key = _root_of(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    certificate = (
        _builder(subject, root.subject, key.public_key(), SERVER_DAYS, now)
        .add_extension(_issued_by(root_key), critical=False)
        .add_extension(x509.SubjectAlternativeName([_host(one) for one in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return _written(folder, hosts[0], certificate, key)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    days: int,
    now: datetime | None = None,
) -> x509.CertificateBuilder:
    begun = (now or datetime.now(UTC)) - EARLIER
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _issued_by(root_key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _root_of(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    pair = _pair(folder, "root")
    try:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
        key = load_pem_private_key(pair.key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as fault:
        raise InputFileError(
            _("{folder} 里没有可用的根证书和密钥。请先用 center ca 建立根证书。").format(
                folder=folder
            )
        ) from fault
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise InputFileError(_("{path} 不是本程序建立的根密钥。").format(path=pair.key))
    return certificate, key


def _written(
    folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> Pair:
    pair = _pair(folder, name)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(pair.key, secret, 0o600)
        _write_new(pair.certificate, certificate.public_bytes(Encoding.PEM), 0o644)
    except FileExistsError as fault:
        raise InputFileError(
            _("{path} 已经存在，没有改动。要重做请先移走它。").format(path=fault.filename)
        ) from fault
    except OSError as fault:
        raise InputFileError(
            _("写不了 {path}（{reason}）。").format(path=fault.filename, reason=why_not(fault))
        ) from fault
    return pair


def _pair(folder: Path, name: str) -> Pair:
    return Pair(folder / f"{name}.crt", folder / f"{name}.key")


def _write_new(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
