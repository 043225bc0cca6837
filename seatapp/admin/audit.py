"""Looks whether the ledger of a centre is as it was written, and makes the heads of its days.

What somebody changes with the rights of the database's owner shows in the chains, unless they
reckon all of them anew; then it shows against a head that was noted outside the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from psycopg import Connection

from seatapp.admin.centre_lint import Finding
from seatapp.errors import InputFileError
from seatapp.text import _

MOST_FAULTS = 100
"""So many faults of a ledger are named; who sees that many looks for one cause."""


@dataclass(frozen=True)
class Head:
    """The seal over all entries up to the end of a day of the city, in hex."""

    day: date
    entries: int
    head: str

    def line(self) -> str:
        """The line to note outside."""
        return f"{self.day.isoformat()} {self.head} {self.entries}"


def close_days(connection: Connection[tuple[Any, ...]]) -> list[Head]:
    """Make the heads of the days that have ended; the new ones, oldest first.

    None while somebody holds the counter up: the next look makes them.
    """
    if connection.execute("SELECT core.may_close_days()").fetchone() != (True,):
        return []
    rows = connection.execute("SELECT day, entries, head FROM core.close_days()").fetchall()
    return [Head(*row) for row in rows]


def heads(connection: Connection[tuple[Any, ...]]) -> list[Head]:
    """Every head there is, oldest first."""
    query = "SELECT day, entries, encode(head, 'hex') FROM core.audit_head ORDER BY day"
    return [Head(*row) for row in connection.execute(query).fetchall()]


def audit_findings(
    connection: Connection[tuple[Any, ...]], noted: Mapping[date, str]
) -> Iterator[Finding]:
    """What is wrong with the ledger; `noted` are heads that were kept outside the database."""
    sentences = {
        "changed": _("这条记录与写入时不同，有人改过。请保全数据库和备份，并报告负责人。"),
        "missing": _("这条记录之前缺了一条，有人删过。请保全数据库和备份，并报告负责人。"),
        "number_missing": _("这个席位有记录缺失，有人删过。请保全数据库和备份，并报告负责人。"),
        "head": _("这一天的记录与当日封存值不符，有人改过。请保全数据库和备份，并报告负责人。"),
        "clock_back": _(
            "服务器的时钟在这条记录之前被调回过五分钟以上，此后一段时间的期限按早了的时间算。"
            "请查明谁调过、为什么。"
        ),
        "noted_head": _(
            "库内封存值与另存的不符，历史被整体改写。请保全数据库和备份，并报告负责人。"
        ),
    }
    query = "SELECT subject, fault FROM core.audit_faults() LIMIT %s"
    for subject, fault in connection.execute(query, (MOST_FAULTS,)).fetchall():
        yield Finding(f"audit_{fault}", subject, sentences[fault])
    kept = {head.day: head.head for head in heads(connection)}
    for day, head in sorted(noted.items()):
        if kept.get(day) != head:
            yield Finding("audit_noted_head", day.isoformat(), sentences["noted_head"])


def noted_heads(path: Path) -> dict[date, str]:
    """Heads as `Head.line` writes them, one a line; what follows the head is not read.

    Raises:
        InputFileError: The file cannot be read, or a line is none of these.
    """
    found: dict[date, str] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise InputFileError(_("文件 {name} 读不了。").format(name=path.name)) from fault
    for number, line in enumerate(lines, 1):
        day, _space, rest = line.strip().partition(" ")
        head = rest.split(" ")[0]
        if not line.strip():
            continue
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day) or not re.fullmatch(r"[0-9a-f]{64}", head):
            raise InputFileError(
                _("{name} 第 {line} 行不是封存值，应为 日期 封存值。").format(
                    name=path.name, line=number
                )
            )
        found[date.fromisoformat(day)] = head
    return found
