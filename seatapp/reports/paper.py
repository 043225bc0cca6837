"""A document that is ready to be written: which template it fills, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paper:
    """One document. `kind` is its word in the log of exports, `title` what people call it.

    `template` names a file of `resources/templates`; `facts` are what its fields say: texts,
    numbers, and lists of such mappings. Texts may come as they are stored: they are cleaned when
    they are filled in. Nothing personal stands in them but under its mask.
    """

    kind: str
    title: str
    template: str
    facts: Mapping[str, Any]
