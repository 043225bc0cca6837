"""Phrases of one's own follow their person to any workstation, and nobody else."""

from __future__ import annotations

from seatapp.app import Duty
from tests.fixtures.centre import Centre
from tests.helpers.hall import Hall, shut

PERSON, COLLEAGUE = "u1001", "u1002"
WORDS = "路灯报修请提供灯杆编号。"


def keep(duty: Duty, words: str) -> str:
    values = {"area": duty.hotline.area, "words": words}
    return duty.desk.perform("keep_phrase", "phrase", None, values).subject_id


def kept(duty: Duty) -> list[str]:
    return [words for _phrase, words in duty.reader.own_phrases()]


def test_what_was_kept_without_the_line_is_there_at_the_next_workstation(
    centre: Centre, hall: Hall
) -> None:
    here = hall.sit(PERSON, "A")
    with shut(centre):
        phrase = keep(here, WORDS)
        assert kept(here) == [WORDS]
        here.round()
        assert not here.status().online
    here.round()
    colleague = hall.sit(COLLEAGUE, "B")
    assert kept(colleague) == []
    assert colleague.replica.reader.state("phrase", phrase) is None, "it never gets there"
    there = hall.sit(PERSON, "C")
    assert kept(there) == [WORDS]
    there.desk.perform("drop_phrase", "phrase", phrase, {})
    there.round()
    here.round()
    assert kept(here) == []
    assert not here.reader.refusals()
