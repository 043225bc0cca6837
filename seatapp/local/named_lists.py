"""Codes by what they are called: for words typed in a search, and for sorting by names."""

from __future__ import annotations

from functools import lru_cache

from seatapp.domain.workflow import Workflow
from seatapp.local.naming import name_in
from seatapp.local.references import LocalReferences
from seatapp.local.words import bare

TITLES = ("class", "matter")
"""The lists in which the titles of cases stand."""


class NamedLists:
    """Answers from the reference rows and the closed lists."""

    def __init__(self, workflow: Workflow, references: LocalReferences) -> None:
        self._workflow = workflow
        self._references = references

    def holding(self, kind: str, word: str) -> list[str]:
        """Codes of the list `kind` whose name holds `word` (bare)."""
        return [
            code
            for code, row in self._references.all(kind).items()
            if word in bare(name_in(kind, code, row))
        ]

    def called(self, kind: str, name: str) -> list[str]:
        """Codes of the list `kind` that go by exactly this name."""
        rows = self._references.all(kind)
        return [code for code, row in rows.items() if name_in(kind, code, row) == name]

    def titles(self) -> list[str]:
        """Everything that a case may be about, each name once."""
        names = [
            name_in(kind, code, row)
            for kind in TITLES
            for code, row in self._references.all(kind).items()
        ]
        return list(dict.fromkeys(names))

    def ranks(self, *kinds: str) -> dict[str, int]:
        """The place of every code of these lists among all of them by the sound of its name."""
        names = {
            code: name_in(kind, code, row)
            for kind in kinds
            for code, row in self._references.all(kind).items()
        }
        places = {name: at for at, name in enumerate(sorted(set(names.values()), key=_sound))}
        return {code: places[name] for code, name in names.items()}

    def choices(self, name: str) -> dict[str, int]:
        """The place of every code of a closed list."""
        return {choice.code: at for at, choice in enumerate(self._workflow.choices_of(name))}

    def stages(self, subject: str) -> dict[str, int]:
        """The place of every stage in the life of a subject."""
        stages = [
            stage.name for stage in self._workflow.stages.values() if stage.subject == subject
        ]
        return {stage: at for at, stage in enumerate(stages)}


@lru_cache(maxsize=4096)
def _sound(name: str) -> tuple[str, ...]:
    """By pinyin, as people look names up; loading the table takes a while, so not at the start."""
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(name, style=Style.TONE3))
