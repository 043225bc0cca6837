"""How the columns of a foreign table become fields of a case: a small TOML file.

```toml
[cases]
source_system = "pingshan"        # with external_id the identity of a row
external_id = "REC_ID"
empty = ["-", ""]                 # cells that say nothing
[cases.constant]                  # the same for every row
area = "440310"
[cases.join]                      # text made of several columns
category_text = ["EVENT_TYPE_NAME", "SUB_TYPE_NAME"]
[cases.copy]                      # one column as it is
suggested_unit = "DISPOSE_UNIT_ID"
[cases.time]                      # one column read as local time
occurred_at = { column = "CREATE_TIME", format = "%Y-%m-%d %H:%M:%S" }
[cases.choice.source]             # one column looked up
column = "EVENT_SRC_NAME"
values = { "12345" = "hotline_12345" }
otherwise = "web"
[units]
code = "DISPOSE_UNIT_ID"
name = "DISPOSE_UNIT_NAME"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.text import _


@dataclass(frozen=True)
class TimeColumn:
    """A column that holds local time in a `strptime` format."""

    column: str
    format: str


@dataclass(frozen=True)
class ChoiceColumn:
    """A column whose words stand for codes; `otherwise` is taken for a word not listed."""

    column: str
    values: Mapping[str, str]
    otherwise: str | None


@dataclass(frozen=True)
class CaseMap:
    """How a row becomes the values of a `report`."""

    source_system: str
    external_id: str
    empty: frozenset[str]
    ignored: frozenset[str]
    constant: Mapping[str, str | int | bool]
    join: Mapping[str, tuple[str, ...]]
    copy: Mapping[str, str]
    time: Mapping[str, TimeColumn]
    choice: Mapping[str, ChoiceColumn]
    separator: str

    def fields(self) -> set[str]:
        """Every field that the map fills."""
        return {*self.constant, *self.join, *self.copy, *self.time, *self.choice}


@dataclass(frozen=True)
class UnitMap:
    """Which columns name a unit: the code that stays, and the name that may vary."""

    code: str
    name: str
    empty: frozenset[str]


@dataclass(frozen=True)
class ImportMap:
    """What a map file says; either part may be absent."""

    cases: CaseMap | None
    units: UnitMap | None


def load_map(path: Path, workflow: Workflow) -> ImportMap:
    """The map in `path`.

    Raises `InputFileError` naming what cannot be understood, unknown fields included.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
        cases = _case_map(raw["cases"]) if "cases" in raw else None
        units = _unit_map(raw["units"]) if "units" in raw else None
    except FileNotFoundError:
        raise InputFileError(_("找不到对应关系文件 {path}。").format(path=path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as fault:
        raise InputFileError(
            _("对应关系文件 {path} 有误：{fault}。").format(path=path.name, fault=fault)
        ) from fault
    if cases is not None:
        _check_fields(path, cases, workflow)
    return ImportMap(cases, units)


def _case_map(raw: Mapping[str, Any]) -> CaseMap:
    return CaseMap(
        source_system=str(raw["source_system"]),
        external_id=str(raw["external_id"]),
        empty=frozenset(str(word) for word in raw.get("empty", [""])) | {""},
        ignored=frozenset(str(name) for name in raw.get("ignored", [])),
        constant=dict(raw.get("constant", {})),
        join={field: tuple(columns) for field, columns in raw.get("join", {}).items()},
        copy=dict(raw.get("copy", {})),
        time={
            field: TimeColumn(said["column"], said["format"])
            for field, said in raw.get("time", {}).items()
        },
        choice={
            field: ChoiceColumn(said["column"], dict(said["values"]), said.get("otherwise"))
            for field, said in raw.get("choice", {}).items()
        },
        separator=str(raw.get("separator", " / ")),
    )


def _unit_map(raw: Mapping[str, Any]) -> UnitMap:
    empty = frozenset(str(word) for word in raw.get("empty", [""])) | {""}
    return UnitMap(str(raw["code"]), str(raw["name"]), empty)


def _check_fields(path: Path, cases: CaseMap, workflow: Workflow) -> None:
    allowed = set(workflow.steps["case", "report"].fields)
    for name in sorted(cases.fields() - allowed):
        raise InputFileError(
            _("对应关系文件 {path} 里的「{name}」不是案件登记的项目。").format(
                path=path.name, name=name
            )
        )
