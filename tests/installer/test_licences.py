"""Every library that comes with a seat is listed, with a licence that a seat may carry."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from installer.licences import ABOUT_LESSER, LIST, LOCK, WITHIN, libraries, pinned

ALLOWED = re.compile(
    r"MIT|BSD|Apache|MPL|Mozilla|PSF|Zlib|0BSD|CC0|LGPL|Lesser General Public", re.IGNORECASE
)


def test_the_list_names_what_the_lock_names() -> None:
    listed = re.findall(r"^\| ([^ |]+) \| ([^ |]+) \|", LIST.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed[1:]) == sorted(pinned(LOCK.read_text("utf-8")))


def test_every_licence_is_permissive_or_lesser() -> None:
    lines = re.findall(r"^\| ([^ |]+) \| [^ |]+ \| ([^|]+) \|", LIST.read_text("utf-8"), re.M)
    assert [name for name, licence in lines[1:] if not ALLOWED.search(licence)] == []


def test_what_libraries_bring_along_is_named() -> None:
    named = {name for name, _version in pinned(LOCK.read_text("utf-8"))}
    assert {name for name in named if brings_others(name)} <= WITHIN.keys()
    assert WITHIN.keys() <= named
    text = LIST.read_text("utf-8")
    assert ABOUT_LESSER in text
    assert "| GEOS: LGPL-2.1 |" in text


def brings_others(name: str) -> bool:
    """Whether a folder of foreign libraries lies beside an installed one."""
    try:
        place = Path(str(distribution(name).locate_file("")))
    except PackageNotFoundError:
        return False
    return (place / f"{name.replace('-', '_')}.libs").is_dir()


def test_a_library_of_unknown_licence_is_not_passed_over() -> None:
    with pytest.raises(LookupError):
        list(libraries("no-such-library==1.0 \\\n"))
