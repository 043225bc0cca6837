"""The named rules that a step can ask for, one function each.

A guard sees the state before and after the step's values, the author, the open children and the
references; it returns the refusal code, or None when all is well. Each has its twin in
`db/central` and both are tested against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from seatapp.domain.callback_guards import CALLBACK_GUARDS
from seatapp.domain.checks.record import rejects
from seatapp.domain.handover import content_hash, missing_answers
from seatapp.domain.posts import leads
from seatapp.domain.requests import acts_for, paper_fault, request_fault, size_fault, tier_fault
from seatapp.domain.situation import Situation
from seatapp.ids import derived_id

EXTERNAL = "6f1d3f0a-8f5e-8a43-9a55-2b9f3c1d7e20"
"""The name space of cases that come from other systems."""

MINUTE = 60
CLOCKS_DIFFER = 300
"""Seconds by which the clock of a unit may be ahead of ours."""


_SIXTEEN = re.compile(r"[0-9]{16}")
_ASCII_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_BETWEEN_DIGITS = re.compile("(?<=[0-9])[ -]+(?=[0-9])")
_PRIVATE_NUMBER = re.compile("(?<![0-9])(1[3-9][0-9]{9}|[0-9]{17}[0-9Xx])(?![0-9])")


def external_case_id(source_system: str, external_id: str) -> str:
    """The identifier of a case of another system: the same row can never become two cases."""
    return derived_id(EXTERNAL, source_system, external_id)


def text_or_category(now: Situation, argument: str) -> str | None:
    """A report says something: a description, a class, a matter or a foreign category."""
    said = ("description", "class_code", "matter_code", "category_text")
    return None if any(now.after.get(name) for name in said) else "text_or_category"


def caller_for_phone(now: Situation, argument: str) -> str | None:
    """A phone call has a caller's number."""
    by_phone = now.after.get("source") in now.workflow.marked("source", "phone")
    imported = bool(now.values.get("external_id"))
    return (
        "caller_missing"
        if by_phone and not imported and not now.values.get("caller_phone")
        else None
    )


def own_external_id(now: Situation, argument: str) -> str | None:
    """A case of another system stands under the identifier that follows from its number."""
    system, number = now.values.get("source_system"), now.values.get("external_id")
    if system is None and number is None:
        return None
    if system is None or number is None:
        return "foreign_number"
    known = external_case_id(str(system), str(number)) == now.subject_id
    return None if known else "foreign_number"


def not_author(now: Situation, argument: str) -> str | None:
    """Four eyes: the author is not the one who took the earlier step."""
    return "same_person" if now.before.get(f"{argument}_by") == now.author else None


def _pair_asked(now: Situation) -> bool:
    row = now.references.get("class", str(now.after.get("class_code") or ""))
    return bool(row and row.get("pair") is True)


def pair_present(now: Situation, argument: str) -> str | None:
    """Where the standard asks for it, a photo before and a photo after are there."""
    both = now.after.get("photos_before") and now.after.get("photos_after")
    return None if both or not _pair_asked(now) else "pair_missing"


def after_photo_if_asked(now: Situation, argument: str) -> str | None:
    """Where the standard asks for a pair, the unit's answer brings the photo after."""
    return None if now.after.get("photos_after") or not _pair_asked(now) else "after_photo_missing"


def photos_kept(now: Situation, argument: str) -> str | None:
    """Photos are added to those in the field `argument`; none is taken out."""
    before, after = now.before.get(argument), now.after.get(argument)
    if not isinstance(before, list):
        return None
    kept = isinstance(after, list) and set(before) <= set(after)
    return None if kept else "photos_taken_out"


def photo_or_reason(now: Situation, argument: str) -> str | None:
    """A photo of the place, or the reason why there is none."""
    return (
        None if now.after.get("photos_before") or now.after.get("override_reason") else "no_photo"
    )


def checked(now: Situation, argument: str) -> str | None:
    """The checks of the report stand in the entry, and what they reject has its reason there."""
    checks = now.values.get("checks")
    if not isinstance(checks, list) or not checks:
        return "checks_missing"
    return "override_missing" if rejects(checks) and not now.values.get("override_reason") else None


def another_case(now: Situation, argument: str) -> str | None:
    """The case that the field `argument` names by its number is another one."""
    own = (now.before.get("acceptance_number"), now.before.get("case_number"))
    return "same_case" if now.values.get(argument) in own else None


def target_open(now: Situation, argument: str) -> str | None:
    """The case into which another one is merged is the one that was meant, and has not ended."""
    meant = now.values.get(argument)
    ids = set(meant) if isinstance(meant, list) else set()
    others = (one for one in now.family if one["subject"] == "case")
    found = {one["id"]: one for one in others if one["id"] in ids - {now.subject_id}}
    if len(found) != 1:
        return "no_such_case"
    (target,), number = found.values(), now.values.get("merged_into")
    if number not in (target.get("acceptance_number"), target.get("case_number")):
        return "no_such_case"
    ended = now.workflow.stage("case", str(target["stage"])).terminal
    return "case_ended" if ended else None


def sixteen_digits(now: Situation, argument: str) -> str | None:
    """A component's code, where the field names one, is sixteen digits (GB/T 30428.2)."""
    code = now.values.get(argument)
    return None if code is None or _SIXTEEN.fullmatch(str(code)) else "component_code_digits"


def no_private_number(now: Situation, argument: str) -> str | None:
    """A text that is kept for many cases holds no mobile number and no identity number."""
    digits = str(now.values.get(argument) or "").translate(_ASCII_DIGITS)
    joined = _BETWEEN_DIGITS.sub("", digits)
    return "private_number" if _PRIVATE_NUMBER.search(joined) else None


