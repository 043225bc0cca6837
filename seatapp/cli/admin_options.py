"""How a command logs in as somebody who may manage people and lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import click
from psycopg import Connection

from seatapp.central.connect import connect
from seatapp.config import profile_in_force


@contextmanager
def as_admin(shared: Any, login: str, password: str) -> Iterator[Connection[tuple[Any, ...]]]:
    """A connection to the centre as `login`, closed afterwards."""
    with closing(connect(profile_in_force(shared.folders), login, password)) as connection:
        yield connection


def admin_options(command: Any) -> Any:
    """`--login` and the password of who manages people and lists."""
    command = click.option(
        "--password", envvar="SEATAPP_PASSWORD", prompt="密码", hide_input=True, help="密码"
    )(command)
    return click.option(
        "--login",
        envvar="SEATAPP_LOGIN",
        prompt="您的登录名",
        help="管理员的登录名；不写会询问",
    )(command)
