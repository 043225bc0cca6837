"""Opens the connection to a centre, bounds every call in time, and turns faults into sentences.

Nothing is left to the environment: each setting that libpq would read from a variable is given
here, so that no variable and no file of the computer weakens a connection.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import Connection, pq

from seatapp.config import EMBEDDED, Profile
from seatapp.errors import (
    WRONG_PASSWORD,
    CentreCannotRead,
    CentreRefused,
    CentreUnreachable,
    SignInRefused,
    WorldError,
)
from seatapp.text import _

log = logging.getLogger(__name__)

APPLICATION = "seatapp"
CONNECT_TIMEOUT_S = 3
CALL_TIMEOUT_S = 10.0
OLDEST_SERVER = 150000

# What libpq would take from a variable and has no harmless default of its own.
CLOSED = {
    "options": "",
    "hostaddr": "",
    "passfile": os.devnull,
    "client_encoding": "UTF8",
    "application_name": APPLICATION,
    "gssencmode": "disable",
    "sslcertmode": "disable",
    "sslcert": "",
    "sslkey": "",
    "sslcrl": "",
    "sslcrldir": "",
    "requirepeer": "",
    "require_auth": "scram-sha-256",
    "ssl_min_protocol_version": "TLSv1.2",
    "target_session_attrs": "read-write",
}

# Settings that must not be empty where libpq knows them (18 and newer).
NEVER_EMPTY = {"min_protocol_version": "3.0", "max_protocol_version": "3.0"}

# The words with which a server ends a log-in; libpq hands on no code for them.
FAILED_PASSWORD = "password authentication failed"
CLOSED_LOGIN = "is not permitted to log in"
OTHER_DATABASE = "permission denied for database"
FULL = ("too many connections", "remaining connection slots", "sorry, too many clients")
NO_CERTIFICATE = ("valid client certificate", "certificate authentication failed")
UNTRUSTED = ("certificate", "SSL", "channel binding", "authentication method requirement")
STARTING = ("the database system is",)
ANSWERED = ("FATAL:",)

# Classes of errors that lie in what was sent: data, limits of the program, its own faults. What
# is wrong with the centre itself (42: no such function, no right) is none of them.
CONTENT = ("22", "54", "XX")

# The server has run out of disk or memory: nothing was taken, and it can be tried again.
EXHAUSTED = "53"


def connect(profile: Profile, login: str, password: str) -> Connection[tuple[Any, ...]]:
    """Connect a person to the centre of `profile`; every statement commits by itself.

    Raises:
        SignInRefused: Wrong log-in or password, or the log-in is closed.
        CentreUnreachable: No answer.
        CentreRefused: It answered, but is not to be trusted or cannot take the connection.
    """
    if not login or not password:
        raise SignInRefused(_("请填写登录名和密码。"), "empty")
    who = {"user": login, "password": password}
    settings = {**_unset(), **CLOSED, **_route(profile), **_own_certificate(profile, login), **who}
    # libpq has no value that means "no service"; what is given above wins over one in any case.
    os.environ.pop("PGSERVICE", None)
    try:
        connection = psycopg.connect(**settings, autocommit=True)
    except psycopg.Error as fault:
        raise _sign_in_fault(fault) from None
    if connection.info.server_version < OLDEST_SERVER:
        connection.close()
        raise CentreRefused(
            _("中心服务器的数据库版本太旧，没有连接。请联系管理员升级。"), "too_old"
        )
    return connection


def _route(profile: Profile) -> Mapping[str, Any]:
    """Where to, and how the way is guarded."""
    common = {
        "host": profile.host,
        "port": profile.port,
        "dbname": profile.database,
        "connect_timeout": CONNECT_TIMEOUT_S,
        "keepalives_idle": 10,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "tcp_user_timeout": int(CALL_TIMEOUT_S * 1000),
    }
    if profile.kind == EMBEDDED:
        if not _stays_on_this_computer(profile.host):
            raise CentreRefused(
                _("内置服务器只能在本机使用，没有连接。请检查服务器配置。"), "not_local"
            )
        return {**common, "sslmode": "disable", "channel_binding": "disable"}
    return {
        **common,
        "sslmode": "verify-full",
        "sslrootcert": str(profile.root_certificate),
        "channel_binding": "require",
    }


def _own_certificate(profile: Profile, login: str) -> Mapping[str, str]:
    """The certificate by which this workstation or person is known, where the site gave one."""
    if profile.client_certificate is None or profile.client_key is None:
        return {}
    files = [
        Path(str(file).replace("{login}", login))
        for file in (profile.client_certificate, profile.client_key)
    ]
    if not all(file.is_file() for file in files):
        raise _certificate_missing()
    return {"sslcertmode": "require", "sslcert": str(files[0]), "sslkey": str(files[1])}


def _stays_on_this_computer(host: str) -> bool:
    """Whether `host` names loopback addresses or a socket folder; a name could lead anywhere."""
    if "," in host:
        return all(map(_stays_on_this_computer, host.split(",")))
    if host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _unset() -> dict[str, str]:
    """Every setting that has a variable, at the value that it has without one."""
    return {
        name: NEVER_EMPTY.get(name, (option.compiled or b"").decode())
        for option in pq.Conninfo.get_defaults()
        if option.envvar and (name := option.keyword.decode()) != "service"
    }


def _sign_in_fault(fault: psycopg.Error) -> WorldError:
    """What a failed connection means. The server's own words stay out: they name the log-in."""
    said = str(fault)
    if FAILED_PASSWORD in said:
        return SignInRefused(
            _("登录名或密码不对，没有登录；多次输错会暂时锁定，15 分钟后自动解除。"),
            WRONG_PASSWORD,
        )
    if OTHER_DATABASE in said:
        return _no_centre()
    if CLOSED_LOGIN in said:
        return SignInRefused(_("这个登录名已停用。请联系管理员。"), "closed")
    if any(words in said for words in NO_CERTIFICATE):
        return _certificate_missing()
    if any(words in said for words in STARTING):
        return CentreUnreachable(_("中心服务器正在启动或停机。可以先离线工作，稍后会自动再连。"))
    if any(words in said for words in FULL):
        return CentreRefused(
            _("这个登录名或中心服务器的连接已满。请退出其他电脑上的登录，或稍后再试。"), "full"
        )
    if any(words in said for words in ANSWERED):
        return CentreRefused(_("中心服务器拒绝了连接。可以先离线工作，请把情况告诉管理员。"))
    if any(words in said for words in UNTRUSTED):
        return CentreRefused(
            _("不能确认对方是本单位的中心服务器，没有连接，密码没有发出。请联系管理员。"),
            "untrusted",
        )
    return CentreUnreachable(_("连不上中心服务器。可以先离线工作，内容存在本机，稍后会自动再连。"))


