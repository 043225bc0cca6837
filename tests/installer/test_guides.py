"""Every command that a guide names exists, with the options that the guide gives it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from seatapp.cli.main import group

PROJECT = Path(__file__).parents[2]
GUIDES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
TOLD = re.compile(r"(?:^[ ]*|`)(seatapp [^`\n]+)", re.MULTILINE)


def commands() -> Iterator[tuple[str, str]]:
    for guide in GUIDES:
        for line in TOLD.findall(guide.read_text("utf-8")):
            if line.partition(" ")[2][:1].isascii() and "…" not in line:
                yield guide.name, line.strip()


def variants(word: str) -> list[str]:
    return word.split("|")


def fault_of(command: click.Command, words: list[str]) -> str | None:
    if words and isinstance(command, click.Group) and not words[0].startswith("-"):
        for name in variants(words[0]):
            inner = command.commands.get(name)
            if inner is None:
                return f"no command {name!r}"
            fault = fault_of(inner, words[1:])
            if fault:
                return fault
        return None
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    given = [word.partition("=")[0] for word in words if word.startswith("--")]
    return next((f"no option {word}" for word in given if word not in known), None)


@pytest.mark.parametrize(("guide", "line"), list(commands()))
def test_a_command_of_a_guide_is_there(guide: str, line: str) -> None:
    assert fault_of(group, shlex.split(line)[1:]) is None, f"{guide}: {line}"


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert fault_of(group, ["center", "fly"]) == "no command 'fly'"
    assert fault_of(group, ["sync", "--once"]) == "no option --once"
    assert len(list(commands())) > 10
