"""Codes of the tables in the words of a screen."""

from __future__ import annotations

from seatapp.text import use_language
from tests.gui.conftest import WORKFLOW
from ui.wording import clock_words

STARTS = "start:"


def test_every_clock_that_a_step_starts_has_words_of_its_own_in_both_languages() -> None:
    """超时环节 names the clock that ran out; a code there would tell nobody what was late."""
    started = {
        step.clock.removeprefix(STARTS)
        for step in WORKFLOW.steps.values()
        if step.clock.startswith(STARTS)
    }
    assert {"handle", "return_call", "emergency_phone", "component_store"} <= started
    chinese = {clock: clock_words(WORKFLOW, clock) for clock in started}
    use_language("en")
    try:
        english = {clock: clock_words(WORKFLOW, clock) for clock in started}
    finally:
        use_language("zh_CN")
    for told in (chinese, english):
        assert [clock for clock, words in told.items() if words == clock] == []
        assert len(set(told.values())) == len(started), "two clocks must not be called the same"
    assert not [words for words in chinese.values() if words.isascii()]
    assert all(words.isascii() for words in english.values())
