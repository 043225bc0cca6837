"""Help in the language that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from seatapp.cli.main import group
from seatapp.text import use_language

CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    yield
    use_language("zh_CN")


def commands(inside: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in inside.commands.items():
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


@pytest.mark.parametrize("words", [(), *commands(group)], ids=" ".join)
def test_help_is_in_either_language(words: tuple[str, ...]) -> None:
    chinese = CliRunner().invoke(group, [*words, "--help"])
    assert chinese.exit_code == 0
    assert CHINESE.search(chinese.output)
    english = CliRunner().invoke(group, ["--language", "en", *words, "--help"])
    assert english.exit_code == 0
    assert not CHINESE.search(english.output.replace("某某", ""))


def test_the_language_holds_for_one_call() -> None:
    CliRunner().invoke(group, ["--language", "en", "--help"])
    again = CliRunner().invoke(group, ["--language", "zh_CN", "--help"])
    assert "界面语言" in again.output


def test_a_fault_is_told_in_that_language() -> None:
    told = CliRunner().invoke(group, ["--language", "en", "deadline", "2019-07-02 11:00", "-1"])
    assert told.exit_code == 2
    assert not CHINESE.search(told.output)
