"""Which kind of photo some bytes are, by content and never by name."""

from __future__ import annotations

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_GENERAL_BRANDS = {b"mif1", b"msf1", b"mif2"}


def kind_of(data: bytes) -> str | None:
    """`JPEG`, `PNG`, `WEBP` or `HEIC`; None for everything else, which is not taken."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and _is_heic(data):
        return "HEIC"
    return None


def _is_heic(data: bytes) -> bool:
    major = data[8:12]
    if major in _HEIC_BRANDS:
        return True
    listed = data[16 : min(int.from_bytes(data[:4], "big"), 256)]
    compatible = {listed[at : at + 4] for at in range(0, len(listed), 4)}
    return major in _GENERAL_BRANDS and bool(compatible & _HEIC_BRANDS)
