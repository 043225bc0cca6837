"""How commands answer: one line for people or one JSON document for programs.

What colleagues and callers have written is told as well: nothing in it moves the cursor of the
terminal, hides a line or turns one round.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import click

from seatapp.errors import WorldError

_ACTING = (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
SPOKEN = {code: None for code in _ACTING if chr(code) not in "\n\t"}
"""Control characters and those that turn the direction of writing, but for line breaks and tabs."""

ESCAPED = {code: f"\\u{code:04x}" for code in SPOKEN if code >= 0x7F}
"""The same in JSON, which escapes the others itself."""


class Speech:
    """Answers in the manner that was asked for on the command line."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def say(self, sentence: str, /, **facts: Any) -> None:
        """The result: the sentence for people, the facts for programs."""
        if self.as_json:
            _echo_json(facts)
        else:
            click.echo(sentence.translate(SPOKEN))

    def remark(self, sentence: str) -> None:
        """Something on the way, for people only."""
        if not self.as_json:
            click.echo(sentence.translate(SPOKEN))

    def fail(self, fault: WorldError) -> NoReturn:
        """The world said no: the sentence on the error channel, and exit code 1."""
        if self.as_json:
            _echo_json({"error": fault.code, "sentence": fault.sentence, **fault.facts})
        else:
            click.echo(fault.sentence.translate(SPOKEN), err=True)
        raise SystemExit(1)

    def misused(self, fault: click.UsageError) -> NoReturn:
        """The command line was wrong: what about it, and exit code 2."""
        if not self.as_json:
            raise fault
        _echo_json({"error": "usage", "sentence": fault.format_message()})
        raise SystemExit(fault.exit_code)


def _echo_json(facts: Mapping[str, Any]) -> None:
    click.echo(json.dumps(facts, ensure_ascii=False, sort_keys=True).translate(ESCAPED))


def _answer_in_json(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    context.obj.speech.as_json |= asked


json_option = click.option(
    "--json",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_answer_in_json,
    help="用 JSON 回答",
)
"""`--json` behind the command, with the same meaning as before it."""
