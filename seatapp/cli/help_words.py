"""The help of commands in the language that was asked for.

Commands are declared when modules are loaded, before anybody has chosen a language; so their
words stand in Chinese there and are looked up when a command is used.
"""

from __future__ import annotations

import copy
import gettext
import os
from collections.abc import Iterator
from importlib.resources import files
from typing import TypeVar

import click

from seatapp.text import _, use_language

CLICK = "click"
"""The catalogue of the library's own words."""

AnyCommand = TypeVar("AnyCommand", bound=click.Command)


def speak(language: str) -> None:
    """Speak `language` from now on, and let click speak it too: usage, options, what is wrong.

    Click asks gettext for its words, and gettext asks the environment for the language.
    """
    use_language(language)
    os.environ["LANGUAGE"] = _.language
    gettext.bindtextdomain(CLICK, str(files("resources") / "locale"))
    gettext.textdomain(CLICK)


def in_words(command: AnyCommand) -> AnyCommand:
    """The same command with its help, options, prompts and subcommands in the language in use."""
    spoken = copy.copy(command)
    spoken.help = _(command.help) if command.help else None
    spoken.params = [_option_in_words(option) for option in command.params]
    if isinstance(spoken, click.Group):
        spoken.commands = {name: in_words(one) for name, one in spoken.commands.items()}
    return spoken


def help_messages(command: click.Command) -> Iterator[str]:
    """Every message that `in_words` looks up, subcommands included; for the catalogue."""
    yield command.help or ""
    for option in command.params:
        yield option.metavar or ""
        if isinstance(option, click.Option):
            yield option.help or ""
            yield option.prompt or ""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            yield from help_messages(one)


def _option_in_words(option: click.Parameter) -> click.Parameter:
    spoken = copy.copy(option)
    spoken.metavar = _(option.metavar) if option.metavar else None
    if isinstance(spoken, click.Option):
        spoken.help = _(spoken.help) if spoken.help else None
        spoken.prompt = _(spoken.prompt) if spoken.prompt else None
    return spoken
