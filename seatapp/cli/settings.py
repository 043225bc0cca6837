"""What `--set FIELD=VALUE` says, read as the types of the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from seatapp.app import Duty
from seatapp.domain.entries import Value
from seatapp.domain.opening_hours import CITY_TIME
from seatapp.domain.workflow import Field, Workflow
from seatapp.errors import InputFileError
from seatapp.file_faults import why_not
from seatapp.text import _

YES = frozenset({"yes", "true", "1", "是"})
NO = frozenset({"no", "false", "0", "否"})
SHA256 = re.compile(r"[0-9a-f]{64}")


def read_settings(workflow: Workflow, subject: str, settings: tuple[str, ...]) -> dict[str, Value]:
    """The values that `--set` options say, each read as its field's type.

    Photos stay as they were named. Raises `click.UsageError` with what cannot be understood.
    """
    values: dict[str, Value] = {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        field = workflow.fields.get((subject, name))
        if not equals:
            raise click.UsageError(_("“{setting}”应写成 名称=内容。").format(setting=setting))
        if field is None:
            raise click.UsageError(_("没有“{name}”这一项。").format(name=name))
        if name in values:
            raise click.UsageError(_("“{name}”写了两次。").format(name=name))
        values[name] = _read(field, text)
    return values


def bring_photos(duty: Duty, subject: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """The same values with every photo that is named by its file kept on this workstation.

    Raises `InputFileError` when a file cannot be read or is no photo.
    """
    brought = dict(values)
    for name, value in values.items():
        if duty.workflow.field(subject, name).type == "photos" and isinstance(value, list):
            brought[name] = [_photo(duty, named) for named in value]
    return brought


def _photo(duty: Duty, named: str) -> str:
    if SHA256.fullmatch(named):
        return named
    try:
        data = Path(named).read_bytes()
    except OSError as fault:
        raise InputFileError(
            _("读不了照片 {path}（{reason}）。没有办理，请核对路径。").format(
                path=named, reason=why_not(fault)
            ),
            "unreadable",
        ) from fault
    return duty.pictures.add_photo(data)


def _read(field: Field, text: str) -> Value:
    if field.type == "integer":
        return _whole(field, text)
    if field.type == "time":
        return _moment(field, text)
    if field.type == "boolean":
        return _yes_or_no(field, text)
    if field.type in ("list", "photos"):
        return [item for item in text.split(",") if item]
    return text


def _whole(field: Field, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise click.UsageError(_("“{name}”要填整数。").format(name=field.name))
    return int(text)


def _moment(field: Field, text: str) -> int:
    """Seconds since 1970, or ISO 8601; without an offset it is the time of the city."""
    if re.fullmatch(r"[0-9]{1,18}", text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=CITY_TIME)).timestamp())
    except (ValueError, OverflowError):
        raise click.UsageError(
            _("“{name}”要填时间，例如 2026-11-22T10:30。").format(name=field.name)
        ) from None


def _yes_or_no(field: Field, text: str) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise click.UsageError(_("“{name}”要填 yes 或 no。").format(name=field.name))
