"""The rules of owed calls: whose they are, when they may end, and what has to be asked.

The row `callback_rule/tries` says how often and in how many different half days a number is rung
before a call counts as unreachable, `callback_rule/closing` whether an owed call holds a case open,
`callback_rule/absence` who rings when the owner is not on duty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from seatapp.domain.references import References, State
from seatapp.domain.roster import absent
from seatapp.domain.situation import Situation
from seatapp.domain.workflow import Step, Workflow

RULE = "callback_rule"

_DIGIT = re.compile("[0-9０-９]")


def _rule(now: Situation, name: str) -> Mapping[str, object]:
    return now.references.get(RULE, name) or {}


def caller_waits(workflow: Workflow, case: State) -> bool:
    """Somebody is to be told by telephone what becomes of a case.

    Who was on the line and left no number (“无”) is owed a call all the same, which a leader
    excuses. A source with the mark `opinion` is answered where it stands, and there alone when
    nothing that was left can be dialled.
    """
    number = str(case.get("caller_phone_masked") or "")
    if case.get("source") in workflow.marked("source", "opinion"):
        return _DIGIT.search(number) is not None
    return bool(number)


def caller_known(now: Situation, argument: str) -> str | None:
    """There is somebody to be rung."""
    return None if caller_waits(now.workflow, now.before) else "nobody_waits"


def free_to_take(now: Situation, argument: str) -> str | None:
    """Only a call that nobody has taken can be taken, or one that fell to others by the rule.

    The row `callback_rule/absence` has `mode`: `stays` with its owner; `shift`, once it is due
    and the owner is not on duty, anybody takes it; `named`, then the colleague whom the row names
    for this owner, or for all under `colleague`.
    """
    owner = str(now.before.get("owner") or "")
    if not owner:
        return None
    rule, due = _rule(now, "absence"), falls_at(now.before)
    mode = rule.get("mode")
    chosen = rule.get(owner) or rule.get("colleague")
    meant = mode == "shift" or (mode == "named" and chosen == now.author)
    fallen = meant and due is not None and due <= now.at and absent(owner, now.at, now.references)
    return None if fallen else "owner_taken"


def falls_at(callback: State) -> int | None:
    """When somebody else may have to ring: when it is due, or was promised, whichever is first."""
    moments = (callback.get("due_at"), callback.get("planned_at"))
    return min((at for at in moments if isinstance(at, int)), default=None)


def proof_given(now: Situation, argument: str) -> str | None:
    """An answer at its source or to those above is proved by a picture, a link or a receipt."""
    if now.before.get("callback_kind") not in now.workflow.marked("callback_kind", "proof"):
        return None
    shown = now.values.get("photos") or now.values.get("proof")
    return None if shown else "proof_missing"


def owner_is_author(now: Situation, argument: str) -> str | None:
    """Whoever takes a call takes it themselves; giving it to others is another step."""
    return None if now.values.get("owner") == now.author else "owner_not_author"


def taken_by_oneself(step: Step) -> bool:
    """Whether the owner that the step sets can be nobody but the person who takes it."""
    return any(guard.name == owner_is_author.__name__ for guard in step.guards)


def works_there(now: Situation, argument: str) -> str | None:
    """Who is given a call rings callers there."""
    person, area = str(now.values.get(argument) or ""), str(now.before.get("area") or "")
    fits = rings_there(now.workflow, now.references, person, area)
    return None if fits else "owner_elsewhere"


def rings_there(workflow: Workflow, references: References, person: str, area: str) -> bool:
    """Whether somebody holds a post that rings callers in an area, as far as posts are known.

    Who owes a call reads the number, so it comes to nobody else.
    """
    held = (references.get("person", person) or {}).get("posts")
    if not isinstance(held, list):
        return True
    rings = workflow.steps["callback", "tell_caller"].posts
    places = (str(one).partition("@") for one in held)
    return any(post in rings and area.startswith(prefix) for post, _, prefix in places)


def own_callback(now: Situation, argument: str) -> str | None:
    """Who rings somebody sees the number, so it is the one who owes the call."""
    return None if now.before.get("owner") == now.author else "callback_not_own"


def is_rung(now: Situation, argument: str) -> str | None:
    """An answer at its source or to those above is no call: ringing nobody would put it off."""
    written = now.before.get("callback_kind") in now.workflow.marked("callback_kind", "proof")
    return "not_rung" if written else None


def without_number(callback: State) -> bool:
    """Whether it is a missed call whose number nobody can read: there is nothing to ring."""
    return callback.get("callback_kind") == "missed" and not callback.get("caller_key")


def tried(now: Situation, argument: str) -> str | None:
    """The number was rung at least once, where there is one."""
    return None if now.before.get("tries") or without_number(now.before) else "not_tried"


def tried_enough(now: Situation, argument: str) -> str | None:
    """The number was rung as often as the rule says, or rings nobody at all.

    A missed call is owed until somebody was reached, unless it has no number.
    """
    if without_number(now.before):
        return None
    if now.before.get("callback_kind") == "missed":
        return "missed_stays"
    if now.before.get("result") in now.workflow.marked("try_result", "ends"):
        return None
    rule = _rule(now, "tries")
    for wanted, made in (("tries", "tries"), ("half_days", "half_days")):
        least = rule.get(wanted)
        if isinstance(least, int) and int(str(now.before.get(made) or 0)) < least:
            return "tries_owed"
    return None


def asks_verdict(now: Situation, argument: str) -> str | None:
    """Some kinds of call ask whether people are content (`yes`), the others only tell (`no`)."""
    asks = now.before.get("callback_kind") in now.workflow.marked("callback_kind", "asks")
    if asks == (argument == "yes"):
        return None
    return "verdict_asked" if asks else "verdict_not_asked"


def words_if_unsolved(now: Situation, argument: str) -> str | None:
    """Somebody who says it is not solved is quoted."""
    unsolved = now.values.get("solved") is False
    return "words_missing" if unsolved and not now.values.get("words") else None


def callbacks_settled(now: Situation, argument: str) -> str | None:
    """Where the site says so, a case does not close over a call that is owed."""
    held = _rule(now, "closing").get("settled") is True
    return "callback_owed" if held and now.open_children.get(("callback", "owed")) else None


CALLBACK_GUARDS: Mapping[str, Callable[[Situation, str], str | None]] = {
    guard.__name__: guard
    for guard in (
        caller_known,
        free_to_take,
        proof_given,
        owner_is_author,
        works_there,
        own_callback,
        is_rung,
        tried,
        tried_enough,
        asks_verdict,
        words_if_unsolved,
        callbacks_settled,
    )
}
"""Every guard of owed calls by the name that `steps.csv` uses."""
