"""`seatapp import components`: the register of components with their 16-digit codes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from seatapp.admin.reference_tables import read_components
from seatapp.admin.references import put_references
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.cli.rows import dry_run_option, faults_of, file_argument, show_faults
from seatapp.text import _


@click.command("components", help="导入部件名册（code 16 位、name、unit、lat、lon、system）。")
@file_argument
@dry_run_option
@admin_options
@click.pass_obj
def components(shared: Any, file: Path, dry_run: bool, login: str, password: str) -> None:
    """Sound rows are written, faulty ones are named."""
    gathered = read_components(file)
    faults = faults_of(gathered)
    changed = 0
    if not dry_run:
        with as_admin(shared, login, password) as connection:
            changed = put_references(connection, gathered.rows)
    show_faults(shared, faults)
    shared.speech.say(
        _("共 {found} 个部件，写入 {changed} 个。").format(
            found=len(gathered.rows), changed=changed
        ),
        found=len(gathered.rows),
        changed=changed,
        faults=[asdict(fault) for fault in faults],
    )
    if faults:
        raise SystemExit(1)
