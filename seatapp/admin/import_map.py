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
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.file_faults import line_at_fault, why_not
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

    Raises `InputFileError` naming what cannot be understood: unknown sections, fields that a
    report does not have, codes that are in no list.
    """
    try:
        raw = _toml(path)
        _check_names(path, "", raw, {"cases", "units"})
        cases = _case_map(path, raw["cases"]) if "cases" in raw else None
        units = _unit_map(path, raw["units"]) if "units" in raw else None
    except FileNotFoundError:
        raise InputFileError(
            _("找不到对应关系文件 {path}。").format(path=path), "not_found"
        ) from None
    except OSError as fault:
        raise _faulty(path, why_not(fault)) from fault
    except KeyError as fault:
        raise _faulty(path, _("缺少“{name}”").format(name=fault.args[0])) from fault
    except (ValueError, TypeError, AttributeError) as fault:
        raise _faulty(path, str(fault)) from fault
    if cases is not None:
        _check_fields(path, cases, workflow)
        _check_codes(path, cases, workflow)
    return ImportMap(cases, units)


def _toml(path: Path) -> dict[str, Any]:
    """What the file says; a `ValueError` names its line, or the encoding it should have."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(_("文字编码不是 UTF-8，请另存为 UTF-8")) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = line_at_fault(fault, text)
        raise ValueError(_("第 {line} 行写法不对").format(line=line)) from None


def _faulty(path: Path, what: str) -> InputFileError:
    return InputFileError(
        _("对应关系文件 {path} 有误：{what}。没有导入任何内容。").format(path=path.name, what=what),
        "faulty_map",
    )


def _case_map(path: Path, raw: Mapping[str, Any]) -> CaseMap:
    _check_names(path, "cases.", raw, {field.name for field in fields(CaseMap)})
    return CaseMap(
        source_system=str(raw["source_system"]),
        external_id=str(raw["external_id"]),
        empty=_words(raw),
        ignored=frozenset(str(name) for name in raw.get("ignored", [])),
        constant=dict(raw.get("constant", {})),
        join={field: tuple(columns) for field, columns in raw.get("join", {}).items()},
        copy=dict(raw.get("copy", {})),
        time={
            field: TimeColumn(str(said["column"]), str(said["format"]))
            for field, said in raw.get("time", {}).items()
        },
        choice={
            field: ChoiceColumn(str(said["column"]), dict(said["values"]), said.get("otherwise"))
            for field, said in raw.get("choice", {}).items()
        },
        separator=str(raw.get("separator", " / ")),
    )


def _unit_map(path: Path, raw: Mapping[str, Any]) -> UnitMap:
    _check_names(path, "units.", raw, {field.name for field in fields(UnitMap)})
    return UnitMap(str(raw["code"]), str(raw["name"]), _words(raw))


def _words(raw: Mapping[str, Any]) -> frozenset[str]:
    """The cells that say nothing; an empty one always does."""
    return frozenset(str(word) for word in raw.get("empty", [])) | {""}


def _check_names(path: Path, where: str, raw: Mapping[str, Any], known: set[str]) -> None:
    for name in sorted(set(raw) - known):
        raise _faulty(path, _("没有“{name}”这一项").format(name=where + name))


def _check_fields(path: Path, cases: CaseMap, workflow: Workflow) -> None:
    allowed = set(workflow.steps["case", "report"].fields)
    for name in sorted(cases.fields() - allowed):
        raise _faulty(path, _("“{name}”不是案件登记的项目").format(name=name))


def _check_codes(path: Path, cases: CaseMap, workflow: Workflow) -> None:
    named: list[tuple[str, object]] = list(cases.constant.items())
    for name, said in cases.choice.items():
        named += [(name, code) for code in said.values.values()]
        named += [(name, said.otherwise)] if said.otherwise is not None else []
    for name, code in named:
        field = workflow.field("case", name)
        if field.type == "choice" and (field.of, code) not in workflow.choices:
            raise _faulty(path, _("“{name}”没有“{code}”这个选项").format(name=name, code=code))
