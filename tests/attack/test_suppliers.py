"""Attacks by a supplier who may write into the drop folder, or who runs an Open311 server."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from seatapp.admin.open311 import ExchangeFailed, Server, fetch_requests, reports_of
from tests.fixtures.centre import Centre
from tests.helpers.station import Station
from tests.helpers.tables import GOOD, MAP, csv_text, long_written

SERVER = Server("open311", "http://127.0.0.1:9", "ningchuan", "key", "999001")
ROW = {"编号": "2", "内容": "井盖松动。", "时间": "2026-11-20 09:00"}


def test_no_file_of_a_supplier_stops_the_others_or_reaches_outside(
    centre: Centre, tmp_path: Path
) -> None:
    """Unreadable, hostile and linked files beside a good one, and an answer that is a link."""
    seat = Station.at(tmp_path / "A", centre)
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    drop, secret = tmp_path / "drop", tmp_path / "secret.csv"
    (drop / "done").mkdir(parents=True)
    secret.write_bytes(csv_text([GOOD]).encode())
    (drop / "a.csv").symlink_to(secret)
    (drop / "b.json").write_text("[" * 100_000, "utf-8")
    (drop / "c.json").write_text('[{"编号": "7\\ud800", "内容": "\\u0000 =\\ud83d"}]', "utf-8")
    formula = {**ROW, "编号": '=HYPERLINK("http://x")'}
    (drop / "d.json").write_text(json.dumps([ROW, formula]), "utf-8")
    (drop / "done" / "d.ack.csv").symlink_to(secret)
    (drop / ("e" * 250 + ".json")).write_text(json.dumps([{**ROW, "编号": "3"}]), "utf-8")
    (drop / os.fsdecode(b"f\xff\x1b[2J\n.json")).write_text(
        json.dumps([{**ROW, "编号": "4"}]), "utf-8"
    )
    os.mkfifo(drop / "g.csv")
    (drop / "h.csv").write_text("编号\n" + "1\n" * 100_001, "utf-8")
    (drop / "i.json").write_text(json.dumps([{}] * 100_001), "utf-8")
    words = ("exchange", "folder", drop, "--map", tmp_path / "map.toml")
    long_written(drop)
    told = seat.told(*words, person="u1001")
    taken = {one["file"]: (one["saved"], bool(one["problem"])) for one in told["files"]}
    assert taken["b.json"] == (0, True)
    assert taken["d.json"] == (2, False)
    assert taken["h.csv"] == taken["i.json"] == (0, True)
    assert taken["e" * 60 + ".json"] == (1, False)
    assert taken["f\ufffd[2J.json"] == (1, False)
    assert "a.csv" not in taken
    assert secret.read_bytes() == csv_text([GOOD]).encode()
    with (drop / "done" / "d-2.ack.csv").open(encoding="utf-8-sig") as file:
        theirs = [line["external_id"] for line in csv.DictReader(file)]
    assert theirs == ["2", "'" + formula["编号"]]
    # What was refused once is not tried for ever.
    assert seat.told(*words, person="u1001")["files"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes in folders are not made there")
def test_what_was_exchanged_between_look_and_reading_is_not_read(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both were plain files a moment ago: a link to a table of ours, and a pipe without an end."""
    seat = Station.at(tmp_path / "A", centre)
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    drop, secret = tmp_path / "drop", tmp_path / "secret.csv"
    drop.mkdir()
    secret.write_bytes(csv_text([GOOD]).encode())
    (drop / "a.csv").symlink_to(secret)
    os.mkfifo(drop / "b.csv")
    long_written(tmp_path)
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    monkeypatch.setattr(Path, "is_file", lambda path: path.suffix == ".csv")
    words = ("exchange", "folder", drop, "--map", tmp_path / "map.toml")
    told = seat.told(*words, person="u1001")["files"]
    assert [(one["file"], one["saved"], bool(one["problem"])) for one in told] == [
        ("a.csv", 0, True),
        ("b.csv", 0, True),
    ]


def test_a_folder_for_answers_that_leads_elsewhere_is_not_followed(
    centre: Centre, tmp_path: Path
) -> None:
    seat = Station.at(tmp_path / "A", centre)
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    drop, elsewhere = tmp_path / "drop", tmp_path / "elsewhere"
    drop.mkdir()
    elsewhere.mkdir()
    (drop / "one.csv").write_text(csv_text([GOOD]), "utf-8")
    (drop / "done").symlink_to(elsewhere)
    long_written(drop)
    result = seat.run("exchange", "folder", drop, "--map", tmp_path / "map.toml", person="u1001")
    assert result.exit_code == 1
    assert list(elsewhere.iterdir()) == []


HOSTILE: list[dict[str, Any]] = [
    {"description": "井盖\ud800松动\u0000。", "address": "\u0007东湖路"},
    {"description": "x", "lat": 10**400, "long": 1},
    {"description": "x", "requested_datetime": "0001-01-01T00:00:00+14:00"},
    {"description": "x", "requested_datetime": "9999-12-31T23:59:59-14:00"},
    {"description": ["x"] * 3, "service_name": {"a": 1}, "lat": "nan", "long": "inf"},
]


def test_no_request_of_another_server_stops_the_others() -> None:
    rows = [{"service_request_id": f"{i}", "status": "open", **r} for i, r in enumerate(HOSTILE)]
    found = reports_of(SERVER, rows)
    assert [one.number for one in found] == ["0", "1", "2", "3", "4"]
    assert found[0].values["description"] == "井盖\ufffd松动。"
    assert found[0].values["address"] == "东湖路"
    assert all("occurred_at" not in one.values for one in found)
    assert all("lat_e7" not in one.values for one in found)


class _Endless(httpx.SyncByteStream):
    """An answer that never ends."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b"[" * 65_536


@pytest.mark.parametrize("endless", [True, False])
def test_an_answer_without_measure_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, endless: bool
) -> None:
    stream = _Endless() if endless else httpx.ByteStream(b"[" * 100_000)

    def answer(_self: object, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=stream)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    with pytest.raises(ExchangeFailed):
        fetch_requests(SERVER, datetime(2026, 11, 1, tzinfo=UTC))
