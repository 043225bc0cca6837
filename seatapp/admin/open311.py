"""Reads requests from a server that speaks Open311 GeoReport v2, and tells it what became of them.

The standard knows two states, `open` and `closed`; ours map onto them by `STATES`, by name and
nowhere else. A request becomes a case once: its identifier follows from server and number.
Standard: https://wiki.open311.org/GeoReport_v2/ (service requests, `status_notes`).

Whoever runs the other server is a stranger: what cannot be meant is left out of a request, and an
answer without measure is cut off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from seatapp.domain.entries import Value, Values
from seatapp.domain.references import State
from seatapp.domain.values import YEAR_2100
from seatapp.errors import WorldError
from seatapp.text import _, cleaned

OPEN, CLOSED = "open", "closed"
ENDED = frozenset({"closed", "answered", "declined", "self_handled", "merged", "void"})
"""Our stages that the other side shows as closed; every other stage is open there."""

TIMEOUT_S = 20.0
ANSWER_BYTES = 20_000_000
PAGE = 100
MOST_PAGES = 50
E7 = 10_000_000
DESCRIPTION, ADDRESS, CATEGORY = 2000, 200, 120


class ExchangeFailed(WorldError):
    """The other server could not be reached, or did not answer as the standard says."""

    code = "exchange_failed"


@dataclass(frozen=True)
class Server:
    """One server: `name` is the source system of its cases, `area` where they lie by default."""

    name: str
    url: str
    jurisdiction: str
    api_key: str
    area: str
    source: str = "web"


@dataclass(frozen=True)
class Incoming:
    """A request as a report: its number there, and the values of the step `report`."""

    number: str
    values: Values


def status_of(stage: str) -> str:
    """The state of the standard for one of our stages."""
    return CLOSED if stage in ENDED else OPEN


def fetch_requests(server: Server, since: datetime) -> list[dict[str, Any]]:
    """Every open request that was made or changed since a moment, page by page.

    Raises `ExchangeFailed` with a sentence; nothing was taken over then.
    """
    found: list[dict[str, Any]] = []
    for page in range(1, MOST_PAGES + 1):
        asked = {
            "jurisdiction_id": server.jurisdiction,
            "status": OPEN,
            "start_date": since.isoformat(timespec="seconds"),
            "page": str(page),
            "page_size": str(PAGE),
        }
        rows = _asked(server, "GET", "requests.json", asked)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ExchangeFailed(_("对方系统的回答不是工单列表，没有接收任何内容。"))
        known = {row.get("service_request_id") for row in found}
        fresh = [row for row in rows if row.get("service_request_id") not in known]
        found += fresh
        if len(rows) < PAGE or not fresh:
            break
    return found


def reports_of(server: Server, rows: Iterable[Mapping[str, Any]]) -> list[Incoming]:
    """The requests that say what the standard asks for, as reports."""
    return [one for one in (_report(server, row) for row in rows) if one is not None]


def send_update(server: Server, number: str, case: State) -> bool:
    """Tell the other side how a case stands; False where the server takes no updates.

    GeoReport has no call for updates; servers that allow it take a POST on the request.
    """
    told = {
        "jurisdiction_id": server.jurisdiction,
        "api_key": server.api_key,
        "status": status_of(str(case["stage"])),
        "status_notes": str(case.get("answer") or case.get("response") or ""),
    }
    try:
        _asked(server, "POST", f"requests/{quote(number, safe='')}.json", told)
    except ExchangeFailed as fault:
        if fault.facts.get("status") in (404, 405, 501):
            return False
        raise
    return True


def _report(server: Server, row: Mapping[str, Any]) -> Incoming | None:
    number = _words(row, "service_request_id")
    text = _words(row, "description")
    category = _words(row, "service_name") or _words(row, "service_code")
    if not number or not (text or category) or row.get("status") not in (OPEN, None):
        return None
    values: dict[str, Value] = {
        "case_kind": "hotline",
        "source": server.source,
        "source_system": server.name,
        "external_id": number[:60],
        "area": server.area,
        "urgency": "normal",
        "description": text[:DESCRIPTION] or None,
        "category_text": category[:CATEGORY] or None,
        "address": _words(row, "address")[:ADDRESS] or None,
        "occurred_at": _moment(row.get("requested_datetime")),
        "link": _words(row, "media_url")[:500] or None,
        **_position(row),
    }
    return Incoming(number, {name: value for name, value in values.items() if value is not None})


def _words(row: Mapping[str, Any], name: str) -> str:
    return cleaned(str(row.get(name) or ""))


def _position(row: Mapping[str, Any]) -> dict[str, Value]:
    try:
        lat, lon = float(row["lat"]), float(row["long"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return {}
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat, lon) == (0.0, 0.0):
        return {}
    return {"lat_e7": round(lat * E7), "lon_e7": round(lon * E7), "datum": "wgs84"}


def _moment(text: object) -> int | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    if at.tzinfo is None or not 0 < at.timestamp() < YEAR_2100:
        return None
    return int(at.timestamp())


def _asked(server: Server, method: str, path: str, fields: Mapping[str, str]) -> object:
    """What the server says, as JSON. Raises `ExchangeFailed`."""
    # The library is needed by this command alone.
    import httpx

    address = f"{server.url.rstrip('/')}/{path}"
    sent = {"params": fields} if method == "GET" else {"data": fields}
    try:
        with httpx.stream(method, address, timeout=TIMEOUT_S, **sent) as answer:  # type: ignore[arg-type]
            answer.raise_for_status()
            said = bytearray()
            for piece in answer.iter_bytes():
                said += piece
                if len(said) > ANSWER_BYTES:
                    raise ValueError(len(said))
        return json.loads(said)
    except httpx.HTTPStatusError as fault:
        status = fault.response.status_code
        sentence = _("对方系统拒绝了请求（{status}），没有接收任何内容。").format(status=status)
        raise ExchangeFailed(sentence, status=status) from None
    except (httpx.HTTPError, ValueError, RecursionError):
        raise ExchangeFailed(
            _("连不上对方系统，或它的回答读不了，没有接收任何内容。请稍后再试。")
        ) from None