def ratification_owed(now: Situation, argument: str) -> str | None:
    """An urgent dispatch waits for the leader."""
    return None if now.before.get("ratified") == "owed" else "nothing_to_ratify"


def ratification_settled(now: Situation, argument: str) -> str | None:
    """No urgent dispatch waits for the leader any more."""
    return "ratification_owed" if now.before.get("ratified") == "owed" else None


def receipt_owed(now: Situation, argument: str) -> str | None:
    """An assignment waits to be signed for."""
    sent = any(one["subject"] == "assignment" and one["stage"] == "sent" for one in now.family)
    return None if sent else "nothing_to_receipt"


def same_author(now: Situation, argument: str) -> str | None:
    """The author is the one who took the earlier step."""
    return None if now.before.get(f"{argument}_by") == now.author else "not_yours"


def named_person(now: Situation, argument: str) -> str | None:
    """The author is the person whom a field names."""
    return None if now.before.get(argument) == now.author else "not_named"


def other_person(now: Situation, argument: str) -> str | None:
    """A field names somebody else than the author."""
    return "same_colleague" if now.values.get(argument) == now.author else None


def led_by_author(now: Situation, argument: str) -> str | None:
    """Who is put in or out of a turn works where the author leads."""
    people = (now.author, str(now.values.get(argument) or ""))
    leader, person = (now.references.get("person", login) for login in people)
    return None if leads(now.workflow, leader, person) else "person_elsewhere"


def all_answered(now: Situation, argument: str) -> str | None:
    """Every item of the handover was taken or disputed."""
    return "items_open" if now.open_children.get(("handover_item", "listed")) else None


def none_disputed(now: Situation, argument: str) -> str | None:
    """No item of the handover is disputed."""
    return "items_disputed" if now.open_children.get(("handover_item", "disputed")) else None


def some_disputed(now: Situation, argument: str) -> str | None:
    """Some item of the handover is disputed."""
    disputed = now.open_children.get(("handover_item", "disputed"))
    return None if disputed else "nothing_disputed"


def no_dispute_open(now: Situation, argument: str) -> str | None:
    """No dispute about who is responsible waits for its ruling."""
    return "dispute_open" if now.open_children.get(("dispute", "raised")) else None


def answers_given(now: Situation, argument: str) -> str | None:
    """What the rule of the post asks was answered."""
    row = now.references.get("handover_rule", str(now.before.get("duty_post") or ""))
    return "answer_missing" if missing_answers(row, now.values.get("answers")) else None


def hash_fits(now: Situation, argument: str) -> str | None:
    """What is signed has the hash that it says it has."""
    told = content_hash(now.before.get("duty_post"), now.values)
    return None if now.values.get("content_hash") == told else "content_changed"


def frozen(now: Situation, argument: str) -> str | None:
    """A list is the one that stands there already."""
    alike = (now.before.get(argument) or []) == (now.values.get(argument) or [])
    return None if alike else "content_changed"


def request_allowed(now: Situation, argument: str) -> str | None:
    """The rule of this kind lets a request be made now."""
    return request_fault(argument, now.before, now.values, now.family, now.at, now.references)


def paper_attached(now: Situation, argument: str) -> str | None:
    """The stamped paper is there where the rule asks for it."""
    return paper_fault(argument, now.before, now.values, now.references)


def kind_is(now: Situation, argument: str) -> str | None:
    """The request is of the kind that this step decides."""
    return None if now.before.get("request_kind") == argument else "wrong_request_kind"


def may_grant(now: Situation, argument: str) -> str | None:
    """The post reaches up to the tier that this number and size need."""
    return tier_fault(now.before, now.values, now.post, now.author, now.at, now.references)


def named_for(now: Situation, argument: str) -> str | None:
    """A grant says in whose place it was given, and only then."""
    place = acts_for(now.before, now.values, now.post, now.at, now.references)
    return None if now.values.get("acting_for") == place else "wrong_acting_for"


def grant_in_size(now: Situation, argument: str) -> str | None:
    """What is granted keeps within the rule."""
    return size_fault(now.before, now.values, now.at, now.references)


def handed_back_in_time(now: Situation, argument: str) -> str | None:
    """The time at which the unit says it handed back lies after it was asked, and has come."""
    back, since = now.values.get("handed_back_at"), now.before.get(f"{argument}_at")
    if not isinstance(back, int):
        return None
    if back > now.at + CLOCKS_DIFFER:
        return "handed_back_in_future"
    # Forms know minutes: one that began in this minute is not before it.
    early = isinstance(since, int) and back < since - since % MINUTE
    return "handed_back_too_early" if early else None


OF_STAMPS = frozenset({"not_author", "same_author", "handed_back_in_time"})
"""Guards whose argument is a stamp."""

_OF_CASES: Mapping[str, Callable[[Situation, str], str | None]] = {
    guard.__name__: guard
    for guard in (
        text_or_category,
        caller_for_phone,
        own_external_id,
        not_author,
        pair_present,
        after_photo_if_asked,
        photos_kept,
        photo_or_reason,
        checked,
        another_case,
        target_open,
        sixteen_digits,
        no_private_number,
        ratification_owed,
        ratification_settled,
        receipt_owed,
        same_author,
        named_person,
        other_person,
        led_by_author,
        all_answered,
        none_disputed,
        some_disputed,
        no_dispute_open,
        answers_given,
        hash_fits,
        frozen,
        request_allowed,
        paper_attached,
        kind_is,
        may_grant,
        grant_in_size,
        named_for,
        handed_back_in_time,
    )
}

GUARDS: Mapping[str, Callable[[Situation, str], str | None]] = {**_OF_CASES, **CALLBACK_GUARDS}
"""Every guard by the name that `steps.csv` uses."""
