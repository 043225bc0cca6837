"""The demo city's lists as reference rows, and a person to sit in front."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from seatapp.domain.references import ReferenceRow
from tests.helpers.rules import ROWS, MadeReferences


def _table(name: str) -> list[dict[str, str]]:
    text = (files("resources") / "demo" / name).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def demo_rows() -> Mapping[tuple[str, str], ReferenceRow]:
    """Reference rows of the demo city, as the centre hands them out."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in _table("classes.csv"):
        found["class", row["code"]] = {
            "version": row["version"],
            "category": row["category"],
            "major_name": row["major"],
            "minor_name": row["minor"],
            "condition": row["filing_condition"],
            "closing": row["closing_condition"],
            "limit_minutes": int(row["limit_value"] or 0) * 60,
            "limit_basis": "natural",
            "limit_text": f"{row['limit_value']} 小时",
            "pair": row["photo_pair"] == "yes",
            "unit": row["unit_community"],
            "source": row["source"],
        }
    for row in _table("hotline_matters.csv"):
        found["matter", row["code"]] = {
            "name": row["name"],
            "limit_minutes": int(row["limit_value"]) * 480,
            "limit_basis": "natural",
            "limit_text": f"{row['limit_value']} 个工作日",
            "unit": row["unit"],
            "urgency": row["urgency"],
        }
    for row in _table("units.csv"):
        found["unit", row["code"]] = {"name": row["name"], "aliases": row["aliases"]}
    for row in _table("collectors.csv"):
        found["collector", row["code"]] = {"name": row["name"], "team": row["team"]}
    for row in _table("people.csv"):
        found["person", row["login"]] = {"name": row["name"]}
    for row in _table("reasons.csv"):
        code = f"{row['kind']}.{row['code']}"
        found["reason", code] = {"sentence": row["sentence"], "rule": row["rule"]}
    found["area", "999001"] = {"name": "东湖区"}
    found["area", "999002"] = {"name": "西山区"}
    grids = json.loads((files("resources") / "demo" / "grids.geojson").read_text("utf-8"))
    for feature in grids["features"]:
        facts = feature["properties"]
        found["grid", facts["code"]] = {
            "area": facts["code"][:6],
            "name": facts["name"],
            "community": facts["community"],
        }
    limits = {key: row for key, row in ROWS.items() if key[0] == "limit"}
    return {**limits, **found}


class DemoReferences(MadeReferences):
    """The demo city's rows."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """The row."""
        return demo_rows().get((kind, code))


@dataclass(frozen=True)
class Person:
    """Who sits in front."""

    id: str
    name: str
