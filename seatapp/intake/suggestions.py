"""Suggestions with their reasons: the class from the words, the unit from class, place, history.

Nothing is filled in by this; a person takes a suggestion or does not. Words are pieces of two
characters (`seatapp.intake.texts`), each class counts the pieces of its cases and of its own text
in the standard, and the class under which the words are likeliest comes first (naive Bayes). A
unit is suggested by what was done before with the same class, at the closest place with history.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seatapp.intake.texts import pieces, plain
from seatapp.text import _, listed

MOST = 3
SMOOTHING = 0.1
PIECES_TOLD = 6
"""So many pieces that speak for a class are told, joined where they stand together in the text."""

FEWEST_BEFORE = 3
"""So many cases at a place are enough to go by it; else the next larger place is asked."""


@dataclass(frozen=True)
class Suggestion:
    """One code, how likely it is by what is known (0 to 1), and why."""

    code: str
    share: float
    why: str


class WordModel:
    """Learns which words go with which code."""

    def __init__(self) -> None:
        self._pieces: dict[str, Counter[str]] = defaultdict(Counter)
        self._totals: Counter[str] = Counter()
        self._cases: Counter[str] = Counter()
        self._vocabulary: set[str] = set()

    def learn(self, code: str, text: str, weight: int = 1) -> None:
        """Take in one text of that code."""
        found = pieces(plain(text))
        for piece in found:
            self._pieces[code][piece] += weight
        self._totals[code] += weight * len(found)
        self._cases[code] += weight
        self._vocabulary |= found

    def suggest(self, text: str, most: int = MOST) -> list[Suggestion]:
        """The likeliest codes for a text, the first the likeliest; none for unknown words."""
        letters = plain(text)
        found = pieces(letters) & self._vocabulary
        if not found:
            return []
        scores = {code: self._score(code, found) for code in self._cases}
        best = max(scores.values())
        weights = {code: math.exp(score - best) for code, score in scores.items()}
        whole = sum(weights.values())
        ranked = sorted(weights, key=lambda code: (-weights[code], code))[:most]
        return [
            Suggestion(code, round(weights[code] / whole, 3), self._why(code, letters, found))
            for code in ranked
        ]

    def _score(self, code: str, found: Iterable[str]) -> float:
        counts, size = self._pieces[code], SMOOTHING * len(self._vocabulary)
        below = math.log(self._totals[code] + size)
        prior = math.log(self._cases[code] / self._cases.total())
        return prior + sum(math.log(counts[piece] + SMOOTHING) - below for piece in found)

    def _why(self, code: str, letters: str, found: Iterable[str]) -> str:
        """The words that speak for this code more than for the others."""
        everywhere = max(1, self._totals.total())
        shares = {
            piece: self._pieces[code][piece] / max(1, self._totals[code])
            - sum(counts[piece] for counts in self._pieces.values()) / everywhere
            for piece in found
        }
        told = sorted((p for p in shares if shares[p] > 0), key=lambda p: (-shares[p], p))
        stretches = _stretches(letters, frozenset(told[:PIECES_TOLD]))
        words = listed(_("“{word}”").format(word=word) for word in stretches)
        return _("描述里有{words}").format(words=words) if words else _("按历史案件的多少")


def _stretches(letters: str, told: frozenset[str]) -> list[str]:
    """The stretches of a text that are made of these pieces, each once, as they follow."""
    found: dict[str, None] = {}
    begun = None
    for place in range(len(letters)):
        if letters[place : place + 2] in told:
            begun = place if begun is None else begun
        elif begun is not None:
            found[letters[begun : place + 1]] = None
            begun = None
    return list(found)


Place = tuple[str, ...]


class UnitModel:
    """Counts which unit got which class at which place, from the closest place to the city."""

    def __init__(self, levels: Sequence[str]) -> None:
        self._levels = levels
        self._counts: list[dict[tuple[str, Place], Counter[str]]] = [
            defaultdict(Counter) for _level in range(len(levels) + 1)
        ]

    def learn(self, kind: str, place: Place, unit: str) -> None:
        """Take in one case; `place` goes from the closest part to the largest, empty if unknown."""
        for level in range(len(self._levels) + 1):
            if level == len(self._levels) or place[level]:
                self._counts[level][kind, place[level:]][unit] += 1

    def suggest(self, kind: str, place: Place, most: int = MOST) -> list[Suggestion]:
        """The units that got this class at the closest place with history."""
        for level in range(len(self._levels) + 1):
            counts = self._counts[level].get((kind, place[level:]), Counter())
            enough = FEWEST_BEFORE if level < len(self._levels) else 1
            if counts.total() >= enough:
                return self._told(counts, level, most)
        return []

    def _told(self, counts: Counter[str], level: int, most: int) -> list[Suggestion]:
        where = self._levels[level] if level < len(self._levels) else _("全市")
        total = counts.total()
        return [
            Suggestion(
                unit,
                round(count / total, 3),
                _("{where}同类 {total} 件中 {n} 件派给它").format(
                    where=where, total=total, n=count
                ),
            )
            for unit, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        ]


class RuleModel:
    """Counts which rule was cited when which class went to which unit."""

    def __init__(self) -> None:
        self._alike: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._of_unit: dict[str, Counter[str]] = defaultdict(Counter)

    def learn(self, kind: str, unit: str, rule: str) -> None:
        """Take in one case."""
        self._alike[kind, unit][rule] += 1
        self._of_unit[unit][rule] += 1

    def suggest(self, kind: str, unit: str, most: int = MOST) -> list[Suggestion]:
        """Rules of the same class at this unit; else of whatever went to it."""
        alike = self._alike.get((kind, unit), Counter[str]()) if kind else Counter[str]()
        words = _("派给它 {total} 件中 {n} 件引用")
        if alike:
            words = _("同类派给它 {total} 件中 {n} 件引用")
        counts = alike or self._of_unit.get(unit, Counter[str]())
        total = counts.total()
        return [
            Suggestion(rule, round(count / total, 3), words.format(total=total, n=count))
            for rule, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        ]


@dataclass(frozen=True)
class Past:
    """A case as history: its class or matter, grid cell, area, unit, words and the rule cited."""

    kind: str
    grid_code: str
    area: str
    unit: str
    description: str
    rule: str = ""


class Suggester:
    """The models, made from the cases on this workstation and the standard."""

    def __init__(self, past: Iterable[Past], classes: Iterable[tuple[str, str]]) -> None:
        self._words = WordModel()
        self._units = UnitModel((_("本网格"), _("本社区"), _("本街道"), _("本区")))
        self._rules = RuleModel()
        known = set()
        for code, text in classes:
            self._words.learn(code, text)
            known.add(code)
        for one in past:
            if one.description and one.kind in known:
                self._words.learn(one.kind, one.description)
            if one.unit:
                self._units.learn(one.kind, place_of(one.grid_code, one.area), one.unit)
            if one.unit and one.rule:
                self._rules.learn(one.kind, one.unit, one.rule)

    def classes(self, text: str) -> list[Suggestion]:
        """Classes for a description."""
        return self._words.suggest(text)

    def units(self, kind: str, grid_code: str, area: str) -> list[Suggestion]:
        """Units for a class or matter at a place."""
        return self._units.suggest(kind, place_of(grid_code, area))

    def rules(self, kind: str, unit: str) -> list[Suggestion]:
        """Rules to cite for a class or matter that goes to a unit."""
        return self._rules.suggest(kind, unit)


def place_of(grid_code: str, area: str) -> Place:
    """Cell, community, street and district of a place, as far as they are known."""
    whole = len(grid_code) == 15
    return (
        grid_code if whole else "",
        grid_code[:12] if whole else "",
        grid_code[:9] if whole else "",
        area or grid_code[:6],
    )
