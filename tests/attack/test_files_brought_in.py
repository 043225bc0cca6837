"""Attacks by files that somebody hands in: packets on a stick, workbooks, maps of cells."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from openpyxl import Workbook

from seatapp.admin import geopackage, workbook
from seatapp.admin.calendars import read_calendar
from seatapp.admin.polygon_files import MAP_BYTES, read_shapes
from seatapp.admin.reply_import import import_replies
from seatapp.admin.tabular import TableRow, read_table
from seatapp.central.messages import SubjectRow
from seatapp.domain.entries import Entry, Values, body_of, canonical
from seatapp.domain.opening_hours import hours_of
from seatapp.errors import InputFileError
from seatapp.local.carried import Letter, Load
from seatapp.secrets.wrapping import derived_key, sealed
from seatapp.sync import packet_file, packet_reading
from seatapp.sync.packet_file import MANIFEST, SIGNATURE, City
from seatapp.sync.packet_reading import DIRECTORY_BYTES, PacketRefused, open_packet
from seatapp.sync.packet_writing import write_packet

CITY = City("999000", "宁川市", b"k" * 32)
PACKET = "0190c000-0000-7000-8000-000000000001"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A packet of the city with one photo."""
    path = tmp_path / "good.seatpack"
    write_packet(path, CITY, PACKET, "A01", 1, Load([]), [b"photo"])
    return path


def opened(path: Path) -> list[bytes]:
    with open_packet(path, CITY) as packet:
        return list(packet.photos())


def test_a_packet_is_signed_with_a_key_that_seals_nothing(good: Path) -> None:
    """As its format says, reckoned here by itself: any other program of the city can check it."""
    key = derived_key(CITY.key, PACKET.encode(), "packet signature")
    with zipfile.ZipFile(good) as box:
        due = hmac.new(key, box.read(MANIFEST), hashlib.sha256).hexdigest()
        assert box.read(SIGNATURE).decode() == due


def test_a_packet_changed_at_any_place_is_refused_or_says_the_same(good: Path) -> None:
    raw, bad = good.read_bytes(), good.with_name("bad.seatpack")
    for place in range(len(raw)):
        bad.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        try:
            assert opened(bad) == [b"photo"], place
        except PacketRefused:
            continue


@pytest.mark.parametrize(
    "told",
    [
        b'"made_at": 1e999',
        b'"n": ' + b"[" * 100_000,
        rb'"packet": "\ud800"',
        rb'"city": "9", "city_name": "\ud800"',
    ],
)
def test_a_manifest_of_a_stranger_is_refused_in_words(good: Path, told: bytes) -> None:
    bad = good.with_name("bad.seatpack")
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as box:
        for name in source.namelist():
            raw = source.read(name)
            box.writestr(name, raw[:-1] + b"," + told + b"}" if name == MANIFEST else raw)
    with pytest.raises(PacketRefused):
        opened(bad)


def test_another_city_is_named_in_one_short_line(good: Path) -> None:
    """Anybody can write that name: the manifest stands in clear."""
    bad = good.with_name("bad.seatpack")
    name = json.dumps("\u202e城\n\x1b[2J" * 1000).encode()
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as box:
        told = source.read(MANIFEST)
        box.writestr(MANIFEST, told[:-1] + b',"city":"9","city_name":' + name + b"}")
    with pytest.raises(PacketRefused) as caught:
        opened(bad)
    assert caught.value.code == "packet_city"
    assert caught.value.sentence.isprintable()
    assert len(caught.value.sentence) < 200


def test_a_packet_that_tells_of_gigabytes_is_refused_before_they_are_read(good: Path) -> None:
    """Its directory is read in one piece; here it would be a file of ten gigabytes with a hole."""
    end = good.read_bytes()[-22:]
    bad = good.with_name("bad.seatpack")
    with bad.open("wb") as file:
        file.truncate(10 * 1024**3)
        file.seek(0, io.SEEK_END)
        file.write(end[:12] + (DIRECTORY_BYTES + 1).to_bytes(4, "little") + end[16:])
    with pytest.raises(PacketRefused):
        opened(bad)
    with bad.open("r+b") as file:
        file.seek(-42, io.SEEK_END)
        file.write(b"PK\x06\x07" + b"\0" * 16 + end)
    with pytest.raises(PacketRefused):
        opened(bad)


