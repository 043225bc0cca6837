"""A restored centre is reminded by receipts of what it had decided, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from seatapp.admin.people import revoke_keys
from seatapp.central.messages import Answer, Outgoing
from seatapp.domain.entries import Entry, Values
from tests.fixtures.centre import ADMIN, Centre, Wire
from tests.helpers.seat_line import SeatLine, codes, phone_report, row_of

SENT_ON: Values = {"nature": "complaint", "matter_code": "M01", "urgency": "normal"}
FIRST = 50_001
"""The first serial after a restore: those before it may have been given."""


class Restored:
    """A centre to which a filed case was reported; it has lost all of it, the seat has receipts."""

    def __init__(self, centre: Centre) -> None:
        self.line = SeatLine(centre, "u1001")
        self.owner = centre.superuser()
        self.report = self.line.entry("report", phone_report())
        state = {"id": self.report.subject_id, "root": self.report.root, "fresh": self.report.id}
        self.filing = self.line.entry("send_on", SENT_ON, state)
        self.letters = [self.line.letter(entry) for entry in (self.report, self.filing)]
        self.told = self.line.hand_in(self.letters)
        self.number = str(row_of(self.told, self.report.subject_id)["case_number"])
        self.epoch = lose_everything(self.owner)

    def again(self, *receipts: str) -> Answer:
        """Hand the same letters in with these receipts, or with none."""
        kept = receipts or ("",) * len(self.letters)
        letters = [replace(one, receipt=r) for one, r in zip(self.letters, kept, strict=True)]
        return self.line.gateway.append(self.line.seat, self.epoch, letters)

    def receipts(self) -> list[str]:
        """Those that came with the verdicts."""
        return [verdict.receipt or "" for verdict in self.told.verdicts]

    def made(self, letter: Outgoing, words: str) -> str:
        """The receipt that the centre would have given with these words."""
        query = b"""SELECT core.receipt(%s, sha256(convert_to(%s, 'UTF8')), i.value, o.value)
                    FROM core.secret i, core.secret o
                    WHERE i.name = 'receipt_inner' AND o.name = 'receipt_outer'"""
        row = self.owner.execute(query, (words, letter.body)).fetchone()
        assert row is not None
        return str(row[0])

    def case(self, answer: Answer) -> dict[str, object]:
        """The case as an answer has it."""
        return dict(row_of(answer, self.report.subject_id))


def lose_everything(owner: Wire) -> int:
    """What a restore from an empty backup leaves; the new epoch."""
    owner.execute(
        'TRUNCATE core.entry, core."case", core.case_fact, core.feed, core.contact, core.resent'
    )
    owner.execute("UPDATE core.seat SET last_q = 0")
    owner.execute("UPDATE core.counter SET n = 0, day = '1970-01-01', serial = 0")
    row = owner.execute("SELECT core.begin_epoch(30)").fetchone()
    assert row is not None
    return int(row[0])


@pytest.fixture
def restored(centre: Centre) -> Restored:
    return Restored(centre)


def number_of(answer: Answer, entry: Entry) -> str:
    return str(row_of(answer, entry.subject_id)["case_number"])


def test_a_number_that_was_told_stays(centre: Centre, restored: Restored) -> None:
    other = SeatLine(centre, "u1002")
    foreign = other.entry("report", phone_report(acceptance_number="B01-261122-0001"))
    state = {"id": foreign.subject_id, "root": foreign.root, "fresh": foreign.id}
    first = number_of(other.send(foreign, other.entry("send_on", SENT_ON, state)), foreign)
    assert int(first[14:]) >= FIRST, "what may have been told today is left free"
    answer = restored.again(*restored.receipts())
    assert codes(answer) == ["applied"] * 2
    assert number_of(answer, restored.report) == restored.number
    again = restored.again(*restored.receipts())
    assert [v.verdict for v in again.verdicts] == ["repeated"] * 2
    assert [v.receipt for v in again.verdicts] == [v.receipt for v in answer.verdicts]


def test_clocks_go_on_from_the_first_receipt(restored: Restored) -> None:
    row = restored.owner.execute("SELECT lost_from, lost_until FROM core.centre").fetchone()
    assert row is not None
    restored.owner.execute("UPDATE core.centre SET lost_from = lost_until - 86400")
    then = row[1] - 3_600
    receipts = [
        restored.made(restored.letters[0], f"{then}...."),
        restored.made(restored.letters[1], f"{then + 60}.{then}.{restored.number}.."),
    ]
    case = restored.case(restored.again(*receipts))
    assert (case["reported_at"], case["filed_at"], case["clock_since"]) == (then, then, then)
    assert case["case_number"] == restored.number
    stored = "SELECT counts_at, received_at > counts_at FROM core.entry WHERE cause IS NULL"
    assert restored.owner.execute(stored).fetchall() == [(then, True)] * 2


def test_the_second_restore_goes_by_what_the_first_has_kept(restored: Restored) -> None:
    first = restored.again(*restored.receipts())
    restored.epoch = lose_everything(restored.owner)
    receipts = [verdict.receipt or "" for verdict in first.verdicts]
    second = restored.again(*receipts)
    assert number_of(second, restored.report) == restored.number
    for name in ("reported_at", "filed_at", "due_at"):
        assert restored.case(second).get(name) == restored.case(first).get(name)


def test_what_was_refused_stays_refused(centre: Centre) -> None:
    line = SeatLine(centre, "u1001")
    report = line.entry("report", phone_report())
    state = {"id": report.subject_id, "root": report.root, "fresh": report.id}
    stale = line.entry("send_on", SENT_ON, state, parent=line.entry("note", {}).id)
    missing = line.entry("ask_supplement", {}, state)
    letters = [line.letter(entry) for entry in (report, stale, missing)]
    told = line.hand_in(letters)
    assert codes(told) == ["applied", "stale", "missing_field"]
    epoch = lose_everything(centre.superuser())
    kept = [
        replace(one, receipt=v.receipt or "") for one, v in zip(letters, told.verdicts, strict=True)
    ]
    # Without the report: alone it would wait for what it stands on.
    again = line.gateway.append(line.seat, epoch, [replace(kept[1], q=1)])
    assert codes(again) == ["stale"]
    again = line.gateway.append(line.seat, epoch, [replace(kept[0], q=2), replace(kept[2], q=3)])
    assert [(v.verdict, v.code, v.field) for v in again.verdicts] == [
        ("applied", None, None),
        ("refused", "missing_field", told.verdicts[2].field),
    ]
    shown = centre.superuser().execute("SELECT code FROM core.refusal ORDER BY code")
    assert shown.fetchall() == [("missing_field",), ("stale",)]


def test_a_number_that_another_case_bears_is_not_given_twice(
    centre: Centre, restored: Restored
) -> None:
    words = f"{restored.told.received_at}..{restored.number}.."
    other = SeatLine(centre, "u1002")
    foreign = other.entry("report", phone_report(acceptance_number="B01-261122-0001"))
    state = {"id": foreign.subject_id, "root": foreign.root, "fresh": foreign.id}
    letters = [other.letter(one) for one in (foreign, other.entry("send_on", SENT_ON, state))]
    letters[1] = replace(letters[1], receipt=restored.made(letters[1], words))
    answer = other.gateway.append(other.seat, restored.epoch, letters)
    assert number_of(answer, foreign) == restored.number
    own = restored.again(*restored.receipts())
    assert codes(own) == ["applied"] * 2
    assert int(number_of(own, restored.report)[14:]) >= FIRST
    assert restored.case(own)["told_number"] == restored.number
    (duty,) = [row.row for row in own.rows if row.kind == "callback"]
    found = (duty["callback_kind"], duty["news"], duty["stage"], duty["root"])
    assert found == ("progress", "renumbered", "owed", restored.report.root)
    assert "owner" not in duty, "whoever is on duty, the leader too, has it before them"
    assert [line.step for line in own.story if line.cause is not None] == ["renumber", "owe"]
    again = restored.again(*restored.receipts())
    assert restored.case(again) == restored.case(own)
    owed = restored.owner.execute("SELECT count(*) FROM core.callback").fetchone()
    assert owed == (1,), "the second offer owes nothing more"


def test_the_counter_goes_on_behind_a_number_that_came_back(restored: Restored) -> None:
    restored.owner.execute("UPDATE core.counter SET day = '1970-01-01', serial = 0")
    restored.again(*restored.receipts())
    line = restored.line
    report = line.entry("report", phone_report(acceptance_number="A01-261122-0009"))
    state = {"id": report.subject_id, "root": report.root, "fresh": report.id}
    letters = [line.letter(one) for one in (report, line.entry("send_on", SENT_ON, state))]
    answer = line.gateway.append(line.seat, restored.epoch, letters)
    assert int(number_of(answer, report)) == int(restored.number) + 1


def test_nothing_else_reminds_the_centre(centre: Centre, restored: Restored) -> None:
    good = restored.receipts()
    number = restored.number[:-1] + ("7" if restored.number[-1] != "7" else "8")
    forged = [
        good[1].replace(restored.number, number),
        good[1][:-1] + ("A" if good[1][-1] != "A" else "B"),
        good[0],
        "1.." + restored.number + "...",
        "".join(good),
        restored.made(restored.letters[0], good[1].rpartition(".")[0]),
    ]
    for receipt in forged:
        answer = restored.again(good[0], receipt)
        assert codes(answer) == ["applied"] * 2
        assert int(number_of(answer, restored.report)[14:]) >= FIRST, receipt
        restored.epoch = lose_everything(restored.owner)
    restored.owner.execute("UPDATE core.secret SET value = sha256(value) || sha256(value)")
    answer = restored.again(*good)
    assert int(number_of(answer, restored.report)[14:]) >= FIRST, "of another centre"


@pytest.mark.parametrize(
    "why",
    [
        "reoffer_until = now()",
        "reoffer_until = NULL",
        "lost_from = lost_until + 1",
        "lost_until = 0",
    ],
)
def test_receipts_tell_of_the_time_that_was_lost_alone(restored: Restored, why: str) -> None:
    restored.owner.execute(f"UPDATE core.centre SET {why}".encode())
    answer = restored.again(*restored.receipts())
    assert int(number_of(answer, restored.report)[14:]) >= FIRST


def test_what_was_signed_with_a_key_that_is_lost_is_taken(centre: Centre) -> None:
    """Keys are given out every few days: a backup of yesterday lacks some of them."""
    line = SeatLine(centre, "u1001")
    letter = line.letter(line.entry("report", phone_report()))
    owner = centre.superuser()
    kept = owner.execute("SELECT value FROM core.secret WHERE name = 'key_seed'").fetchall()
    owner.execute("DELETE FROM core.courier_key")
    epoch = lose_everything(owner)
    colleague = SeatLine(centre, "u1002", line.seat)
    answer = colleague.gateway.append(line.seat, epoch, [letter])
    assert codes(answer) == ["applied"]
    assert SeatLine(centre, "u1001", line.seat).session.key == line.session.key
    assert owner.execute("SELECT value FROM core.secret WHERE name = 'key_seed'").fetchall() == kept


@pytest.mark.parametrize(("known", "code"), [(True, "applied"), (False, "unknown_key")])
def test_a_lost_key_of_another_workstation_is_found_where_its_owner_is_known(
    centre: Centre, known: bool, code: str
) -> None:
    """Trying every workstation of a large centre would take longer than a call may."""
    line, colleague = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    letter = line.letter(line.entry("report", phone_report()))
    owner = centre.superuser()
    owner.execute("DELETE FROM core.courier_key WHERE person = 'u1001'")
    if known:
        earlier = "SELECT core.make_courier_key('u1001', %s, current_date - 40, 0)"
        owner.execute(earlier, (line.seat,))
    epoch = lose_everything(owner)
    assert codes(colleague.gateway.append(colleague.seat, epoch, [letter])) == [code]


@pytest.mark.parametrize("why", ["reoffer_until = now()", "lost_until = lost_from"])
def test_keys_are_made_again_only_for_the_time_that_was_lost(centre: Centre, why: str) -> None:
    line = SeatLine(centre, "u1001")
    letter = line.letter(line.entry("report", phone_report()))
    owner = centre.superuser()
    owner.execute("DELETE FROM core.courier_key")
    epoch = lose_everything(owner)
    owner.execute(f"UPDATE core.centre SET {why}".encode())
    colleague = SeatLine(centre, "u1002", line.seat)
    assert codes(colleague.gateway.append(line.seat, epoch, [letter])) == ["unknown_key"]


@pytest.mark.parametrize("whose", ["person", "seat"])
def test_a_key_that_was_taken_back_stays_so_after_a_restore(centre: Centre, whose: str) -> None:
    """The backup knows neither the key nor its end; the administrator takes it back again."""
    line = SeatLine(centre, "u1001")
    letter = line.letter(line.entry("report", phone_report()))
    owner = centre.superuser()
    owner.execute("DELETE FROM core.courier_key")
    epoch = lose_everything(owner)
    again = {"login": "u1001"} if whose == "person" else {"seat": line.session.seat_code}
    assert revoke_keys(centre.login(ADMIN), "电脑被盗", **again).keys == 0
    colleague = SeatLine(centre, "u1002", line.seat)
    assert codes(colleague.gateway.append(line.seat, epoch, [letter])) == ["unknown_key"]
