"""Every library that comes with a seat is listed, with a licence that a seat may carry."""

from __future__ import annotations

import re

import pytest

from installer.licences import LIST, LOCK, libraries, pinned

ALLOWED = re.compile(
    r"MIT|BSD|Apache|MPL|Mozilla|PSF|Zlib|0BSD|CC0|LGPL|Lesser General Public", re.IGNORECASE
)


def test_the_list_names_what_the_lock_names() -> None:
    listed = re.findall(r"^\| ([^ |]+) \| ([^ |]+) \|", LIST.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed[1:]) == sorted(pinned(LOCK.read_text("utf-8")))


def test_every_licence_is_permissive_or_lesser() -> None:
    lines = re.findall(r"^\| ([^ |]+) \| [^ |]+ \| ([^|]+) \|", LIST.read_text("utf-8"), re.M)
    assert [name for name, licence in lines[1:] if not ALLOWED.search(licence)] == []


def test_a_library_of_unknown_licence_is_not_passed_over() -> None:
    with pytest.raises(LookupError):
        list(libraries("no-such-library==1.0 \\\n"))
