"""What others have written does nothing to the terminal on which it is read."""

from __future__ import annotations

import json

import pytest

from seatapp.cli.speech import Speech
from seatapp.errors import WorldError

HOSTILE = "第一行\x1b[2K\x1b[1A\r\x9b2J\u202e反过来\u2066\x00\n第二行\t好"


def test_no_word_moves_the_cursor_or_turns_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    Speech(as_json=False).say(HOSTILE)
    Speech(as_json=False).remark(HOSTILE)
    with pytest.raises(SystemExit):
        Speech(as_json=False).fail(WorldError(HOSTILE))
    said, failed = capsys.readouterr()
    plain = "第一行[2K[1A2J反过来\n第二行\t好\n"
    assert (said, failed) == (plain * 2, plain)


def test_json_holds_every_character_and_shows_none_that_does_something(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Speech(as_json=True).say("", words=HOSTILE)
    said = capsys.readouterr().out
    assert json.loads(said) == {"words": HOSTILE}
    assert not {"\x1b", "\x9b", "\u202e", "\u2066", "\r"} & set(said)
