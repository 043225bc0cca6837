"""Whose entries `api.append` believes, and what it tells of them to whom."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from seatapp.central.messages import Outgoing
from seatapp.domain.entries import body_of, signature
from seatapp.errors import CentreRefused
from seatapp.ids import new_id
from tests.fixtures.centre import Centre
from tests.helpers.seat_line import (
    SeatLine,
    codes,
    grid_report,
    phone_report,
    under_key_of,
)


def test_signature_key_and_time_are_checked(centre: Centre, line: SeatLine) -> None:
    entry = line.entry("report", grid_report())
    assert codes(line.hand_in([line.raw(body_of(entry), "0" * 64)])) == ["bad_signature"]
    unsigned = line.raw(body_of(entry).replace("垃圾", "井盖"), "")
    assert codes(line.hand_in([unsigned])) == ["bad_signature"]
    stranger = replace(line.entry("report", grid_report()), key=new_id())
    assert codes(line.send(stranger)) == ["unknown_key"]
    borrowed = line.entry("report", grid_report(), author="u1002")
    assert codes(line.send(borrowed)) == ["unknown_key"]
    newer = replace(line.entry("report", grid_report()), schema=99)
    assert codes(line.send(newer)) == ["unknown_schema"]
    long = line.entry("report", grid_report(description="长" * 100_000))
    assert codes(line.send(long)) == ["too_large"]


def test_keys_that_are_over_or_revoked_sign_nothing(centre: Centre) -> None:
    line, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    owner = centre.superuser()
    entries = [under_key_of(courier.entry("report", grid_report()), line) for _ in range(2)]
    letters = [
        courier.raw(body, signature(body, line.session.key)) for body in map(body_of, entries)
    ]
    owner.execute("UPDATE core.courier_key SET accept_until = now() WHERE person = 'u1001'")
    assert codes(courier.hand_in(letters[:1])) == ["too_old"]
    owner.execute("UPDATE core.courier_key SET revoked = true WHERE person = 'u1001'")
    assert codes(courier.hand_in(letters[1:])) == ["unknown_key"]


def test_a_colleague_delivers_what_somebody_else_signed(centre: Centre) -> None:
    gone, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    entry = gone.entry("report", grid_report())
    body = body_of(entry)
    answer = courier.hand_in([courier.raw(body, signature(body, gone.session.key))])
    assert codes(answer) == ["applied"]
    query = b"SELECT author, courier FROM core.entry WHERE id = %s"
    assert centre.superuser().execute(query, (entry.id,)).fetchone() == ("u1001", "u1002")


def test_an_entry_may_come_again_under_another_seat(centre: Centre) -> None:
    first, second = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    body = body_of(first.entry("report", grid_report()))
    letter = first.raw(body)
    before = first.hand_in([letter])
    answer = second.hand_in([second.raw(body, letter.mac), second.raw(body, letter.mac)])
    assert codes(answer) == ["repeated", "repeated"]
    assert answer.verdicts[0].n == before.verdicts[0].n
    assert answer.last_q == 2
    changed = body.replace("垃圾", "井盖")
    forged = second.raw(changed, signature(changed, first.session.key))
    assert codes(second.hand_in([forged])) == ["malformed"]


def test_a_person_who_was_disabled_is_refused(centre: Centre) -> None:
    line, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1002")
    body = body_of(line.entry("report", grid_report()))
    centre.superuser().execute("UPDATE core.member SET active = false WHERE person = 'u1001'")
    letter = courier.raw(body, signature(body, line.session.key))
    assert codes(courier.hand_in([letter])) == ["not_active"]
    with pytest.raises(CentreRefused) as refused:
        line.hand_in([Outgoing(1, body, letter.mac)])
    assert refused.value.code == "SA002"


def test_a_workstation_needs_a_session_of_the_person(centre: Centre, line: SeatLine) -> None:
    other = SeatLine(centre, "u1002")
    with pytest.raises(CentreRefused) as refused:
        other.gateway.append(line.seat, 1, [])
    assert refused.value.code == "SA003"


def test_posts_and_areas_are_judged(centre: Centre) -> None:
    acceptor, leader = SeatLine(centre, "u1003"), SeatLine(centre, "u1007")
    assert codes(acceptor.send(acceptor.entry("report", grid_report(area="999002")))) == [
        "outside_area"
    ]
    assert codes(acceptor.send(acceptor.entry("report", grid_report(), post="shift_leader"))) == [
        "not_your_post"
    ]
    assert codes(leader.send(leader.entry("report", grid_report()))) == ["not_your_post"]
    assert codes(leader.send(leader.entry("send", {}, post="system", subject="assignment"))) == [
        "wrong_post_kind"
    ]


def test_rows_of_other_areas_do_not_go_to_the_courier(centre: Centre) -> None:
    author, courier = SeatLine(centre, "u1001"), SeatLine(centre, "u1004")
    body = body_of(author.entry("report", grid_report()))
    answer = courier.hand_in([courier.raw(body, signature(body, author.session.key))])
    assert codes(answer) == ["applied"]
    assert (list(answer.rows), list(answer.story)) == ([], [])


def test_nothing_personal_stands_outside_the_contact_row(centre: Centre, line: SeatLine) -> None:
    report = line.entry("report", phone_report(caller_address="人民路12号3单元"))
    answer = line.send(report)
    told = json.dumps([answer.rows[0].row, answer.story[0].values], ensure_ascii=False)
    for secret in ("13800001234", "张示例", "12号3单元"):
        assert secret not in told
    stored = centre.superuser().execute('SELECT "row" FROM core.contact').fetchall()
    assert stored == [
        (
            {
                "caller_name": "张示例",
                "caller_phone": "13800001234",
                "caller_address": "人民路12号3单元",
            },
        )
    ]
