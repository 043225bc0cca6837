"""`seatapp import grids`: the cells of a city from a map file, with a report on the map."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seatapp.admin.references import put_references
from seatapp.cli.admin_options import admin_options, as_admin
from seatapp.cli.kinds import Datum
from seatapp.cli.rows import dry_run_option, file_argument
from seatapp.places.points import WGS84
from seatapp.text import _, listed

if TYPE_CHECKING:
    from seatapp.admin.grid_import import GridReport

SHOWN = 20


@click.command("grids", help="导入单元网格（GeoJSON、GeoPackage、Shapefile），并检查拓扑和代码。")
@file_argument
@click.option("--crs", help="文件的坐标系，例如 EPSG:4547；不给就用文件自己写的")
@click.option("--system", type=Datum(), default=WGS84, show_default=True, help="经纬度的坐标系")
@click.option("--area", "areas", multiple=True, help="本市的六位区划代码，可重复；给出就核对")
@dry_run_option
@admin_options
@click.pass_obj
def grids(
    shared: Any,
    file: Path,
    crs: str | None,
    system: str,
    areas: tuple[str, ...],
    dry_run: bool,
    login: str,
    password: str,
) -> None:
    """Sound cells are written, faulty ones are named; gaps and overlaps are told."""
    # Geometry takes long to load, which no other command pays for.
    from seatapp.admin.grid_import import read_grid_cells
    from seatapp.admin.polygon_files import read_shapes

    report = read_grid_cells(read_shapes(file, crs, system), areas)
    for line in report_lines(report):
        shared.speech.remark(line)
    changed = 0
    if not dry_run:
        with as_admin(shared, login, password) as connection:
            changed = put_references(connection, report.rows)
    shared.speech.say(
        _("共 {found} 个网格可用，写入 {changed} 个。").format(
            found=len(report.rows), changed=changed
        ),
        found=len(report.rows),
        changed=changed,
        faults=[asdict(one) for one in report.faults],
        overlaps=[asdict(one) for one in report.overlaps],
        gaps=[asdict(one) for one in report.gaps],
        retired=report.retired,
    )
    if report.faults:
        raise SystemExit(1)


def report_lines(report: GridReport) -> list[str]:
    """The report in sentences; of each kind the first ones, and how many there are."""
    lines = [
        _("第 {place} 个（{code}）：{sentence}").format(
            place=one.place, code=one.code or "-", sentence=one.sentence
        )
        for one in report.faults[:SHOWN]
    ]
    lines += [
        _("重叠 {m2} 平方米：{codes}").format(m2=one.square_metres, codes=listed(one.codes))
        for one in report.overlaps[:SHOWN]
    ]
    lines += [
        _("空隙 {m2} 平方米，在 {codes} 之间").format(m2=one.square_metres, codes=listed(one.codes))
        for one in report.gaps[:SHOWN]
    ]
    lines.append(
        _("有误 {faults} 个，重叠 {overlaps} 处，空隙 {gaps} 处，已停用 {retired} 个。").format(
            faults=len(report.faults),
            overlaps=len(report.overlaps),
            gaps=len(report.gaps),
            retired=len(report.retired),
        )
    )
    return lines