def _no_centre() -> CentreRefused:
    return CentreRefused(
        _("连上的数据库不是本系统的中心，没有做任何更改。请让管理员核对服务器配置。"),
        "no_centre",
    )


def _certificate_missing() -> CentreRefused:
    return CentreRefused(
        _("中心要求客户端证书，而本机没有适用的证书，没有连接。可以先离线工作，请联系管理员。"),
        "client_certificate",
    )


class Deadline:
    """Bounds what happens on a connection inside `with`: after `seconds` its socket is shut.

    A query that waits for a dead network then fails at once, as a lost connection; `passed`
    tells that it was the deadline.
    """

    def __init__(
        self, connection: Connection[tuple[Any, ...]], seconds: float = CALL_TIMEOUT_S
    ) -> None:
        self._connection = connection
        self._over = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, args=(seconds,), daemon=True)
        self.passed = False

    def __enter__(self) -> Self:
        self._watchdog.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._watchdog.join()

    def _watch(self, seconds: float) -> None:
        if self._over.wait(seconds):
            return
        self.passed = True
        try:
            with socket.fromfd(
                self._connection.fileno(), socket.AF_INET, socket.SOCK_STREAM
            ) as wire:
                wire.shutdown(socket.SHUT_RDWR)
        except (OSError, psycopg.Error) as fault:
            log.info("the connection was gone before its deadline: %s", type(fault).__name__)


@contextmanager
def in_words(connection: Connection[tuple[Any, ...]]) -> Iterator[None]:
    """Tell the faults of the calls that are made within `with` in words.

    Raises:
        CentreUnreachable: The connection was lost or a deadline passed. Nobody knows whether
            the call took effect; all calls may be repeated.
        CentreRefused: The centre answered and refused the whole call; nothing was changed.
    """
    try:
        yield
    except psycopg.Error as fault:
        raise _call_fault(connection, fault) from None


@contextmanager
def calling(
    connection: Connection[tuple[Any, ...]], seconds: float = CALL_TIMEOUT_S
) -> Iterator[None]:
    """Make a call within `with`: bounded in time, and its faults in words, as `in_words` says."""
    with in_words(connection), Deadline(connection, seconds):
        yield


def _call_fault(connection: Connection[tuple[Any, ...]], fault: psycopg.Error) -> WorldError:
    """What a failed call means; the server's words stay out, since they can hold values."""
    state = fault.sqlstate or ""
    log.info("a call to the centre failed: %s %s", type(fault).__name__, state)
    if connection.closed or connection.broken or state.startswith(("08", "57P")):
        return CentreUnreachable(_("与中心的连接断开了。内容存在本机，连上后会自动补传。"))
    if state in ("55P03", "40001", "40P01", "57014"):
        return CentreUnreachable(_("中心现在很忙，没有应答。内容存在本机，稍后会自动再试。"))
    if state.startswith(EXHAUSTED):
        return CentreRefused(
            _(
                "中心服务器的磁盘或内存已满，暂时不能接收。内容存在本机，稍后会自动再试。"
                "请告诉管理员。"
            ),
            "exhausted",
        )
    if state == "3F000":
        return _no_centre()
    if state.startswith(CONTENT) or state in ("SA004", "SA005"):
        sentence = _("中心读不了这次的内容（{state}），没有接收。内容仍在本机。")
        return CentreCannotRead(sentence.format(state=state), state)
    if state == "42501":
        return CentreRefused(_("中心不允许这项操作，没有做任何更改。请联系管理员。"), "not_allowed")
    return CentreRefused(
        _("中心没有接受这次请求（{state}），没有做任何更改。请把情况告诉管理员。").format(
            state=state or "?"
        ),
        state or CentreRefused.code,
    )
