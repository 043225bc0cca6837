"""The program's log: one JSON line a record, in one file that never holds personal data."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOG_BYTES = 2_000_000
LOG_FILES = 5


Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def trace_without_values(raised: Raised) -> str:
    """Where an error came from: files, lines and kinds, innermost cause first.

    What an error says is left out, since it can hold what somebody typed; of its facts only those
    are told that are codes (`code`, `sqlstate`, `errno`).
    """
    _kind, error, trace = raised
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [] if before is None else [trace_without_values((type(before), before, None))]
    for frame in traceback.extract_tb(trace or error.__traceback__):
        lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}")
    facts = [
        str(fact)
        for name in ("code", "sqlstate", "errno")
        if isinstance(fact := getattr(error, name, None), str | int)
    ]
    lines.append(" ".join([f"{type(error).__module__}.{type(error).__qualname__}", *facts]))
    return "\n".join(lines)


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON: time, level, where, message, trace without values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for `record`."""
        line = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "said": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["trace"] = trace_without_values(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def start_log(folder: Path, level: int = logging.INFO) -> Path:
    """Log to `folder`/seatapp.log from now on, five files of two megabytes; returns its path."""
    return Path(_added_handler(folder, level).baseFilename)


def _added_handler(folder: Path, level: int) -> RotatingFileHandler:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "seatapp.log"
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


@contextmanager
def logging_to(folder: Path, level: int = logging.INFO) -> Iterator[Path]:
    """Log to `folder` inside the block, as `start_log` does; the file is closed at its end."""
    root = logging.getLogger()
    before = root.level
    handler = _added_handler(folder, level)
    try:
        yield Path(handler.baseFilename)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
