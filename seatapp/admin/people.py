"""Puts people in place at the centre: their log-ins, names and posts, and closes them again.

A password never travels: the client reckons its SCRAM verifier, and only that reaches the centre
and its log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection

from seatapp.central.asking import answer_of
from seatapp.central.messages import HeldPost
from seatapp.errors import WorldError
from seatapp.text import _

SHORTEST_PASSWORD = 8
KINDS_OF_CHARACTERS = 2


class PersonRefused(WorldError):
    """A person could not be put in place, changed or closed; nothing was changed."""

    code = "person_refused"


@dataclass(frozen=True)
class NewPerson:
    """Somebody as the centre shall know them.

    `login` is opaque: u and four to nine digits. `password` None keeps the one that is there.
    """

    login: str
    name: str
    posts: Sequence[HeldPost]
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TakenBack:
    """How many keys were taken back, and who had signed in at the workstation named."""

    keys: int
    people: Sequence[str]


@dataclass(frozen=True)
class Registered:
    """Somebody as the centre knows them; moments are seconds since 1970.

    `password_until` is None where the password does not end, `locked_until` where the log-in is
    open. While it is locked the end of the password is another one.
    """

    login: str
    name: str
    active: bool
    posts: Sequence[str]
    password_until: int | None
    locked_until: int | None


def people_of(connection: Connection[tuple[Any, ...]]) -> list[Registered]:
    """Everybody who was ever registered at the centre, by their log-ins.

    Raises:
        PersonRefused: Not an admin.
    """
    answer = answer_of(connection, "SELECT api.report_people()")
    _settle(answer)
    return [Registered(**one) for one in answer["people"]]


def put_person(connection: Connection[tuple[Any, ...]], person: NewPerson) -> None:
    """Put a person in place whole: the log-in, the name, and exactly these posts from now on.

    The log-in of `connection` has to be an admin's.

    Raises:
        PersonRefused: The centre or the rule for passwords says no; nothing was changed.
    """
    request = person_request(connection, person)
    _settle(answer_of(connection, "SELECT api.put_person(%s)", request))


def disable_person(connection: Connection[tuple[Any, ...]], login: str) -> None:
    """Close a person's access at once and end the sessions; what the person did stays.

    Raises:
        PersonRefused: Not an admin, one's own log-in, or nobody of that name.
    """
    _settle(answer_of(connection, "SELECT api.disable_person(%s)", login))


def unlock_person(connection: Connection[tuple[Any, ...]], login: str) -> None:
    """Open a log-in before its time that was locked after guesses; the password stays.

    Raises:
        PersonRefused: Not an admin, or the log-in is not locked.
    """
    _settle(answer_of(connection, "SELECT api.unlock_person(%s)", login))


def reset_password(connection: Connection[tuple[Any, ...]], login: str, password: str) -> None:
    """Give somebody who forgot theirs a new password; name and posts stay.

    Raises:
        PersonRefused: Not an admin, nobody active of that name, or the password is too easy.
    """
    verifier = password_verifier(connection, login, password)
    _settle(answer_of(connection, "SELECT api.reset_password(%s, %s)", login, verifier))


def change_password(connection: Connection[tuple[Any, ...]], login: str, password: str) -> None:
    """Give the person who is logged in on `connection` a new password.

    Raises:
        PersonRefused: The password is too easy to guess, or the person was disabled.
    """
    verifier = password_verifier(connection, login, password)
    _settle(answer_of(connection, "SELECT api.change_password(%s)", verifier))


def revoke_keys(
    connection: Connection[tuple[Any, ...]], reason: str, *, login: str = "", seat: str = ""
) -> TakenBack:
    """Take back the keys that sign for a person, or for everybody at a workstation (its code).

    For a password that somebody else knew, or a computer that was stolen: a new password alone
    leaves valid what was or will be signed with a key that was got hold of.

    Raises:
        PersonRefused: Not an admin, no reason, one's own log-in, or there is no such person or
            workstation.
    """
    query = "SELECT api.revoke_keys(%s, %s, %s)"
    answer = answer_of(connection, query, login or None, seat or None, reason)
    _settle(answer)
    return TakenBack(answer["keys"], answer["people"])


def person_request(connection: Connection[tuple[Any, ...]], person: NewPerson) -> str:
    """The request that `api.put_person` and `core.put_person` understand.

    Raises:
        PersonRefused: The password is too easy to guess.
    """
    verifier = (
        None
        if person.password is None
        else password_verifier(connection, person.login, person.password)
    )
    posts = [{"post": held.post, "area": held.area} for held in person.posts]
    return json.dumps(
        {"login": person.login, "name": person.name, "posts": posts, "verifier": verifier},
        ensure_ascii=False,
    )


def password_verifier(connection: Connection[tuple[Any, ...]], login: str, password: str) -> str:
    """The SCRAM verifier of a password, reckoned here.

    Raises:
        PersonRefused: The password is too easy to guess.
    """
    check_password(login, password)
    made = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode("ascii")


def check_password(login: str, password: str) -> None:
    """Refuse a password that is too easy to guess: short, of one kind, or with the log-in in it.

    Raises:
        PersonRefused: With the rule in the sentence.
    """
    tests = (str.islower, str.isupper, str.isdigit, lambda c: not c.isascii() or not c.isalnum())
    kinds = sum(any(test(character) for character in password) for test in tests)
    guessable = login.lower() in password.lower()
    if len(password) < SHORTEST_PASSWORD or kinds < KINDS_OF_CHARACTERS or guessable:
        raise PersonRefused(
            _("密码太简单，没有更改。请至少用 8 个字符，含两类以上字符，且不包含登录名。"),
            "weak_password",
        )


def refusal(problem: str) -> PersonRefused:
    """The error for a problem that the centre named."""
    sentences = {
        "not_admin": _("只有管理员能管理人员，没有做任何更改。"),
        "not_active": _("您的登录名已停用，密码没有更改。请联系管理员。"),
        "login_form": _("登录名应为 u 加 4 至 9 位数字，没有做任何更改。"),
        "password_form": _("新人员需要一个初始密码（--initial-password），没有做任何更改。"),
        "role_taken": _("这个登录名已被数据库的其他用途占用，没有做任何更改。请换一个。"),
        "post_unknown": _("岗位或区域代码不对，没有做任何更改。"),
        "disabled": _(
            "这个人已停用，没有恢复。确实回来的，请用 person add 并加 --initial-password 给新密码。"
        ),
        "area_unknown": _("中心没有这个区划，没有做任何更改。请核对岗位后面的区划前缀。"),
        "oneself": _("不能对自己的登录名这样做，没有做任何更改。请由另一位管理员操作。"),
        "unknown_seat": _("没有这个席位，没有做任何更改。席位编号见 center seats。"),
        "unknown_person": _("没有这个登录名，没有做任何更改。"),
        "not_locked": _("这个登录名没有被锁定，没有做任何更改。忘了密码的，请用 person reset。"),
        "malformed": _("填写不完整（原因应为 4 至 200 字），没有做任何更改。"),
    }
    return PersonRefused(sentences[problem], problem)


def _settle(answer: Mapping[str, Any]) -> None:
    problem = answer["problem"]
    if problem is not None:
        raise refusal(problem)
