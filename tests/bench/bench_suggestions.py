"""How often a suggestion is right: units on a district's half year, subjects on labelled texts.

Against the majority: always the commonest answers of what was learnt from.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from seatapp.intake.suggestions import UnitModel, WordModel

Answers = list[tuple[str, Sequence[str]]]
FOLDS = 5


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def told(name: str, answers: Answers, majority: Sequence[str]) -> tuple[float, float]:
    """Print the shares of right answers beside those of the majority; top 1 and the baseline."""
    first = sum(right in found[:1] for right, found in answers) / len(answers)
    three = sum(right in found[:3] for right, found in answers) / len(answers)
    base_first = sum(right in majority[:1] for right, _ in answers) / len(answers)
    base_three = sum(right in majority[:3] for right, _ in answers) / len(answers)
    print(
        f"{name}: {len(answers)} asked; top 1 {first:.1%} (majority {base_first:.1%}), "
        f"top 3 {three:.1%} (majority {base_three:.1%})"
    )
    return first, base_first


def commonest(answers: Iterable[str]) -> list[str]:
    return [answer for answer, _count in Counter(answers).most_common(3)]


def test_units_from_class_and_place_split_by_time(outside_data: Path) -> None:
    rows = [
        row
        for row in rows_of(outside_data / "cases" / "pingshan_2018_first_half.csv")
        if row["DISPOSE_UNIT_ID"] not in ("-", "") and row["CREATE_TIME"] not in ("-", "")
    ]
    rows.sort(key=lambda row: row["CREATE_TIME"])
    border = len(rows) * 7 // 10
    for name, column in (("subject", "SUB_TYPE_ID"), ("main type", "MAIN_TYPE_ID")):
        model = UnitModel(("community", "street"))
        for row in rows[:border]:
            place = (row["COMMUNITY_ID"], row["STREET_ID"])
            model.learn(row[column], place, row["DISPOSE_UNIT_ID"])
        answers: Answers = []
        for row in rows[border:]:
            found = model.suggest(row[column], (row["COMMUNITY_ID"], row["STREET_ID"]))
            answers.append((row["DISPOSE_UNIT_ID"], [one.code for one in found]))
        majority = commonest(row["DISPOSE_UNIT_ID"] for row in rows[:border])
        first, base = told(f"unit from {name}, community, street", answers, majority)
        assert first > 2 * base


def test_subjects_from_words_in_five_folds(outside_data: Path) -> None:
    rows = rows_of(outside_data / "texts" / "teddy_labelled_sample.csv")
    Random(5).shuffle(rows)
    answers: Answers = []
    for fold in range(FOLDS):
        model = WordModel()
        for row in (row for place, row in enumerate(rows) if place % FOLDS != fold):
            model.learn(row["一级分类"], f"{row['留言主题']} {row['留言详情']}")
        for row in rows[fold::FOLDS]:
            found = model.suggest(f"{row['留言主题']} {row['留言详情']}")
            answers.append((row["一级分类"], [one.code for one in found]))
    first, base = told("subject from words", answers, commonest(row["一级分类"] for row in rows))
    assert first > 2 * base
