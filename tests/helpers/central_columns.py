"""The columns of the centre's subject tables, read from the numbered SQL that makes them."""

from __future__ import annotations

import re
from importlib.resources import files

from tests.helpers.columns import FLAGS, LISTS, NUMBERS, TEXTS

KINDS = {"text": TEXTS, "uuid": TEXTS, "bigint": NUMBERS, "boolean": FLAGS, "text[]": LISTS}
NUMBER = "n"
"""The centre's own column: the number of the last change."""


def central_columns(subject: str) -> dict[str, str]:
    """Name and kind of every column of a subject's table at the centre, its number left out."""
    scripts = sorted((files("db") / "central").iterdir(), key=lambda part: part.name)
    text = "".join(script.read_text("utf-8") for script in scripts if script.name[0].isdigit())
    made = re.search(rf'CREATE TABLE core\."?{subject}"? \(\n(.*?)\n\);', text, re.DOTALL)
    assert made is not None, subject
    columns = (line.strip().rstrip(",").split() for line in made[1].splitlines())
    kinds = {name: KINDS[type_] for name, type_, *_ in columns}
    assert kinds.pop(NUMBER) == NUMBERS
    return kinds
