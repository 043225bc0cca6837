"""Numbers of official letters (发文字号): issuer's mark, year in square brackets, serial number."""

from __future__ import annotations


def letter_number(mark: str, year: int, seat_code: str, serial: int) -> str:
    """The number of a letter, such as 督办〔2026〕A01-3号 (form after GB/T 9704-2012, 7.2.5).

    The code of the workstation stands before the serial number, so that two workstations without
    a network never give the same one.
    """
    return f"{mark}〔{year}〕{seat_code}-{serial}号"
