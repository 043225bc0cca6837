"""Keep the English catalogue in step with the messages of the sources and the tables.

Run from the root of the project: ``python -m installer.catalogue``. It collects every message,
keeps the translations there are, writes `seatapp.po` in the order of the sources, and compiles
`seatapp.mo`. Messages without a translation are named and end it with exit code 1. The Chinese
words of click, which are kept by hand in `click.po`, are compiled too.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from seatapp.cli.help_words import help_messages
from seatapp.cli.main import group

SOURCES = ("seatapp", "ui")
TABLES = Path("db/workflow")
FIGURES = Path("db/reports")
REPORTS = Path("seatapp/reports")
FOLDER = Path("resources/locale/en/LC_MESSAGES")
PO = FOLDER / "seatapp.po"
MO = FOLDER / "seatapp.mo"
CLICK_PO = Path("resources/locale/zh_CN/LC_MESSAGES/click.po")
CLICK_MO = CLICK_PO.with_suffix(".mo")
HEADER = "# The English words of SeatApp; the messages come from the sources and db/workflow."

SHOWN_COLUMNS = {
    "subjects.csv": ("label",),
    "posts.csv": ("label",),
    "stages.csv": ("label", "milestone"),
    "steps.csv": ("label",),
    "queues.csv": ("label", "group", "empty"),
    "fields.csv": ("label",),
    "choices.csv": ("label",),
    "refusals.csv": ("sentence", "advice"),
}
FIGURE_COLUMNS = {
    "counts.csv": ("label", "meaning"),
    "rates.csv": ("label",),
    "headings.csv": ("heading",),
}
"""What reports call their figures and columns; documents are Chinese, the screen is not always."""

# Chinese uses one word for what one does, the phase and the result; English does not. Each of
# these tables says for a row in which context its label is looked up (`seatapp.text.Words.of`).
CONTEXTS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "steps.csv": lambda row: "step",
    "choices.csv": lambda row: row["list"],
}
HEADERS = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


class SteadyCatalogue(Catalog):
    """A catalogue that comes out the same from the same messages, whenever it is written."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What gettext needs; neither dates nor versions of tools, which change from run to run."""
        return [pair for pair in super().mime_headers if pair[0] in HEADERS]


def messages(root: Path) -> Catalog:
    """All messages below `root`, without translations, in the order of the sources."""
    found = _empty_catalogue()
    for source in SOURCES:
        for path in sorted((root / source).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            for message in _python_messages(path):
                found.add(message, locations=[(place, 1)])
    for message in filter(_is_chinese, help_messages(group)):
        found.add(message, locations=[("seatapp/cli", 1)])
    for name in SHOWN_COLUMNS:
        for context, message in _table_messages(root / TABLES / name):
            found.add(message, locations=[((TABLES / name).as_posix(), 1)], context=context)
    for path in sorted((root / REPORTS).rglob("*.py")):
        for message in _python_messages(path, "said"):
            found.add(message, locations=[(path.relative_to(root).as_posix(), 1)], context="figure")
    for name, columns in FIGURE_COLUMNS.items():
        for message in _figure_messages(root / FIGURES / name, columns):
            found.add(message, locations=[((FIGURES / name).as_posix(), 1)], context="figure")
    return found


def translated(root: Path) -> Catalog:
    """All messages with the translations that `seatapp.po` has for them; the others are empty."""
    with (root / PO).open("rb") as file:
        kept = read_po(file, locale="en")
    catalogue = messages(root)
    for message in catalogue:
        old = kept.get(message.id, message.context) if message.id else None
        if old is not None:
            message.string = old.string
    return catalogue


def words_of_click(root: Path) -> Catalog:
    """What the library that reads command lines says, in Chinese."""
    with (root / CLICK_PO).open("rb") as file:
        kept = read_po(file, locale="zh_CN")
    catalogue = SteadyCatalogue(locale="zh_CN", charset="utf-8", fuzzy=False)
    for message in filter(lambda one: one.id, kept):
        catalogue.add(message.id, message.string)
    return catalogue


def po_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as text. Places are files without lines, so that it changes with words only."""
    out = BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> int:
    """Write the files below the working directory; returns the exit code."""
    root = Path()
    catalogue = translated(root)
    (root / PO).write_bytes(po_bytes(catalogue))
    (root / MO).write_bytes(mo_bytes(catalogue))
    (root / CLICK_MO).write_bytes(mo_bytes(words_of_click(root)))
    untranslated = [message.id for message in catalogue if message.id and not message.string]
    for words in untranslated:
        sys.stderr.write(f"no translation: {words}\n")
    sys.stdout.write(f"{len(catalogue)} messages, {len(untranslated)} without a translation\n")
    return 1 if untranslated else 0


def _empty_catalogue() -> Catalog:
    return SteadyCatalogue(locale="en", header_comment=HEADER, charset="utf-8", fuzzy=False)


def _is_chinese(message: str) -> bool:
    return not message.isascii()


def _python_messages(path: Path, called: str = "_") -> Iterator[str]:
    """The messages that are handed to the function `called`."""
    with path.open("rb") as file:
        for _line, message, _comments, _context in extract("python", file, {called: None}):
            assert isinstance(message, str)
            yield message


def _figure_messages(path: Path, columns: Sequence[str]) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row[column] for column in columns)


def _table_messages(path: Path) -> Iterator[tuple[str | None, str]]:
    context = CONTEXTS.get(path.name)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column in SHOWN_COLUMNS[path.name]:
                if row[column]:
                    yield context(row) if context else None, row[column]


if __name__ == "__main__":
    sys.exit(main())
