"""The library of Word templates: those of the office come before those of the program."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from seatapp.errors import InputFileError
from seatapp.file_faults import why_not
from seatapp.text import _

SUFFIX = ".docx"


@dataclass(frozen=True)
class Templates:
    """Finds templates by name; an office keeps its own versions in `own`, under the same names."""

    own: Path

    def names(self) -> list[str]:
        """The names of all templates of the program."""
        shipped = (files("resources") / "templates").iterdir()
        return sorted(part.name.removesuffix(SUFFIX) for part in shipped if _is_template(part.name))

    def read(self, name: str) -> bytes:
        """The template as it stands now.

        Raises `InputFileError` when the office's own version cannot be read.
        """
        path = self.own / (name + SUFFIX)
        try:
            if path.is_file():
                return path.read_bytes()
        except OSError as fault:
            raise InputFileError(
                _("模板 {path} 读不出来（{reason}）。请关闭正在使用它的程序后再试。").format(
                    path=path, reason=why_not(fault)
                )
            ) from fault
        return (files("resources") / "templates" / (name + SUFFIX)).read_bytes()

    def lend(self, name: str) -> Path:
        """Put a copy of a template where the office can change it; one that is there stays."""
        path = self.own / (name + SUFFIX)
        if not path.exists():
            self.own.mkdir(parents=True, exist_ok=True)
            with as_file(files("resources") / "templates" / (name + SUFFIX)) as shipped:
                shutil.copyfile(shipped, path)
        return path


def _is_template(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith("~$")
