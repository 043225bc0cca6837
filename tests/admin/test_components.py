"""The register of components: codes and places are checked, and cases and meter know them."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from click.testing import CliRunner

from seatapp.admin.reference_tables import read_components
from seatapp.cli.main import group
from seatapp.domain.checks.content import component_code

HEAD = "code,name,unit,lat,lon,system,remark\n"


def test_the_demo_city_has_components_with_places() -> None:
    gathered = read_components(Path(str(files("resources") / "demo" / "components.csv")))
    assert not gathered.faults
    assert len(gathered.rows) > 5
    row = gathered.rows[0].row
    assert row is not None
    assert row["area"] == gathered.rows[0].code[:6]
    assert row["datum"] == "wgs84"


def test_faults_name_their_column(tmp_path: Path) -> None:
    path = tmp_path / "components.csv"
    path.write_text(
        HEAD
        + "999001010100001,井盖,,39.0,104.0,wgs84,\n"
        + "9990010101000001,井盖,,39.0,east,wgs84,\n"
        + "9990010101000002,井盖,,39.0,104.0,mars,\n"
        + "9990010101000003,,,39.0,104.0,gcj02,\n"
        + "9990010101000004,井盖,,39.0,104.0,gcj02,\n",
        "utf-8",
    )
    gathered = read_components(path)
    assert [(one.line, one.column) for one in gathered.faults] == [
        *((2, "code"), (3, "lon"), (4, "system"), (5, "name")),
    ]
    (row,) = gathered.rows
    assert row.row is not None
    assert (row.row["lat_e7"], row.row["datum"]) == (390_000_000, "gcj02")


def test_the_command_tells_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "components.csv"
    path.write_text(
        HEAD + "9990010101000004,井盖,,39.0,104.0,gcj02,\n1,井盖,,39.0,104.0,,\n", "utf-8"
    )
    words = ["--home", str(tmp_path), "--json", "import", "components", str(path), "--dry-run"]
    done = CliRunner().invoke(group, [*words, "--login", "u1022", "--password", "x"])
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (told["found"], told["changed"]) == (1, 0)
    assert {one["line"] for one in told["faults"]} == {3}


def test_a_register_makes_the_check_definite() -> None:
    assert component_code("9990010101000004", asked=True, known=True).result == "pass"
    assert component_code("9990010101000004", asked=True, known=None).result == "unknown"
