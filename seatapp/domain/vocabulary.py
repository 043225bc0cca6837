"""The words that steps and effects can name: subjects, stages, fields, posts and closed lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from seatapp.domain.workflow import Choice, Field, Post, Stage, Subject

Key = TypeVar("Key")


@dataclass(frozen=True)
class Vocabulary:
    """The tables that others refer to, each checked by itself."""

    subjects: Mapping[str, Subject]
    stages: Mapping[tuple[str, str], Stage]
    choices: Mapping[tuple[str, str], Choice]
    posts: Mapping[str, Post]
    fields: Mapping[tuple[str, str], Field]

    @cached_property
    def roots(self) -> Set[str]:
        """The subjects that stand by themselves."""
        return {subject.name for subject in self.subjects.values() if subject.is_root}

    def stages_of(self, subject: str) -> Set[str]:
        """The stages in which a subject can stand."""
        return self._stages.get(subject, frozenset())

    def codes(self, name: str) -> Set[str]:
        """The codes of a closed list."""
        return self._codes.get(name, frozenset())

    def fields_of(self, subject: str, *origins: str) -> Set[str]:
        """The fields of a subject that are written by one of `origins`."""
        found = (self._fields.get((subject, origin), frozenset()) for origin in origins)
        return frozenset().union(*found)

    @cached_property
    def _stages(self) -> Mapping[str, Set[str]]:
        return _grouped((one.subject, one.name) for one in self.stages.values())

    @cached_property
    def _codes(self) -> Mapping[str, Set[str]]:
        return _grouped((one.list, one.code) for one in self.choices.values())

    @cached_property
    def _fields(self) -> Mapping[tuple[str, str], Set[str]]:
        return _grouped(((one.subject, one.origin), one.name) for one in self.fields.values())


def _grouped(pairs: Iterable[tuple[Key, str]]) -> Mapping[Key, Set[str]]:
    """The words of each key."""
    found: dict[Key, set[str]] = {}
    for key, word in pairs:
        found.setdefault(key, set()).add(word)
    return found