@pytest.mark.parametrize(
    ("measure", "most"),
    [
        ("MANIFEST_BYTES", 200),
        ("ENTRIES_BYTES", 60),
        ("PHOTO_BYTES", 60),
        ("PACKET_BYTES", 600),
        ("DIRECTORY_BYTES", 100),
    ],
)
def test_no_part_of_a_packet_is_read_that_has_no_measure(
    good: Path, monkeypatch: pytest.MonkeyPatch, measure: str, most: int
) -> None:
    """A colleague can sign gigabytes; each part has its own measure, and so has the whole."""
    row = SubjectRow("case", "x", 1, {"stage": "s", "description": "长" * 50})
    write_packet(good, CITY, PACKET, "A01", 1, Load([], [row]), [b"p" * 100])
    assert opened(good) == [b"p" * 100]
    monkeypatch.setattr(packet_reading, measure, most)
    with pytest.raises(PacketRefused):
        opened(good)


def test_no_packet_tells_its_length_in_the_long_form(good: Path) -> None:
    """There it could tell any, past the measure of the short one."""
    raw, bad = good.read_bytes(), good.with_name("bad.seatpack")
    body, end = raw[:-22], raw[-22:]
    amount, size, start = struct.unpack("<HLL", end[10:20])
    long = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, amount, amount, size, start)
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(body), 1)
    bad.write_bytes(body + long + where + end)
    with zipfile.ZipFile(bad) as box:
        assert MANIFEST in box.namelist()
    with pytest.raises(PacketRefused):
        opened(bad)


def test_a_packet_that_unpacks_is_none_of_ours(good: Path) -> None:
    """What stands in it is as long as it says: nothing grows while it is read."""
    bad = good.with_name("bad.seatpack")
    with (
        zipfile.ZipFile(good) as source,
        zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as box,
    ):
        for name in source.namelist():
            box.writestr(name, source.read(name))
    with pytest.raises(PacketRefused) as caught:
        opened(bad)
    assert caught.value.code == "packet_format"


