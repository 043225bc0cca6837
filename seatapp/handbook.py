"""The handbook for everyone who sits at a workstation, by chapters, in the language in use."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from seatapp.text import _

CHAPTER = "## "
FOLDER = files("resources") / "handbook"


@dataclass(frozen=True)
class Chapter:
    """One chapter: its title, and its text in Markdown without the title."""

    title: str
    text: str

    def tells_of(self, words: str) -> bool:
        """Whether all of the words (parted by blanks) stand in it, whatever their case."""
        whole = f"{self.title}\n{self.text}".casefold()
        return all(word in whole for word in words.casefold().split())


def chapters() -> list[Chapter]:
    """All chapters in their order."""
    text = (FOLDER / f"{_.language}.md").read_text("utf-8")
    _opening, *parts = f"\n{text}".split(f"\n{CHAPTER}")
    return [Chapter(title, body.strip()) for title, _line, body in map(_parted, parts)]


def _parted(part: str) -> tuple[str, str, str]:
    return part.partition("\n")
