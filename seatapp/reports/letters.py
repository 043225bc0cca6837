"""The letters of a case: 督办函, 提示函, 业务专报, as documents of the office.

A letter is a step of the case (`issue_letter`), so that history, numbers and refusals work as
everywhere; the document is a view of that step and can be made again at any time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from seatapp.domain.workflow import Workflow
from seatapp.errors import InputFileError
from seatapp.local.views import CaseDetail, StoryItem
from seatapp.reports.case_words import case_words, choice_label, story_words
from seatapp.reports.chinese_time import long_day, long_moment
from seatapp.reports.office import Office
from seatapp.reports.paper import Paper
from seatapp.text import _

ISSUE = "issue_letter"
LONGEST_PLACE = 24
"""A longer place stands in the text; the title names the area."""

SUPERVISION, REMINDER, SPECIAL = "supervision", "reminder", "special"

TEMPLATES = {
    SUPERVISION: "supervision_letter",
    REMINDER: "reminder_letter",
    SPECIAL: "special_report",
}


@dataclass(frozen=True)
class Letter:
    """A letter as it was issued; `unit` is the name of the addressee, `at` when it was issued."""

    kind: str
    number: str
    unit: str
    addressee: str
    text: str
    reply_by: int | None
    author: str
    at: int


class CaseReader(Protocol):
    """What letters read of the replica."""

    def case(self, case_id: str, person: str) -> CaseDetail | None:
        """A case with its children."""

    def story(self, case_id: str) -> Sequence[StoryItem]:
        """The history of a case."""

    def words(self, kind: str, code: str) -> str:
        """What a code of a list is called."""


def issued_letters(story: Sequence[StoryItem]) -> list[StoryItem]:
    """The steps of a case by which letters were issued and stand, newest last."""
    stands = ("accepted", "pending")
    return [item for item in story if item.step == ISSUE and item.standing in stands]


def letter_of(item: StoryItem, reader: CaseReader) -> Letter:
    """The letter that a step issued."""
    values = item.values
    unit = str(values.get("letter_to") or "")
    return Letter(
        kind=str(values["letter_kind"]),
        number=str(values.get("letter_number") or ""),
        unit=reader.words("unit", unit) if unit else "",
        addressee=str(values.get("addressee") or ""),
        text=str(values.get("letter_text") or ""),
        reply_by=values.get("reply_by_at"),
        author=item.author_name,
        at=item.claimed_at,
    )


def case_letter(
    workflow: Workflow,
    reader: CaseReader,
    person: str,
    office: Office,
    case_ids: Sequence[str],
    number: str,
) -> Paper:
    """The letter `number` about these cases; a reminder can list several, the others have one.

    `person` is who asks: only cases that they may see stand in a letter.

    Raises `InputFileError` when a case is not here, or has no letter of that number.
    """
    details, letters, stories = [], [], []
    for case_id in case_ids:
        detail, story = reader.case(case_id, person), reader.story(case_id)
        found = [one for one in issued_letters(story) if one.values.get("letter_number") == number]
        if detail is None or not found:
            raise InputFileError(
                _("这一件没有编号为“{number}”的函件。请先出具函件。").format(number=number),
                "no_letter",
            )
        details.append(detail)
        letters.append(letter_of(found[-1], reader))
        stories.append(story)
    return letter_paper(workflow, office, letters[0], details, stories[0])


def letter_paper(
    workflow: Workflow,
    office: Office,
    letter: Letter,
    details: Sequence[CaseDetail],
    story: Sequence[StoryItem],
) -> Paper:
    """The document of a letter about these cases, in the words of the moment of its issue."""
    cases = [case_words(workflow, detail, letter.at) for detail in details]
    label = choice_label(workflow, "letter_kind", letter.kind)
    title = _title(letter, cases)
    facts = {
        "centre": office.centre,
        "phone": office.phone,
        "letter_number": letter.number,
        "title": title,
        "unit": letter.unit,
        "addressee": letter.addressee or office.report_to,
        "at": long_moment(letter.at),
        "date": long_day(letter.at),
        "demand": [line for line in letter.text.splitlines() if line.strip()],
        "reply_by": long_moment(letter.reply_by),
        "contact": letter.author,
        "case": cases[0],
        "cases": cases,
        "story": story_words(workflow, _before(story, letter)),
    }
    return Paper("letter", f"{label} {letter.number} {title}", TEMPLATES[letter.kind], facts)


def _title(letter: Letter, cases: Sequence[Mapping[str, str]]) -> str:
    place, area = cases[0]["place"], cases[0]["area"]
    matter = f"{area if area and len(place) > LONGEST_PLACE else place}{cases[0]['title']}"
    if letter.kind == SUPERVISION:
        return f"关于督办{matter}问题的函"
    if letter.kind == REMINDER:
        return "关于案件处置时限的提示函"
    return f"关于{matter}问题的专报"


def _before(story: Sequence[StoryItem], letter: Letter) -> list[StoryItem]:
    """What had happened when the letter was issued."""
    return [item for item in story if item.claimed_at <= letter.at and item.step != ISSUE]
