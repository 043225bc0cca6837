"""Whether a PNG holds all of its rows: the libraries show half of one without a word."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_SIGNATURE_BYTES = 8
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# Adam7: first column, first row, step in columns, step in rows.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2))
_LAST_PASS = (0, 1, 1, 2)
_STEP = 1 << 20


def png_is_whole(data: bytes) -> bool:
    """Whether the pixels inflate to all rows and the file comes to its end mark."""
    expected = 0
    found = 0
    inflater = zlib.decompressobj()
    for name, content in _chunks(data):
        if name == b"IHDR":
            expected = _row_bytes(content)
        elif name == b"IDAT":
            try:
                found += _inflated(inflater, content, expected - found)
            except zlib.error:
                return False
        elif name == b"IEND":
            return 0 < expected <= found
    return False


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each chunk that is there whole."""
    at = _SIGNATURE_BYTES
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if at + 12 + length > len(data):
            return
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _row_bytes(header: bytes) -> int:
    """How many bytes all rows have together, each with its filter byte."""
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    bits = header[8] * _CHANNELS.get(header[9], 0)
    passes = (*_PASSES, _LAST_PASS) if header[12] else ((0, 0, 1, 1),)
    total = 0
    for column, row, columns, rows in passes:
        across, down = -(-(width - column) // columns), -(-(height - row) // rows)
        if across > 0 and down > 0:
            total += down * (1 + -(-across * bits // 8))
    return total


def _inflated(inflater: zlib._Decompress, content: bytes, most: int) -> int:
    """How many bytes `content` inflates to, counted no further than `most`."""
    found = 0
    while content and found < most:
        found += len(inflater.decompress(content, _STEP))
        content = inflater.unconsumed_tail
    return found
