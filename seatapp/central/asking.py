"""A question to one function of the centre that answers with one JSON object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from seatapp.central.connect import CALL_TIMEOUT_S, calling


def answer_of(
    connection: Connection[tuple[Any, ...]],
    query: str,
    *values: object,
    seconds: float = CALL_TIMEOUT_S,
) -> Mapping[str, Any]:
    """What the centre answers; its `problem` is None, or the code of why it did not do it.

    Raises:
        CentreUnreachable: No answer within `seconds`.
        CentreRefused: The centre does not allow the call at all.
    """
    with calling(connection, seconds):
        row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    answer: dict[str, Any] = json.loads(row[0])
    return answer
