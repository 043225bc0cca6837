"""How a command brings rows of reference lists to the centre: complaints first, then the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatapp.admin.reference_rows import Gathered
from seatapp.admin.references import put_references
from seatapp.admin.tabular import RowFault
from seatapp.cli.admin_options import as_admin
from seatapp.text import _

SHOWN_FAULTS = 20

file_argument = click.argument("file", type=click.Path(path_type=Path))
dry_run_option = click.option("--dry-run", is_flag=True, help="只预览，不写入")


def put_all(
    shared: Any, gathered: Gathered, dry_run: bool, login: str, password: str, done: str = ""
) -> None:
    """Write every row when none is faulty, and nothing otherwise; the command ends with 1 then.

    `done` is the sentence about `{found}` rows of which `{changed}` were written.
    """
    faults = faults_of(gathered)
    show_faults(shared, faults)
    changed = 0
    if not faults and not dry_run:
        with as_admin(shared, login, password) as connection:
            changed = put_references(connection, gathered.rows)
    found = len(gathered.rows)
    sentence = done or _("共 {found} 条，写入 {changed} 条。")
    if faults:
        sentence = _("有 {count} 处不合要求，没有写入。").format(count=len(faults))
    shared.speech.say(
        sentence.format(found=found, changed=changed),
        found=found,
        changed=changed,
        faults=[asdict(fault) for fault in faults],
    )
    if faults:
        raise SystemExit(1)


def faults_of(gathered: Gathered) -> list[RowFault]:
    """What is wrong with the file, row by row."""
    return [RowFault(one.line, one.column, one.sentence) for one in gathered.faults]


def show_faults(shared: Any, faults: Sequence[RowFault]) -> None:
    """The first complaints, one a line, and how many more there are."""
    for fault in faults[:SHOWN_FAULTS]:
        shared.speech.remark(
            _("第 {line} 行 {column}：{sentence}").format(
                line=fault.line, column=fault.column, sentence=fault.sentence
            )
        )
    if len(faults) > SHOWN_FAULTS:
        shared.speech.remark(_("……另有 {count} 处。").format(count=len(faults) - SHOWN_FAULTS))
