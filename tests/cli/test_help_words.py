"""Help in the language that was asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from installer.catalogue import CLICK_MO, CLICK_PO, mo_bytes, words_of_click
from seatapp.cli.help_words import speak
from seatapp.cli.main import group

PROJECT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    yield
    speak("zh_CN")


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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--hlp"], "没有选项 '--hlp'。"),
        (["deadlin"], "没有命令 'deadlin'。"),
        (["deadline"], "缺少参数 'START'"),
        (
            ["deadline", "July 2nd", "1", "day"],
            "时间“July 2nd”无法识别，应写成“2019-07-02 11:00”。",
        ),
        (["deadline", "2019-07-02 11:00", "-1", "day"], "时限“-1”应为 0 到 100000 的数"),
        (["deadline", "2019-07-02 11:00", "1", "week"], "不在可选之列"),
        (["photo", "check", "--system", "mars", "a.jpg"], "不认识坐标系“mars”"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(words: list[str], told: str) -> None:
    answer = CliRunner().invoke(group, words)
    assert answer.exit_code == 2
    assert told in answer.output
    assert "Error" not in answer.output


@pytest.mark.parametrize("words", [(), *commands(group)], ids=" ".join)
def test_the_frame_of_every_help_is_chinese(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(group, [*words, "--help"]).output
    assert "用法：" in shown
    assert "选项:" in shown
    assert "Show this message" not in shown


def strings_of_click() -> set[str]:
    folder = Path(str(click.__file__)).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("*.py")]
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {node.value for node in found if isinstance(node.value, str)}


def test_the_words_of_click_are_those_it_says() -> None:
    catalogue = words_of_click(PROJECT)
    ours = {(one.id if isinstance(one.id, str) else one.id[0]) for one in catalogue if one.id}
    assert ours <= strings_of_click()
    assert (PROJECT / CLICK_MO).read_bytes() == mo_bytes(catalogue), CLICK_PO
