"""How commands answer: one line for people or one JSON document for programs."""

from __future__ import annotations

import json
from typing import Any, NoReturn

import click

from seatapp.errors import WorldError


class Speech:
    """Answers in the manner that was asked for on the command line."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def say(self, sentence: str, /, **facts: Any) -> None:
        """The result: the sentence for people, the facts for programs."""
        if self.as_json:
            click.echo(json.dumps(facts, ensure_ascii=False, sort_keys=True))
        else:
            click.echo(sentence)

    def remark(self, sentence: str) -> None:
        """Something on the way, for people only."""
        if not self.as_json:
            click.echo(sentence)

    def fail(self, fault: WorldError) -> NoReturn:
        """The world said no: the sentence on the error channel, and exit code 1."""
        if self.as_json:
            told = {"error": fault.code, "sentence": fault.sentence, **fault.facts}
            click.echo(json.dumps(told, ensure_ascii=False, sort_keys=True))
        else:
            click.echo(fault.sentence, err=True)
        raise SystemExit(1)

    def misused(self, fault: click.UsageError) -> NoReturn:
        """The command line was wrong: what about it, and exit code 2."""
        if not self.as_json:
            raise fault
        told = {"error": "usage", "sentence": fault.format_message()}
        click.echo(json.dumps(told, ensure_ascii=False, sort_keys=True))
        raise SystemExit(fault.exit_code)


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