def test_a_photo_that_a_colleague_sealed_otherwise_is_refused_in_words(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has a log-in can sign a packet, whatever is in it."""

    def other(key: bytes, content: bytes, bound: bytes) -> bytes:
        return sealed(b"z" * 32 if content == b"photo" else key, content, bound)

    monkeypatch.setattr(packet_file, "sealed", other)
    write_packet(good, CITY, PACKET, "A01", 1, Load([]), [b"photo"])
    with pytest.raises(PacketRefused):
        opened(good)


ROWS = ["[]", '[["case", "x", 1e999, {"stage": "s"}]]', '[["case", "x", 1, {"stage": 5}]]']
ROWS += [f'[["case", "x", {n}, {{"stage": "s"}}]]' for n in ("9223372036854775808", "-1", "1e300")]
ROWS += ['[["case", "x", 1, {"stage": "s", "root": [1]}]]']
ROWS += ['[["case", "x", 1, {"stage": "s", "lat_e7": 1e999}]]']
ROWS += ['[["case", "x", 1, {"stage": "s", "lat_e7": 9223372036854775808}]]']
ROWS += ['[["case", "x", 1, {"stage": "s", "note": "\\ud800"}]]', "[" * 100_000]


@pytest.mark.parametrize("rows", ROWS)
def test_rows_that_no_seat_can_keep_are_refused_in_words(
    good: Path, monkeypatch: pytest.MonkeyPatch, rows: str
) -> None:
    def other(key: bytes, content: bytes, bound: bytes) -> bytes:
        return sealed(key, rows.encode() if bound.endswith(b"/rows") else content, bound)

    monkeypatch.setattr(packet_file, "sealed", other)
    write_packet(good, CITY, PACKET, "A01", 1, Load([]), [])
    if rows == "[]":
        assert opened(good) == []
        return
    with pytest.raises(PacketRefused):
        opened(good)


ENTRY = Entry(
    id="0190c000-0000-7000-8000-000000000002", subject="case", subject_id=PACKET, root=PACKET,
    step="report", values={"area": "999001"}, parent=None, author="u1001", post="acceptor",
    claimed_at="2026-11-22T08:00:00+08:00", key=PACKET,
)  # fmt: skip


def saying(**changes: object) -> str:
    """The text of the entry with something else in it."""
    return canonical({**vars(ENTRY), **changes})


STRANGE: tuple[object, ...] = ([], [1], [[]], {"a": 1}, 5.5, 2**63)
BODIES = [
    *(
        saying(**{name: strange})
        for name in ("id", "root", "step", "parent", "author", "claimed_at", "schema", "values")
        for strange in (*STRANGE, True)
        if (name, strange) != ("values", {"a": 1})
    ),
    *(saying(values={"area": strange}) for strange in STRANGE[1:]),
    saying().replace('"999001"', "1e1310"),
    saying().replace("999001", "\\ud800"),
    "[" * 100_000, "{}", "null", "",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_an_entry_that_is_none_is_refused_in_words(good: Path, body: str) -> None:
    """A colleague can sign anything and put it into a packet: no bug, and nothing is taken in."""
    write_packet(good, CITY, PACKET, "A01", 1, Load([Letter(body, "0" * 64)]), [])
    with pytest.raises(PacketRefused):
        opened(good)


def test_an_entry_as_it_should_be_is_taken_in(good: Path) -> None:
    letters = [Letter(body_of(ENTRY), "0" * 64)]
    write_packet(good, CITY, PACKET, "A01", 1, Load(letters), [])
    assert opened(good) == []


def test_two_entries_under_one_identifier_are_refused_in_words(good: Path) -> None:
    letters = [Letter(body, "0" * 64) for body in (saying(), saying(step="prefile"))]
    write_packet(good, CITY, PACKET, "A01", 1, Load(letters), [])
    with pytest.raises(PacketRefused):
        opened(good)


def book(part: str = "", change: Callable[[bytes], bytes] = bytes) -> bytes:
    """A small workbook, one part of it changed."""
    made, changed = io.BytesIO(), io.BytesIO()
    pages = Workbook()
    page = pages.active
    assert page is not None
    page.append(["a", "b"])
    page.append([1, "x"])
    pages.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(changed, "w") as box:
        for name in source.namelist():
            raw = source.read(name)
            box.writestr(name, change(raw) if name == part else raw)
    return changed.getvalue()


def declaring(what: bytes) -> Callable[[bytes], bytes]:
    """The sheet with a word `&a;` in place of its number."""
    head = b"<!-- " + b"x" * 9_000 + b" --><!DOCTYPE worksheet [<!ENTITY a " + what + b">]>"
    return lambda raw: head + raw.replace(b"<v>1</v>", b"<v>&a;&a;</v>")


BOOKS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "words that stand for others": (SHEET, declaring(b'"1"')),
    "a file from the disk": (SHEET, declaring(b'SYSTEM "file:///etc/hostname"')),
    "a row at the end of the world": (
        SHEET,
        lambda raw: raw.replace(b'<row r="2"', b'<row r="99999999999"'),
    ),
    "half a list of sheets": ("xl/workbook.xml", lambda raw: raw[:-9]),
    "half a style": ("xl/styles.xml", lambda raw: raw[:-9]),
    "half a list of parts": ("[Content_Types].xml", lambda raw: raw[:-9]),
}


@pytest.mark.parametrize(("part", "change"), BOOKS.values(), ids=BOOKS.keys())
def test_no_workbook_is_read_without_end_or_reads_the_disk(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    change: Callable[[bytes], bytes],
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 1_000)
    path = tmp_path / "one.xlsx"
    path.write_bytes(book())
    assert [row.cells for row in read_table(path)] == [{"a": "1", "b": "x"}]
    path.write_bytes(book(part, change))
    with pytest.raises(InputFileError):
        list(read_table(path))


SHAPES = [
    "[" * 100_000,
    "null",
    '{"crs": 5}',
    json.dumps({"features": [None]}),
    json.dumps({"features": [{"geometry": None, "properties": [1]}]}),
    '{"features": [{"geometry": {"type": "Point", "coordinates": [1e999, NaN]}}]}',
]


@pytest.mark.parametrize(
    "text",
    [
        ",".join(f"c{n}" for n in range(1_000_000)) + "\n1,2,3\n",
        "a,b\n" + "x," * 100_000 + "\n",
        "," * 5_000_000,
    ],
    ids=["columns", "cells", "line"],
)
def test_no_table_is_read_that_has_no_measure(tmp_path: Path, text: str) -> None:
    """A million columns would be held against each other, and filled by each row."""
    (tmp_path / "wide.csv").write_text(text, "utf-8")
    with pytest.raises(InputFileError) as caught:
        list(read_table(tmp_path / "wide.csv"))
    assert caught.value.sentence.endswith("。")
    assert caught.value.code in {"too_many_columns", "line_too_long"}


@pytest.mark.parametrize("text", SHAPES, ids=range(len(SHAPES)))
def test_a_map_made_by_hand_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cells.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(InputFileError):
        read_shapes(path)


def cells(path: Path, *statements: str, shape: bytes = b"") -> Path:
    """A GeoPackage of one cell, changed by the statements."""
    with closing(sqlite3.connect(path)) as box:
        box.executescript(f"""
            CREATE TABLE gpkg_contents AS SELECT 'cell' AS table_name, 'features' AS data_type;
            CREATE TABLE gpkg_geometry_columns AS
                SELECT 'cell' AS table_name, 'shape' AS column_name, 1 AS srs_id;
            CREATE TABLE gpkg_spatial_ref_sys AS SELECT 1 AS srs_id, 'EPSG' AS organization,
                4326 AS organization_coordsys_id, '' AS definition;
            CREATE TABLE cell AS SELECT x'{(b"GP" + bytes(6) + shape).hex()}' AS shape, '1' AS code;
            {";".join(statements)}
        """)
    return path


SQUARE = shapely.to_wkb(shapely.box(104, 39, 104.001, 39.001))
SQUARES = shapely.to_wkb(shapely.MultiPolygon([shapely.box(104, 39, 104.001, 39.001)]))
NESTED = struct.pack("<BII", 1, 7, 1) * 1_000_000
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"


def test_a_geopackage_as_it_should_be_is_read(tmp_path: Path) -> None:
    for name, shape in (("a.gpkg", SQUARE), ("b.gpkg", SQUARES)):
        (one,) = read_shapes(cells(tmp_path / name, shape=shape))
        assert one.geometry.area == pytest.approx(1e-6)


@pytest.mark.parametrize(
    ("shape", "statements"),
    [
        (NESTED, []),
        (struct.pack("<BII", 1, 6, 1) + NESTED, []),
        (struct.pack("<BII", 1, 6, 2**32 - 1) + SQUARE, []),
        (SQUARE, ["DROP TABLE cell", f"CREATE VIEW cell AS {ENDLESS} SELECT i AS shape FROM n"]),
        (SQUARE, ["DROP TABLE cell", f"CREATE VIEW cell AS {ENDLESS} SELECT max(i) FROM n"]),
        (SQUARE, ["DROP TABLE cell", "CREATE VIEW cell AS SELECT zeroblob(900000000) AS shape"]),
        (SQUARE, ["UPDATE gpkg_geometry_columns SET table_name = 'sqlite_master'"]),
    ],
    ids=["deep", "deep within several", "without end", "rows", "sums", "large", "elsewhere"],
)
def test_a_geopackage_made_to_do_harm_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: bytes, statements: list[str]
) -> None:
    """The first would end the program without a word, others take its memory or its time."""
    monkeypatch.setattr(geopackage, "QUERY_STEPS", 1_000_000)
    with pytest.raises(InputFileError):
        read_shapes(cells(tmp_path / "cells.gpkg", *statements, shape=shape))


ELSEWHERE_SYSTEMS = [
    r"+proj=longlat +nadgrids=\\x.example\share\a.gsb +type=crs",
    r'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298],EXTENSION["PROJ4_GRIDS","\\x.example\a"]]]',
    '{"type": "BoundCRS"}',
]


@pytest.mark.parametrize("said", ELSEWHERE_SYSTEMS, ids=range(len(ELSEWHERE_SYSTEMS)))
def test_a_coordinate_system_that_names_a_file_is_not_looked_up(tmp_path: Path, said: str) -> None:
    """On another computer of the network, say, which would be told the log-in to Windows."""
    feature = {"properties": {}, "geometry": shapely.geometry.mapping(shapely.box(0, 0, 1, 1))}
    raw = {"crs": {"properties": {"name": said}}, "features": [feature]}
    path = tmp_path / "cells.geojson"
    path.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(InputFileError) as refused:
        read_shapes(path)
    assert refused.value.code == "unknown_crs"


def test_a_map_without_measure_is_refused_before_it_is_read(tmp_path: Path) -> None:
    for name, large in (("a.geojson", "a.geojson"), ("b.shp", "b.dbf")):
        (tmp_path / name).touch()
        with (tmp_path / large).open("r+b" if name == large else "wb") as file:
            file.truncate(MAP_BYTES + 1)
        with pytest.raises(InputFileError) as refused:
            read_shapes(tmp_path / name)
        assert refused.value.code == "too_large"


@pytest.mark.parametrize("raw", [b"", b"\0" * 50, b"\0\0\x27\x0a" + b"\xff" * 20])
def test_a_cut_shapefile_is_refused_in_words(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "cells.shp"
    path.write_bytes(raw)
    with pytest.raises(InputFileError):
        read_shapes(path)


ELSEWHERE = ["../secret.jpg", "/{0}/secret.jpg", r"\\x.example\share\a.jpg", r"..\secret.jpg"]
ELSEWHERE += ["C:secret.jpg", "linked.jpg", "hole.jpg"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_table_of_replies_takes_no_photo_from_elsewhere(tmp_path: Path, name: str) -> None:
    """A table is handed in; whoever imports it would send a file of their own, or a log-in."""
    secret, folder = tmp_path / "secret.jpg", tmp_path / "table"
    folder.mkdir()
    secret.write_bytes(b"private")
    (folder / "linked.jpg").symlink_to(secret)
    (folder / "good.jpg").write_bytes(b"photo")
    with (folder / "hole.jpg").open("wb") as file:
        file.truncate(10 * 1024**3)
    read: list[bytes] = []
    taken: list[Values] = []

    def keep(content: bytes) -> str:
        read.append(content)
        return "a"

    class Door:
        def perform(self, _step: str, _kind: str, _case: str | None, values: Values) -> None:
            taken.append(values)

    row = {"number": "1", "kind": "verification", "result": "true", "note": ""}
    rows = [TableRow(2, {**row, "photos": name.format(tmp_path)})]
    rows += [TableRow(3, {**row, "photos": "good.jpg"})]
    told = list(import_replies(rows, folder, Door(), lambda *_: "case", keep, lambda _: {}))
    assert [one is None for one in told] == [False, True]
    assert read == [b"photo"]
    assert len(taken) == 1


def test_a_calendar_of_another_age_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("date,kind,name\n9999-12-31,holiday,x\n0001-01-01,holiday,y\n", "utf-8")
    assert len(read_calendar(path, hours_of(["08:00-12:00"])).faults) == 2
