"""For each guard a moment in which it holds and one in which it does not, for both of its twins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from seatapp.domain.guards import external_case_id
from seatapp.domain.handover import content_hash
from seatapp.domain.references import ReferenceRow, State
from seatapp.domain.situation import Situation
from seatapp.domain.workflow import Workflow
from tests.helpers.rules import NOON, MadeReferences

SUBJECT = external_case_id("psq", "77")
AUTHOR, OTHER = "u1", "u2"
KEY = "199****12345ab"
"""Under which a number is found again."""

RULES: Mapping[tuple[str, str], ReferenceRow] = {
    ("callback_rule", "tries"): {"tries": 3, "half_days": 2},
    ("callback_rule", "closing"): {"settled": True},
    ("callback_rule", "absence"): {"mode": "stays"},
    ("handover_rule", "acceptor"): {"questions": ["keys:required:钥匙", "note:optional:其他"]},
    ("class", "pair"): {"pair": True},
    ("class", "lone"): {"pair": False},
    ("person", AUTHOR): {"posts": ["acceptor@999002", "shift_leader@999001"]},
    ("person", OTHER): {"posts": ["acceptor@999001", "shift_leader@999"]},
    ("person", "u3"): {"posts": ["dispatcher@999001"]},
    ("person", "u4"): {"posts": ["acceptor@999002"]},
    ("person", "u5"): {"posts": ["acceptor@9990"]},
    ("person", "u6"): {"posts": []},
}


class Rules(MadeReferences):
    """The rows above."""

    def get(self, kind: str, code: str) -> ReferenceRow | None:
        """A row above."""
        return RULES.get((kind, code))


@dataclass(frozen=True)
class Moment:
    """What a guard is asked: its argument, the state, what was typed, and what else is open.

    `children` are stages by subject; `found` is the refusal, None where the guard holds.
    """

    guard: str
    found: str | None
    argument: str = ""
    before: State = field(default_factory=dict)
    values: State = field(default_factory=dict)
    children: tuple[tuple[str, str], ...] = ()
    subject: str = SUBJECT

    def __str__(self) -> str:
        told = (dict(self.before), dict(self.values), self.children)
        return f"{self.guard}:{self.argument} {told}"

    @property
    def after(self) -> State:
        """The state with what was typed."""
        return {**self.before, **self.values}

    def situation(self, workflow: Workflow) -> Situation:
        """The moment as Python is asked about it."""
        own = self.subject
        family: list[State] = [{"id": own, "root": own, "subject": "case"}]
        for place, (subject, stage) in enumerate(self.children):
            family.append({"id": str(place), "root": own, "subject": subject, "stage": stage})
        return Situation(
            workflow=workflow,
            subject_id=own,
            before=self.before,
            author=AUTHOR,
            post="acceptor",
            at=NOON,
            values=self.values,
            family=family,
            references=Rules(),
        )


FROZEN: State = {"border_at": NOON, "remarks": "无", "items": ["a"], "callbacks": ["b"]}
HASH = content_hash("acceptor", FROZEN)
REJECTED = ["photo_place:reject:820"]

MOMENTS = (
    Moment("text_or_category", None, values={"description": "路灯不亮"}),
    Moment("text_or_category", None, before={"class_code": "pair"}),
    Moment("text_or_category", None, values={"matter_code": "wage"}),
    Moment("text_or_category", None, values={"category_text": "路灯"}),
    Moment("text_or_category", "text_or_category", values={"address": "东湖路"}),
    Moment("caller_for_phone", "caller_missing", values={"source": "phone"}),
    Moment("caller_for_phone", None, values={"source": "collector"}),
    Moment("caller_for_phone", None, values={"source": "phone", "caller_phone": "19900001234"}),
    Moment("caller_for_phone", None, values={"source": "phone", "external_id": "77"}),
    Moment("own_external_id", None),
    Moment("own_external_id", None, values={"source_system": "psq", "external_id": "77"}),
    Moment("own_external_id", "foreign_number", values={"source_system": "psq"}),
    Moment("own_external_id", "foreign_number", values={"external_id": "77"}),
    Moment(
        "own_external_id", "foreign_number", values={"source_system": "psq", "external_id": "78"}
    ),
    # Half a number names no case, whatever identifier could be made of it.
    Moment(
        "own_external_id", "foreign_number", values={"external_id": "77"},
        subject=external_case_id("None", "77"),
    ),
    Moment(
        "own_external_id", "foreign_number", values={"source_system": "psq"},
        subject=external_case_id("psq", "None"),
    ),
    Moment("not_author", "same_person", "filed", {"filed_by": AUTHOR}),
    Moment("not_author", None, "filed", {"filed_by": OTHER, "asked_by": AUTHOR}),
    Moment("not_author", None, "filed"),
    Moment("same_author", None, "asked", {"asked_by": AUTHOR}),
    Moment("same_author", "not_yours", "asked", {"asked_by": OTHER, "filed_by": AUTHOR}),
    Moment("same_author", "not_yours", "asked"),
    Moment("named_person", None, "colleague", {"colleague": AUTHOR}),
    Moment("named_person", "not_named", "colleague", {"colleague": OTHER}),
    Moment("named_person", "not_named", "colleague"),
    Moment("other_person", "same_colleague", "owner", values={"owner": AUTHOR}),
    Moment("other_person", None, "owner", values={"owner": OTHER}),
    Moment("other_person", None, "owner", {"owner": AUTHOR}),
    Moment("led_by_author", None, "absent", values={"absent": OTHER}),
    Moment("led_by_author", None, "absent", values={"absent": "u3"}),
    Moment("led_by_author", "person_elsewhere", "absent", values={"absent": "u4"}),
    Moment("led_by_author", None, "absent", values={"absent": "u5"}),
    Moment("led_by_author", None, "absent", values={"absent": "u6"}),
    Moment("led_by_author", None, "absent", values={"absent": "unheard_of"}),
    Moment("pair_present", "pair_missing", "", {"class_code": "pair", "photos_before": ["a"]}),
    Moment("pair_present", "pair_missing", "", {"class_code": "pair", "photos_after": ["a"]}),
    Moment("pair_present", None, "", {"class_code": "lone"}),
    Moment(
        "pair_present", None, "", {"class_code": "pair", "photos_before": ["a"]},
        {"photos_after": ["b"]},
    ),
    Moment("after_photo_if_asked", "after_photo_missing", "", {"class_code": "pair"}),
    Moment("after_photo_if_asked", None, "", {"class_code": "lone"}),
    Moment("after_photo_if_asked", None, "", {"class_code": "pair"}, {"photos_after": ["b"]}),
    Moment("photos_kept", None, "photos", {"photos": ["a"]}, {"photos": ["b", "a"]}),
    Moment("photos_kept", None, "photos", {}, {"photos": ["b"]}),
    Moment("photos_kept", None, "photos", {"photos": ["a"]}),
    Moment("photos_kept", "photos_taken_out", "photos", {"photos": ["a"]}, {"photos": None}),
    Moment(
        "photos_kept", "photos_taken_out", "photos", {"photos": ["a", "b"]}, {"photos": ["b", "c"]}
    ),
    Moment("photo_or_reason", "no_photo", "", {"photos_before": []}, {"photos_after": ["b"]}),
    Moment("photo_or_reason", None, "", {"photos_before": ["a"]}),
    Moment("photo_or_reason", None, values={"override_reason": "视频已核对"}),
    Moment("checked", "checks_missing", values={"override_reason": "现场已核实"}),
    Moment("checked", "checks_missing", values={"checks": []}),
    Moment("checked", None, values={"checks": ["photo_sharp:pass:90.0"]}),
    Moment("checked", "override_missing", values={"checks": REJECTED}),
    Moment("checked", None, values={"checks": REJECTED, "override_reason": "现场已核实"}),
    Moment(
        "another_case", "same_case", "merged_into", {"acceptance_number": "A01-1"},
        {"merged_into": "A01-1"},
    ),
    Moment(
        "another_case", "same_case", "merged_into", {"case_number": "999"}, {"merged_into": "999"}
    ),
    Moment(
        "another_case", None, "merged_into", {"acceptance_number": "A01-1"},
        {"merged_into": "A01-2"},
    ),
    Moment("sixteen_digits", None, "new_code"),
    Moment("sixteen_digits", None, "new_code", values={"new_code": "9990010101000001"}),
    Moment(
        "sixteen_digits", "component_code_digits", "new_code", values={"new_code": "99900101010001"}
    ),
    Moment(
        "sixteen_digits", "component_code_digits", "new_code",
        values={"new_code": "99900101010000012"},
    ),
    Moment("no_private_number", None, "words"),
    *(
        Moment("no_private_number", None, "words", {}, {"words": words})
        for words in ("请拨 12345", "编号 9990012026112200001", "电话 0812-3331234")
    ),
    *(
        Moment("no_private_number", "private_number", "words", {}, {"words": words})
        for words in (
            "找 19900001234", "找１９９ 0000-1234。", "证 99900119900101001X", "999001199001010012"
        )
    ),
    Moment("ratification_owed", None, "", {"ratified": "owed"}),
    Moment("ratification_owed", "nothing_to_ratify", "", {"ratified": "given"}),
    Moment("ratification_settled", "ratification_owed", "", {"ratified": "owed"}),
    Moment("ratification_settled", None),
    Moment("receipt_owed", None, children=(("assignment", "sent"),)),
    Moment("receipt_owed", "nothing_to_receipt", children=(("assignment", "receipted"),)),
    Moment("all_answered", "items_open", children=(("handover_item", "listed"),)),
    Moment("all_answered", None, children=(("handover_item", "disputed"),)),
    Moment("none_disputed", "items_disputed", children=(("handover_item", "disputed"),)),
    Moment("none_disputed", None, children=(("handover_item", "listed"),)),
    Moment("some_disputed", None, children=(("handover_item", "disputed"),)),
    Moment("some_disputed", "nothing_disputed", children=(("handover_item", "listed"),)),
    Moment("no_dispute_open", "dispute_open", children=(("dispute", "raised"),)),
    Moment("no_dispute_open", None, children=(("dispute", "ruled"),)),
    Moment("answers_given", None, "", {"duty_post": "acceptor"}, {"answers": ["keys=齐"]}),
    Moment("answers_given", "answer_missing", "", {"duty_post": "acceptor"}),
    Moment(
        "answers_given", "answer_missing", "", {"duty_post": "acceptor"}, {"answers": ["keys="]}
    ),
    Moment("answers_given", None, "", {"duty_post": "dispatcher"}),
    Moment("hash_fits", None, "", {"duty_post": "acceptor"}, {**FROZEN, "content_hash": HASH}),
    Moment(
        "hash_fits", "content_changed", "", {"duty_post": "dispatcher"},
        {**FROZEN, "content_hash": HASH},
    ),
    Moment(
        "hash_fits", "content_changed", "", {"duty_post": "acceptor"},
        {**FROZEN, "items": ["c"], "content_hash": HASH},
    ),
    Moment("frozen", None, "callbacks", {"callbacks": ["b"]}, {"callbacks": ["b"]}),
    Moment("frozen", None, "callbacks", {}, {"callbacks": []}),
    Moment("frozen", None, "callbacks"),
    Moment("frozen", "content_changed", "callbacks", {"callbacks": ["b"]}),
    Moment("handed_back_in_time", None, "asked", {"asked_at": NOON}),
    Moment("handed_back_in_time", None, "asked", {}, {"handed_back_at": NOON - 3600}),
    Moment(
        "handed_back_in_time", None, "asked", {"asked_at": NOON - 50},
        {"handed_back_at": NOON - 60},
    ),
    Moment(
        "handed_back_in_time", "handed_back_too_early", "asked", {"asked_at": NOON - 50},
        {"handed_back_at": NOON - 61},
    ),
    Moment(
        "handed_back_in_time", None, "asked", {"asked_at": NOON - 50},
        {"handed_back_at": NOON + 300},
    ),
    Moment(
        "handed_back_in_time", "handed_back_in_future", "asked", {"asked_at": NOON - 50},
        {"handed_back_at": NOON + 301},
    ),
    Moment("callbacks_settled", "callback_owed", children=(("callback", "owed"),)),
    Moment("callbacks_settled", None, children=(("callback", "done"),)),
    Moment("caller_known", None, "", {"caller_phone_masked": "199****1234"}),
    Moment("caller_known", "nobody_waits"),
    Moment("caller_known", None, "", {"source": "phone", "caller_phone_masked": "****无"}),
    Moment("caller_known", "nobody_waits", "", {"source": "web", "caller_phone_masked": "****无"}),
    Moment("caller_known", None, "", {"source": "web", "caller_phone_masked": "****１"}),
    Moment("free_to_take", None),
    Moment("free_to_take", "owner_taken", "", {"owner": OTHER, "due_at": NOON - 1}),
    Moment("proof_given", None, "", {"callback_kind": "final"}),
    Moment("proof_given", "proof_missing", "", {"callback_kind": "upper"}),
    Moment("proof_given", None, "", {"callback_kind": "upper"}, {"photos": ["a"]}),
    Moment("proof_given", None, "", {"callback_kind": "leader"}, {"proof": "回执 7 号"}),
    Moment("owner_is_author", None, values={"owner": AUTHOR}),
    Moment("owner_is_author", "owner_not_author", values={"owner": OTHER}),
    Moment("works_there", None, "owner", {"area": "999001"}, {"owner": OTHER}),
    Moment("works_there", "owner_elsewhere", "owner", {"area": "999001"}, {"owner": "u3"}),
    Moment("works_there", "owner_elsewhere", "owner", {"area": "999001"}, {"owner": "u4"}),
    Moment("works_there", None, "owner", {"area": "999001"}, {"owner": "unheard_of"}),
    Moment("own_callback", None, "", {"owner": AUTHOR}),
    Moment("own_callback", "callback_not_own", "", {"owner": OTHER}),
    Moment("own_callback", "callback_not_own"),
    Moment("is_rung", None, "", {"callback_kind": "missed"}),
    Moment("is_rung", "not_rung", "", {"callback_kind": "source"}),
    Moment("tried", None, "", {"tries": 1}),
    Moment("tried", "not_tried", "", {"tries": 0}),
    Moment("tried", "not_tried", "", {"callback_kind": "missed", "caller_key": KEY}),
    Moment("tried", None, "", {"callback_kind": "missed"}),
    Moment("tried", "not_tried", "", {"callback_kind": "final"}),
    Moment("tried_enough", None, "", {"callback_kind": "missed"}),
    Moment("tried_enough", "tries_owed", "", {"callback_kind": "final"}),
    Moment("tried_enough", None, "", {"tries": 3, "half_days": 2}),
    Moment("tried_enough", "tries_owed", "", {"tries": 2, "half_days": 2}),
    Moment("tried_enough", "tries_owed", "", {"tries": 3, "half_days": 1}),
    Moment("tried_enough", None, "", {"result": "wrong_number"}),
    Moment(
        "tried_enough", "missed_stays", "",
        {"callback_kind": "missed", "caller_key": KEY, "tries": 9, "half_days": 9},
    ),
    Moment("asks_verdict", None, "yes", {"callback_kind": "final"}),
    Moment("asks_verdict", "verdict_asked", "no", {"callback_kind": "sample"}),
    Moment("asks_verdict", None, "no", {"callback_kind": "progress"}),
    Moment("asks_verdict", "verdict_not_asked", "yes", {"callback_kind": "progress"}),
    Moment("words_if_unsolved", "words_missing", values={"solved": False}),
    Moment("words_if_unsolved", None, values={"solved": False, "words": "还漏水"}),
    Moment("words_if_unsolved", None, values={"solved": True}),
)  # fmt: skip
