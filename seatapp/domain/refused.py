"""What an entry that was not accepted becomes: a subject `refusal` that a person settles.

It stands before its author; whatever the author does not see to stands before the shift leader.
"""

from __future__ import annotations

from collections.abc import Mapping

from seatapp.domain.references import References, State, whole_setting
from seatapp.domain.roster import absent
from seatapp.ids import derived_id

REFUSAL = "refusal"
STANDING, HANDED = "standing", "handed"
REDONE, DROPPED = "redone", "dropped"

OWN_STEPS: Mapping[str, str] = {
    HANDED: "hand_refusal",
    REDONE: "redo_refusal",
    DROPPED: "drop_refusal",
}
LEADERS_STEPS: Mapping[str, str] = {REDONE: "redo_for", DROPPED: "drop_for"}
"""The steps by which the author, and the leader in the author's place, settle a refusal."""

NOTHING_LOST: Mapping[str, tuple[str, str]] = {"exists": ("call", "miss_call")}
"""By code, the step that needs nobody when it is refused for it.

A ring of a list that another workstation has brought already stands there, under the identifier
that follows from the ring itself; nothing about it was typed.
"""

KNOWN = "known"
"""How the workstation notes that nobody has to settle such a refusal."""

USUAL_MINUTES = 30
MOST_TOGETHER = 50


def refusal_id(entry_id: str) -> str:
    """The identifier of the refusal of an entry. The centre's `core.refusal_id` says the same."""
    return derived_id(entry_id, "subject", REFUSAL, "refuse")


def needs_nobody(subject: str, step: str, code: str | None) -> bool:
    """Whether a refused step is lost to nobody. The centre's `core.stands_refused` knows it too."""
    return code is not None and NOTHING_LOST.get(code) == (subject, step)


def needs_leader(state: State, at: int, references: References) -> bool:
    """Whether a refusal is the shift leader's to see to.

    It was handed over, its author is not on duty, or nobody has settled it for
    `setting/refusal_to_leader_minutes`.
    """
    if state["stage"] == HANDED:
        return True
    since = int(str(state.get("refused_at") or 0))
    minutes = whole_setting("refusal_to_leader_minutes", USUAL_MINUTES, references)
    waited = at - since >= 60 * minutes
    return waited or absent(str(state.get("owner")), at, references)


def stands_alone(state: State, standing: Mapping[str, State]) -> bool:
    """Whether a refusal fell with no other one of its author among those that stand, by entry.

    What was built on a colleague's step stands by itself: each settles their own.
    """
    above = standing.get(str(state.get("follows")))
    return above is None or above["owner"] != state["owner"]


def fell_with(standing: Mapping[str, State], entry_id: str) -> list[State]:
    """What fell with a refused entry, among those that stand: what its author built on it."""
    found: list[State] = []
    names = {entry_id}
    rest = [state for state in standing.values() if not stands_alone(state, standing)]
    while more := [s for s in rest if s["follows"] in names and s not in found]:
        found += more
        names = {str(state["refused_entry"]) for state in more}
    return found
