"""Substitutes are named by whoever holds the post, seen by all, and grant only while named."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from seatapp.admin.people import NewPerson, disable_person, put_person
from seatapp.central.gateway import Gateway
from seatapp.central.messages import HeldPost
from seatapp.errors import CentreRefused
from tests.fixtures.centre import ADMIN, Centre

MANAGER, HEAD, LEADER, DISPATCHER = "u1018", "u1019", "u1007", "u1012"
DAY = 86_400
POST = "operations_manager"


@pytest.fixture
def manager(centre: Centre) -> Iterator[Gateway]:
    with closing(Gateway(centre.login(MANAGER))) as gateway:
        yield gateway


def refusal(gateway: Gateway, person: str = LEADER, **changes: Any) -> str:
    """The code with which naming a substitute is refused."""
    now = int(time.time())
    asked = {"post": POST, "from_at": now, "until_at": now + DAY, "reason": "开会", **changes}
    with pytest.raises(CentreRefused) as refused:
        gateway.name_substitute(person=person, **asked)
    return refused.value.code


def rows(centre: Centre) -> dict[str, dict[str, Any]]:
    query = "SELECT code, \"row\" FROM core.reference WHERE kind = 'substitute'"
    return dict(centre.superuser().execute(query).fetchall())


def test_who_holds_a_post_names_a_substitute_and_all_see_it(
    centre: Centre, manager: Gateway
) -> None:
    now = int(time.time())
    manager.name_substitute(POST, LEADER, now, now + DAY, "外出开会")
    row = rows(centre)[f"{POST}/{LEADER}"]
    assert (row["from_at"], row["until_at"]) == (now, now + DAY)
    assert (row["named_by"], row["reason"], row["areas"]) == (MANAGER, "外出开会", ["9990"])
    act = centre.superuser().execute("SELECT act, subject, reason FROM core.admin_log")
    assert ("name_substitute", f"{POST}/{LEADER}", "外出开会") in act.fetchall()
    with closing(Gateway(centre.login(DISPATCHER))) as other:
        told = other.since({}, 2000)
    seen = [row.id for page in told.pages for row in page.rows if row.kind == "reference"]
    assert f"substitute/{POST}/{LEADER}" in seen


def test_a_substitute_is_ended_early_by_the_post_or_by_the_substitute(
    centre: Centre, manager: Gateway
) -> None:
    now = int(time.time())
    manager.name_substitute(POST, LEADER, now - 60, now + DAY, "休假")
    with closing(Gateway(centre.login(DISPATCHER))) as other:
        with pytest.raises(CentreRefused) as refused:
            other.end_substitute(POST, LEADER)
        assert refused.value.code == "not_yours"
    with closing(Gateway(centre.login(LEADER))) as own:
        own.end_substitute(POST, LEADER)
        row = rows(centre)[f"{POST}/{LEADER}"]
        assert now <= row["until_at"] <= int(time.time()) + 1
        assert row["ended_by"] == LEADER
        with pytest.raises(CentreRefused) as refused:
            own.end_substitute(POST, LEADER)
        assert refused.value.code == "no_substitute"
    manager.name_substitute(POST, LEADER, now + DAY, now + 2 * DAY, "下周")
    manager.end_substitute(POST, LEADER)
    row = rows(centre)[f"{POST}/{LEADER}"]
    assert row["until_at"] == row["from_at"], "what had not begun never stands"


def test_nobody_is_named_who_should_not_be(centre: Centre, manager: Gateway) -> None:
    now = int(time.time())
    assert refusal(manager, MANAGER) == "oneself"
    assert refusal(manager, DISPATCHER) == "cannot_grant"
    assert refusal(manager, "u9999") == "cannot_grant"
    assert refusal(manager, post="centre_head") == "not_yours"
    assert refusal(manager, post="shift_leader") == "wrong_post"
    assert refusal(manager, until_at=now - 1) == "bad_time"
    assert refusal(manager, from_at=now + DAY, until_at=now + DAY) == "bad_time"
    assert refusal(manager, until_at=now + 400 * DAY) == "bad_time"
    assert refusal(manager, reason="  ") == "no_reason"
    with closing(Gateway(centre.login(LEADER))) as leader:
        assert refusal(leader, HEAD) == "not_yours"
    assert rows(centre) == {}
    with closing(Gateway(centre.login(ADMIN))) as admin:
        admin.name_substitute(POST, LEADER, now, now + DAY, "值守安排")
    assert rows(centre)[f"{POST}/{LEADER}"]["named_by"] == ADMIN


def test_nobody_takes_away_what_stands_for_other_areas(centre: Centre, manager: Gateway) -> None:
    """There is one row for a post and a substitute: the next who names them would narrow it."""
    now = int(time.time())
    admin = centre.login(ADMIN)
    near = NewPerson("u4801", "何近", [HeldPost(POST, "999001")], "near-manager-22")
    put_person(admin, near)
    manager.name_substitute(POST, LEADER, now, now + DAY, "外出开会")
    with closing(Gateway(centre.login(near.login, near.password))) as other:
        assert refusal(other) == "elsewhere"
        with pytest.raises(CentreRefused) as refused:
            other.end_substitute(POST, LEADER)
        assert refused.value.code == "elsewhere"
        assert rows(centre)[f"{POST}/{LEADER}"]["areas"] == ["9990"]
        other.name_substitute(POST, HEAD, now, now + DAY, "外出开会")
        assert rows(centre)[f"{POST}/{HEAD}"]["areas"] == ["999001"]
        other.end_substitute(POST, HEAD)
        manager.end_substitute(POST, LEADER)
        other.name_substitute(POST, LEADER, now, now + DAY, "没有人代批了")
    manager.name_substitute(POST, LEADER, now, now + DAY, "全市")
    assert rows(centre)[f"{POST}/{LEADER}"]["areas"] == ["9990"], "who answers for more may"


def test_a_table_without_areas_stands_for_the_whole_centre(
    centre: Centre, manager: Gateway
) -> None:
    now = int(time.time())
    row = {"from_at": now, "until_at": now + DAY, "reason": "值守安排"}
    listed = [{"kind": "substitute", "code": f"{POST}/{LEADER}", "row": row}]
    put = "SELECT api.put_references(%s)"
    admin = centre.login(ADMIN)
    admin.execute(put.encode(), (json.dumps(listed),))
    near = NewPerson("u4801", "何近", [HeldPost(POST, "999001")], "near-manager-22")
    put_person(admin, near)
    with closing(Gateway(centre.login(near.login, near.password))) as other:
        with pytest.raises(CentreRefused) as refused:
            other.end_substitute(POST, LEADER)
        assert refused.value.code == "elsewhere"
    manager.end_substitute(POST, LEADER)


def test_two_who_name_the_same_one_at_once_do_not_narrow_each_other(
    centre: Centre, manager: Gateway
) -> None:
    now = int(time.time())
    near = NewPerson("u4801", "何近", [HeldPost(POST, "999001")], "near-manager-22")
    put_person(centre.login(ADMIN), near)
    wide, owner = centre.login(MANAGER), centre.superuser()
    asked = (POST, LEADER, now, now + DAY, "外出开会")
    query = b"SELECT api.name_substitute(%s, %s, %s, %s, %s)"
    waits = b"SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"
    with (
        closing(Gateway(centre.login(near.login, near.password))) as other,
        ThreadPoolExecutor(1) as at_once,
    ):
        with wide.transaction():
            wide.execute(query, asked)
            told = at_once.submit(refusal, other)
            while not owner.execute(waits).fetchall()[0][0]:
                assert not told.done(), "nobody waits, and the row of the colleague is lost"
        assert told.result() == "elsewhere"
    assert rows(centre)[f"{POST}/{LEADER}"]["areas"] == ["9990"]


LOSES = (
    [HeldPost("supervisor", "9990")],
    [HeldPost(POST, "999001")],
    None,
)


@pytest.mark.parametrize("left", LOSES, ids=["other post", "fewer areas", "leaves"])
def test_what_was_named_by_a_post_ends_with_it(centre: Centre, left: list[HeldPost] | None) -> None:
    now = int(time.time())
    admin = centre.login(ADMIN)
    manager = NewPerson("u4803", "钱管", [HeldPost(POST, "9990")], "whole-manager-22")
    put_person(admin, manager)
    with closing(Gateway(centre.login(manager.login, manager.password))) as own:
        own.name_substitute(POST, LEADER, now - 60, now + DAY, "休假")
        own.name_substitute(POST, "u1008", now + DAY, now + 2 * DAY, "下周")
    put_person(admin, replace(manager, password=None))
    assert rows(centre)[f"{POST}/{LEADER}"]["until_at"] == now + DAY, "who keeps the post"

    if left is None:
        disable_person(admin, manager.login)
    else:
        put_person(admin, replace(manager, posts=left, password=None))
    ended = rows(centre)
    assert now <= ended[f"{POST}/{LEADER}"]["until_at"] <= int(time.time()) + 1
    assert ended[f"{POST}/{LEADER}"]["ended_by"] == ADMIN
    assert ended[f"{POST}/u1008"]["until_at"] == now + DAY, "what had not begun never stands"


def test_what_an_admin_named_stands_after_they_have_left(centre: Centre) -> None:
    now = int(time.time())
    second = NewPerson("u4802", "管乙", [HeldPost("admin", "9990")], "second-admin-22")
    put_person(centre.login(ADMIN), second)
    with closing(Gateway(centre.login(second.login, second.password))) as other:
        other.name_substitute(POST, LEADER, now, now + DAY, "值守安排")
    disable_person(centre.login(ADMIN), second.login)
    assert rows(centre)[f"{POST}/{LEADER}"]["until_at"] == now + DAY
