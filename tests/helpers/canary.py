"""Marked personal values, and a search for them wherever the program or the server may write."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.fixtures.centre import Wire

MARKED = {"phone": "13955507719", "name": "欧阳卡纳里", "address": "金丝雀路707号卡纳院3单元"}
"""A value for each kind of mask."""

MARKS = ("13955507719", "阳卡纳里", "707号卡纳院")
"""What no mask leaves standing."""

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def spellings() -> list[bytes]:
    """Every mark as it could stand in a file: in text of any encoding, in JSON, in an address."""
    found = {mark.encode(code) for mark in MARKS for code in ENCODINGS}
    found |= {mark.encode("unicode_escape") for mark in MARKS}
    found |= {base64.b64encode(mark.encode())[:-4] for mark in MARKS}
    return sorted(found)


def marked(data: bytes) -> bool:
    """Whether a mark stands in `data`, or in a file within it when it is an archive."""
    if any(spelling in data for spelling in spellings()):
        return True
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(marked(archive.read(name)) for name in archive.namelist())


def marked_files(*folders: Path) -> list[Path]:
    """The files in which a mark stands, under any of the folders."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file())
    return [file for file in files if marked(file.name.encode()) or marked(file.read_bytes())]


def marked_columns(owner: Wire) -> Iterator[str]:
    """The columns of the centre in which a mark stands, as `table.column`."""
    columns = """
        SELECT c.relname::text, a.attname::text FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'core'::regnamespace AND c.relkind = 'r' ORDER BY 1, 2
    """
    for table, column in owner.execute(columns.encode()).fetchall():
        query = f'SELECT count(*) FROM core."{table}" t WHERE t."{column}"::text ~ %s'
        found = owner.execute(query.encode(), ("|".join(MARKS),)).fetchone()
        if found != (0,):
            yield f"{table}.{column}"
