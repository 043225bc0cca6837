"""Requests of a server that speaks GeoReport v2 become cases once, and hear what became of them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from seatapp.admin.open311 import (
    ExchangeFailed,
    Server,
    fetch_requests,
    reports_of,
    send_update,
    status_of,
)
from tests.fixtures.centre import Centre
from tests.helpers.station import Station

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
REQUESTS: list[dict[str, Any]] = [
    {
        "service_request_id": f"SR-{place}",
        "status": "open",
        "service_name": "Street light",
        "service_code": "L1",
        "description": "路灯不亮。",
        "requested_datetime": "2026-11-20T08:30:00+08:00",
        "address": "东湖路12号",
        "lat": 39.1,
        "long": 104.2,
        "media_url": "https://example.org/1.jpg",
    }
    for place in range(150)
]


class Speaker(BaseHTTPRequestHandler):
    """The part of the standard that is asked for, one page after another."""

    takes_updates = True
    told: list[dict[str, list[str]]] = []  # noqa: RUF012 - one list for every handler of a test

    def do_GET(self) -> None:
        asked = parse_qs(urlparse(self.path).query)
        if asked["jurisdiction_id"] != ["ningchuan"]:
            self._answer(400, {"code": 400, "description": "jurisdiction"})
            return
        page, size = int(asked["page"][0]), int(asked["page_size"][0])
        self._answer(200, REQUESTS[(page - 1) * size : page * size])

    def do_POST(self) -> None:
        if not self.takes_updates:
            self._answer(405, {})
            return
        size = int(self.headers["Content-Length"])
        self.told.append(parse_qs(self.rfile.read(size).decode()))
        self._answer(200, [{"service_request_id": "SR-1"}])

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def other() -> Iterator[Server]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    Speaker.told.clear()
    Speaker.takes_updates = True
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{listening.server_port}"
    yield Server("open311", url, "ningchuan", "key", "999001")
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_every_page_is_read_and_every_request_becomes_one_report(other: Server) -> None:
    found = reports_of(other, fetch_requests(other, SINCE))
    assert [one.number for one in found] == [f"SR-{place}" for place in range(150)]
    values = found[0].values
    assert (values["source_system"], values["external_id"]) == ("open311", "SR-0")
    assert (values["lat_e7"], values["lon_e7"], values["datum"]) == (
        *(391_000_000, 1_042_000_000, "wgs84"),
    )
    assert values["occurred_at"] == 1_795_134_600


def test_a_request_without_substance_is_left_out(other: Server) -> None:
    rows: list[dict[str, Any]] = [
        {"service_request_id": "1", "status": "open"},
        {"description": "x", "status": "open"},
        {"service_request_id": "2", "status": "closed", "description": "x"},
        {"service_request_id": "3", "status": "open", "description": "x", "lat": "n", "long": 1},
    ]
    assert [one.number for one in reports_of(other, rows)] == ["3"]


def test_updates_are_sent_where_the_server_takes_them(other: Server) -> None:
    case = {"stage": "closed", "response": "已换灯泡。"}
    assert send_update(other, "SR-1", case)
    assert Speaker.told[0]["status"] == ["closed"]
    assert Speaker.told[0]["status_notes"] == ["已换灯泡。"]
    Speaker.takes_updates = False
    assert not send_update(other, "SR-1", case)


def test_states_are_mapped_by_name() -> None:
    assert {status_of(stage) for stage in ("reported", "handling", "closing")} == {"open"}
    assert {status_of(stage) for stage in ("closed", "declined", "merged")} == {"closed"}


def test_a_server_that_is_not_there_or_says_no_is_a_sentence(other: Server) -> None:
    gone = Server("open311", "http://127.0.0.1:9", "ningchuan", "", "999001")
    with pytest.raises(ExchangeFailed):
        fetch_requests(gone, SINCE)
    stranger = Server("open311", other.url, "elsewhere", "", "999001")
    with pytest.raises(ExchangeFailed) as caught:
        fetch_requests(stranger, SINCE)
    assert caught.value.facts["status"] == 400


def test_the_command_takes_requests_once_and_tells_what_became_of_them(
    centre: Centre, tmp_path: Path, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.REQUESTS", REQUESTS[:2])
    config = tmp_path / "other.toml"
    config.write_text(
        f'name = "open311"\nurl = "{other.url}"\njurisdiction = "ningchuan"\napi_key = "key"\n'
        'area = "999001"\n',
        "utf-8",
    )
    seat = Station.at(tmp_path / "A", centre)
    first = seat.told("exchange", "open311", config, person="u1001")
    assert (first["new"], first["refused"], first["told"]) == (2, 0, 0)
    again = seat.told("exchange", "open311", config, person="u1001")
    assert (again["new"], again["told"]) == (0, 2)
