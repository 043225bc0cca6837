"""Greets the server of a centre without a log-in: whether it answers, and how long it is trusted.

The handshake demands what a log-in demands (`connect`): the site's own root, and the name by which
the server is called. Nobody is named and no password is sent.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cryptography import x509

from seatapp.central.connect import CONNECT_TIMEOUT_S
from seatapp.config import Profile
from seatapp.errors import CentreRefused, CentreUnreachable, InputFileError
from seatapp.text import _

SSL_REQUEST = struct.pack("!II", 8, 80877103)
"""The first message of a client that wants TLS (PostgreSQL manual 55.7)."""

WILLING = b"S"

OUT_OF_TIME = (9, 10)
"""How OpenSSL counts a certificate that is not valid yet, and one that is not valid any more."""


def hosts_of(profile: Profile) -> Sequence[str]:
    """The servers that a profile names, the first one first."""
    return [host.strip() for host in profile.host.split(",")]


def certificate_until(profile: Profile, host: str) -> int:
    """Until when the certificate of a server is valid, in seconds since 1970.

    Raises:
        CentreUnreachable: Nobody answers there.
        CentreRefused: It is not to be trusted: `expired`, or `untrusted`.
        InputFileError: The root certificate cannot be read.
    """
    try:
        with _greeted(host, profile.port, _demands(profile)) as line:
            return _end_of(line.getpeercert() or {})
    except ssl.SSLCertVerificationError as fault:
        raise _expired() if fault.verify_code in OUT_OF_TIME else _untrusted() from fault
    except ssl.SSLError as fault:
        raise _untrusted() from fault
    except OSError as fault:
        raise CentreUnreachable(
            _("{host} 的 {port} 端口没有应答。请检查地址、网络和防火墙。").format(
                host=host, port=profile.port
            )
        ) from fault


def check_root(profile: Profile) -> None:
    """See that the site's root certificate is one. Raises `InputFileError` where it is not."""
    _demands(profile)


def shown_until(host: str, port: int) -> int | None:
    """Until when the certificate that a server shows is valid, whoever issued it.

    In seconds since 1970; None when nobody answers there, or without TLS.
    """
    anybody = ssl.create_default_context()
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    try:
        with _greeted(host, port, anybody) as line:
            shown = line.getpeercert(binary_form=True)
    except (OSError, CentreRefused):
        return None
    if shown is None:
        return None
    return int(x509.load_der_x509_certificate(shown).not_valid_after_utc.timestamp())


@contextmanager
def _greeted(host: str, port: int, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """A line to a server that speaks TLS, as far as the handshake."""
    with socket.create_connection((host, port), CONNECT_TIMEOUT_S) as line:
        line.sendall(SSL_REQUEST)
        if line.recv(1) != WILLING:
            raise _untrusted()
        with context.wrap_socket(line, server_hostname=host) as guarded:
            yield guarded


def _demands(profile: Profile) -> ssl.SSLContext:
    root = profile.root_certificate
    try:
        return ssl.create_default_context(cafile=None if root is None else str(root))
    except (OSError, ssl.SSLError) as fault:
        raise InputFileError(
            _("根证书 {path} 读不了。请向管理员索取。").format(path=root), "unreadable"
        ) from fault


def _end_of(certificate: Any) -> int:
    return int(ssl.cert_time_to_seconds(certificate["notAfter"]))


def _expired() -> CentreRefused:
    return CentreRefused(
        _("服务器证书不在有效期内：证书过期了，或者这台电脑的日期不对。"), "expired"
    )


def _untrusted() -> CentreRefused:
    return CentreRefused(
        _("对方的证书不是本单位根证书签发的，或者不是签发给这个地址的。"), "untrusted"
    )
