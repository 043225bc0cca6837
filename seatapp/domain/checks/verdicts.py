"""What a check answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Result = Literal["pass", "warn", "reject", "unknown"]
Measured = int | float | str | None


@dataclass(frozen=True)
class Verdict:
    """The answer of one check.

    `check` is its stable name. `result` is `pass`; `warn` when a person should look again;
    `reject` when the report should not be filed like this; `unknown` when the fact is missing,
    which is never taken for good. `value` is what was measured, without personal data, and
    `message` the sentence for the person.
    """

    check: str
    result: Result
    value: Measured
    message: str
