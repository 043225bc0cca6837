"""The seat's encrypted file: how it is made, opened, brought up to date, and what can go wrong.

One SQLCipher file with a raw 32-byte key. Key trouble never touches the file and never makes a
new one: a file is made only on request, beside its place, and moved there when it is whole. A
check value in a second file (a keyed hash of nothing secret) tells a wrong key from damage.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3  # type: ignore[import-untyped]
from sqlalchemy import Connection, Engine, NullPool, Pool, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from seatapp.domain.entries import canonical
from seatapp.errors import LocalFileError
from seatapp.file_faults import why_not
from seatapp.local.prepared import driver
from seatapp.local.words import word_pairs
from seatapp.secrets.durable import durable_file, fix_folder
from seatapp.text import _

FILE = "replica.db"
CHECK = "replica.check"
KEY_BYTES = 32
OLDEST_SQLITE = (3, 51, 3)
BUSY_MILLISECONDS = 5_000
READERS = 4
CACHE_KIBIBYTES = 8_192
"""Pages that a connection keeps: reading one again costs its decryption."""

STATEMENTS = 512
"""Statements that a connection keeps prepared: a step changes other columns than the one before."""

DISK_FULL = "disk_full"
"""Code of the fault that there is no room on the disk."""

_FULL, _READ_ONLY, _INPUT_OUTPUT, _CORRUPT, _CANNOT_OPEN, _NO_DATABASE = 13, 8, 10, 11, 14, 26
_BUSY, _LOCKED, _NO_PERMISSION = 5, 6, 3

FULL_BYTES = 1 << 20
"""A disk with less room than this is full: not every file that cannot grow says so."""


def open_file(folder: Path, key: bytes, create: bool) -> tuple[Engine, Engine]:
    """The writer's engine and the readers' engine for the file in `folder`.

    With `create` an absent file is made; an existing one is never replaced. Raises
    `LocalFileError` with a sentence for everything that keeps the file from being used.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("the key of the file is 32 bytes")
    _check_engine()
    path = folder / FILE
    with world_faults(path):
        if not path.exists():
            if not create:
                raise LocalFileError(
                    _(
                        "本机的数据文件 {path} 不见了，没有新建。请先找回文件；"
                        "确实找不回时，用 seatapp rebuild 从中心重建。"
                    ).format(path=path),
                    "file_absent",
                )
            _make(folder, key)
        _check_key(path, key)
        with closing(connected(path, key)) as connection:
            _bring_up_to_date(connection)
    return _engine(path, key, "BEGIN IMMEDIATE", NullPool), _engine(path, key, "BEGIN", QueuePool)


@contextmanager
def world_faults(path: Path) -> Iterator[None]:
    """Turns what the disk and the file do wrong into `LocalFileError`; bugs pass through."""
    try:
        yield
    except DBAPIError as fault:
        raise _explained(fault.orig, path) or fault from fault
    except sqlcipher3.Error as fault:
        raise _explained(fault, path) or fault from fault
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise _disk_full() from fault
        raise LocalFileError(
            _(
                "不能使用数据文件夹 {folder}（{reason}）。没有改动任何内容。请检查权限和磁盘。"
            ).format(folder=path.parent, reason=why_not(fault)),
            "folder_unusable",
        ) from fault


def _explained(fault: BaseException | None, path: Path) -> LocalFileError | None:
    code = getattr(fault, "sqlite_errorcode", None)
    kind = code & 0xFF if isinstance(code, int) else None
    if kind == _FULL or (kind == _INPUT_OUTPUT and _is_full(path)):
        return _disk_full()
    if kind in (_READ_ONLY, _CANNOT_OPEN, _NO_PERMISSION):
        sentence = _("数据文件 {path} 不能写入，没有改动任何内容。请检查文件夹的权限。")
        return LocalFileError(sentence.format(path=path), "read_only")
    if kind in (_BUSY, _LOCKED):
        sentence = _("数据文件 {path} 正被别的程序占用，这一步没有保存。请关闭那个程序后再试。")
        return LocalFileError(sentence.format(path=path), "busy")
    if kind in (_CORRUPT, _NO_DATABASE):
        sentence = _(
            "数据文件 {path} 已损坏，没有改动它。请用 seatapp rebuild 救出未发送的内容并重建。"
        )
        return LocalFileError(sentence.format(path=path), "damaged")
    if kind == _INPUT_OUTPUT:
        sentence = _("读写磁盘出错，这一步没有保存；以前保存的都在。请检查磁盘后再试。")
        return LocalFileError(sentence, "disk_fault")
    return None


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < FULL_BYTES
    except OSError:
        return False


