"""The words that steps and effects can name: subjects, stages, fields, posts and closed lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seatapp.domain.workflow import Choice, Field, Post, Stage, Subject


@dataclass(frozen=True)
class Vocabulary:
    """The tables that others refer to, each checked by itself."""

    subjects: Mapping[str, Subject]
    stages: Mapping[tuple[str, str], Stage]
    choices: Mapping[tuple[str, str], Choice]
    posts: Mapping[str, Post]
    fields: Mapping[tuple[str, str], Field]

    @property
    def roots(self) -> set[str]:
        """The subjects that stand by themselves."""
        return {subject.name for subject in self.subjects.values() if subject.is_root}

    def stages_of(self, subject: str) -> set[str]:
        """The stages in which a subject can stand."""
        return {stage.name for stage in self.stages.values() if stage.subject == subject}

    def codes(self, name: str) -> set[str]:
        """The codes of a closed list."""
        return {choice.code for choice in self.choices.values() if choice.list == name}

    def fields_of(self, subject: str, *origins: str) -> set[str]:
        """The fields of a subject that are written by one of `origins`."""
        fields = self.fields.values()
        return {one.name for one in fields if one.subject == subject and one.origin in origins}
