"""The index of words is made beside the work: nobody waits for it, and nothing is forgotten."""

from __future__ import annotations

from collections.abc import Collection
from threading import Event

import pytest

from seatapp.intake.words import Texts, Words

SAID = "文汇大街76号门口垃圾袋堆了一地，味道很大，过路的都绕着走。"


class Slow:
    """Texts that are handed over when the test lets them."""

    def __init__(self) -> None:
        self.go = Event()
        self.now = {1: "路灯不亮，晚上很黑。", 2: "井盖缺失，夜里危险。"}
        self.fails = False

    def texts(self, after_key: int, limit: int) -> Texts:
        assert self.go.wait(20)
        if self.fails:
            raise OSError("the disk")
        return sorted((key, text) for key, text in self.now.items() if key > after_key)[:limit]

    def descriptions(self, case_ids: Collection[str]) -> Texts:
        if self.fails:
            raise OSError("the disk")
        return [(int(one), self.now[int(one)]) for one in case_ids]


def test_a_question_is_answered_without_words_until_the_index_stands() -> None:
    slow = Slow()
    words = Words(slow)
    early = (words.nearest(SAID), words.ready)
    slow.go.set()
    words.wait()
    assert (early, words.ready) == (((), False), True)
    words.close()


def test_what_changes_while_the_index_is_made_is_in_it() -> None:
    slow = Slow()
    words = Words(slow)
    words.begin()
    slow.now[3] = SAID
    words.note({"3"})
    slow.go.set()
    words.wait()
    assert list(words.nearest(SAID)) == [3]
    words.close()


def test_a_file_that_goes_stops_it() -> None:
    slow = Slow()
    words = Words(slow)
    words.begin()
    slow.go.set()
    words.close()
    words.begin()
    assert words.nearest("") == ()


def test_after_a_fault_the_next_question_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    slow = Slow()
    slow.fails = True
    slow.go.set()
    words = Words(slow)
    assert words.nearest(SAID) == ()
    assert "index of words" in caplog.text
    slow.fails = False
    slow.now[3] = SAID
    assert list(words.nearest(SAID)) == [3]
    words.close()


def test_what_changed_is_not_forgotten_when_it_cannot_be_read() -> None:
    slow = Slow()
    slow.go.set()
    words = Words(slow)
    words.wait()
    slow.now[3], slow.fails = SAID, True
    words.note({"3"})
    with pytest.raises(OSError, match="the disk"):
        words.nearest(SAID)
    slow.fails = False
    assert list(words.nearest(SAID)) == [3]
    words.close()