def _disk_full() -> LocalFileError:
    sentence = _("磁盘已满，这一步没有保存；以前保存的都在。请清理磁盘后再办一次。")
    return LocalFileError(sentence, DISK_FULL)


def engine_version() -> str:
    """The version of SQLite that this program works with."""
    return str(sqlcipher3.sqlite_version)


def _check_engine() -> None:
    if sqlcipher3.sqlite_version_info < OLDEST_SQLITE:
        raise LocalFileError(
            _(
                "本机的数据库组件太旧（SQLite {version}），不能保证数据安全。请重新安装程序。"
            ).format(version=engine_version()),
            "engine_too_old",
        )


def connected(path: Path, key: bytes, mode: str = "rw") -> Any:
    """A connection with the key set; `mode=rw` never makes a file."""
    connection = sqlcipher3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_MILLISECONDS / 1000,
        cached_statements=STATEMENTS,
    )
    _unlock(connection, key)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
    connection.create_function("word_pairs", -1, word_pairs, deterministic=True)
    return connection


def _unlock(connection: Any, key: bytes) -> None:
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def _engine(path: Path, key: bytes, begin: str, pool: type[Pool]) -> Engine:
    """An engine whose faults never name values, since those end in the log."""
    sizes = {"pool_size": READERS, "max_overflow": READERS} if pool is QueuePool else {}
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3,
        creator=lambda: connected(path, key),
        poolclass=pool,
        json_serializer=canonical,
        hide_parameters=True,
        **sizes,
    )

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        # Past SQLAlchemy's own way of running a statement, which costs more than the statement.
        driver(connection).execute(begin)

    return engine


def _check_value(key: bytes) -> str:
    return hmac.new(key, b"seatapp replica", hashlib.sha256).hexdigest()


def _check_key(path: Path, key: bytes) -> None:
    check = path.with_name(CHECK)
    if not check.exists():
        raise LocalFileError(
            _("{path} 不是本程序建立的数据文件，没有改动它。请换一个文件夹或联系管理员。").format(
                path=path
            ),
            "foreign_file",
        )
    if not hmac.compare_digest(check.read_text("utf-8").strip(), _check_value(key)):
        raise LocalFileError(
            _("密钥与数据文件 {path} 不符，没有改动它，也没有新建文件。请联系管理员。").format(
                path=path
            ),
            "wrong_key",
        )


def _make(folder: Path, key: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{FILE}.new"
    unfinished.unlink(missing_ok=True)
    with closing(connected(unfinished, key, "rwc")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        _migrate(connection)
    with durable_file(folder / CHECK) as check:
        check.write(_check_value(key).encode())
    os.replace(unfinished, folder / FILE)
    fix_folder(folder)


def _bring_up_to_date(connection: Any) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise LocalFileError(
            _("这个文件夹不支持安全写入（可能是网络盘）。没有改动任何内容。请改用本机磁盘。"),
            "no_wal",
        )
    _migrate(connection)


def _migrate(connection: Any) -> None:
    at = connection.execute("PRAGMA user_version").fetchone()[0]
    scripts = _scripts()
    if at > len(scripts):
        raise LocalFileError(
            _("数据文件由更新版本的程序建立，本程序没有改动它。请升级本机程序。"), "newer_file"
        )
    for number, script in enumerate(scripts[at:], start=at + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
        )


def _scripts() -> list[str]:
    folder = files("db") / "replica"
    found = (part for part in folder.iterdir() if part.name.endswith(".sql"))
    return [part.read_text("utf-8") for part in sorted(found, key=lambda part: part.name)]
