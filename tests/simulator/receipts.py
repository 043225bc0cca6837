"""What the centre of the simulation remembers outside itself: what its receipts say.

A real receipt carries its words under a key that every backup holds. Here the words are kept beside
the centre, and the receipt is the name under which they stand, which comes to the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """What was said of an entry: from when it counts and the number it gave, or its refusal."""

    counts_at: int
    number: str | None = None
    code: str | None = None
    field: str | None = None


@dataclass
class Receipts:
    """Every receipt ever given, by its name; no restore takes any of them away."""

    _given: dict[str, tuple[str, Told]] = field(default_factory=dict)

    def give(self, body: str, told: Told) -> str:
        """A receipt that says this of the entry with that text."""
        name = f"r{len(self._given)}"
        self._given[name] = body, told
        return name

    def told(self, receipt: str) -> Told:
        """What a receipt says."""
        return self._given[receipt][1]

    def proved(self, receipt: str, body: str) -> Told | None:
        """What a receipt that came with an entry proves of it."""
        of, told = self._given.get(receipt, ("", None))
        return told if of == body else None
