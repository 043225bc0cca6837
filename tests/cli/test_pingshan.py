"""Real complaints of Pingshan come in by the public path and stand in the queues."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password
from seatapp.admin.embedded import EmbeddedServer
from seatapp.admin.import_map import load_map
from seatapp.admin.people import NewPerson, put_person
from seatapp.admin.reference_documents import read_settings
from seatapp.admin.references import Reference, put_references
from seatapp.central.messages import HeldPost
from seatapp.domain.tables import load_workflow
from tests.fixtures.centre import Centre
from tests.helpers.station import Station

ADMIN, ACCEPTOR, COLLEAGUE = "u3001", "u3002", "u3003"
AREA = "440310"

Rows = list[dict[str, str]]


@pytest.fixture
def district(server: EmbeddedServer, fresh_database: Callable[[], str]) -> Iterator[Centre]:
    """The centre of a district that has nothing but its name, its limits and three people."""
    name = fresh_database()
    make_database(server.superuser_url(), name)
    admin = NewPerson(ADMIN, "管理员", [HeldPost("admin", AREA)], demo_password(ADMIN))
    init_centre(server.superuser_url(name), AREA, "坪山区", admin)
    made = Centre(server, name)
    with as_file(files("resources") / "demo" / "settings.json") as settings:
        limits = [row for row in read_settings(settings).rows if row.kind == "limit"]
    wire = made.login(ADMIN)
    put_references(wire, [Reference("area", AREA, {"name": "坪山区"}), *limits])
    for person in (ACCEPTOR, COLLEAGUE):
        posts = [HeldPost("acceptor", AREA)]
        put_person(wire, NewPerson(person, "受理员", posts, demo_password(person)))
    yield made
    made.close()


@pytest.fixture
def pingshan(outside_data: Path) -> Path:
    path = outside_data / "cases" / "pingshan_2018_first_half.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the data sets")
    return path


@pytest.fixture
def map_file() -> Path:
    return Path(__file__).parents[2] / "resources" / "maps" / "pingshan.toml"


def rows_of(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def spread(rows: Rows, column: str, codes: Mapping[str, str]) -> Counter[str]:
    """How the file's rows spread over the codes of a column; words without a code are none."""
    return Counter(codes.get(row[column], "") for row in rows)


def stands(centre: Centre, field: str) -> Counter[str]:
    """How the centre's cases spread over the values of a field."""
    query = f"SELECT coalesce({field}, ''), count(*) FROM core.\"case\" GROUP BY 1"
    return Counter(dict(centre.superuser().execute(query.encode()).fetchall()))


def some_of(rows: Rows, share: int, path: Path) -> Path:
    """Every so manieth row as a file of its own."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows[::share])
    return path


@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", [10, pytest.param(1, marks=pytest.mark.slow)])
def test_all_rows_stand_at_the_centre_and_in_the_queues(
    district: Centre, pingshan: Path, map_file: Path, tmp_path: Path, share: int
) -> None:
    every = rows_of(pingshan)
    assert len(every) == 5_000
    pingshan = some_of(every, share, tmp_path / "cases.csv")
    rows = rows_of(pingshan)
    many = len(rows)
    cases = load_map(map_file, load_workflow()).cases
    assert cases is not None
    sources = spread(rows, "EVENT_SRC_NAME", cases.choice["source"].values)
    natures = spread(rows, "EVENT_PROPERTY_NAME", cases.choice["nature"].values)
    dirty = [row for row in rows if "-" in [row[name] for name in row if name != "OCCUR_PLACE"]]
    assert dirty
    first = Station.at(tmp_path / "first", district)
    importing = ("import", "cases", pingshan, "--map", map_file)

    units = first.told("import", "units", pingshan, "--map", map_file, "--area", AREA, person=ADMIN)
    codes = {row["DISPOSE_UNIT_ID"] for row in rows} - {"-"}
    assert units == {"changed": len(codes), "faults": [], "found": len(codes)}
    joined = district.superuser().execute(
        "SELECT count(*) FROM core.reference WHERE kind = 'unit' AND \"row\" ? 'aliases'"
    )
    names = {(row["DISPOSE_UNIT_ID"], row["DISPOSE_UNIT_NAME"]) for row in rows}
    several = Counter(code for code, _name in names if code != "-")
    assert joined.fetchone() == (sum(told > 1 for told in several.values()),)

    dry = first.told(*importing, "--dry-run", person=ACCEPTOR)
    assert (dry["planned"], dry["saved"], dry["doubtful"], dry["faults"]) == (
        many,
        0,
        len(dirty),
        [],
    )
    assert Counter(dry["source"]) == sources
    assert stands(district, "source") == {}
    assert first.queue(ACCEPTOR, "to_accept") == []

    done = first.told(*importing, person=ACCEPTOR)
    assert (done["saved"], done["known"], done["unsent"], done["refused"]) == (many, 0, 0, 0)
    assert stands(district, "source") == sources
    assert stands(district, "nature") == natures
    assert stands(district, "stage") == {"reported": many}
    marked = district.superuser().execute(
        'SELECT count(*), count(*) FILTER (WHERE suggested_unit IS NULL) FROM core."case"'
        " WHERE doubts IS NOT NULL"
    )
    unknown = sum(row["DISPOSE_UNIT_ID"] == "-" for row in rows)
    assert marked.fetchone() == (len(dirty), unknown)
    queued = first.queue(ACCEPTOR, "to_accept")
    assert Counter(row["source"] for row in queued) == sources
    assert sum(row["doubtful"] for row in queued) == len(dirty)

    again = first.told(*importing, person=ACCEPTOR)
    assert (again["planned"], again["saved"], again["known"]) == (0, 0, many)

    second = Station.at(tmp_path / "second", district)
    assert len(second.queue(COLLEAGUE, "to_accept")) == many
    twice = second.told(*importing, person=COLLEAGUE)
    assert (twice["planned"], twice["saved"], twice["known"]) == (0, 0, many)
    assert stands(district, "stage") == {"reported": many}
