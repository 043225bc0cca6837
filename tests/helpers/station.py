"""A workstation at the command line: a home folder of its own, answers read as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from seatapp.admin.city import demo_password
from seatapp.cli.main import group
from seatapp.config import Profile
from tests.fixtures.centre import Centre

CLOSED_PORT = 1
"""A port at which nobody listens."""


def profile_text(profile: Profile, port: int | None = None) -> str:
    """The file `centre.toml` for a profile."""
    return (
        f'name = "{profile.name}"\n'
        f'kind = "{profile.kind}"\n'
        f'host = "{profile.host}"\n'
        f"port = {port or profile.port}\n"
        f'database = "{profile.database}"\n'
    )


@dataclass
class Station:
    """One home folder, pointed at a centre."""

    home: Path
    profile: Profile

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.plug_in()

    @classmethod
    def at(cls, home: Path, centre: Centre) -> Station:
        """A fresh workstation of that centre."""
        return cls(home, centre.profile)

    def plug_in(self) -> None:
        """The centre can be reached."""
        (self.home / "centre.toml").write_text(profile_text(self.profile), "utf-8")

    def pull_out(self) -> None:
        """The centre cannot be reached."""
        (self.home / "centre.toml").write_text(profile_text(self.profile, CLOSED_PORT), "utf-8")

    def run(self, *words: object, person: str | None = None, password: str | None = None) -> Result:
        """Run a command; `person` signs in. A bug comes out as itself."""
        environment = {"SEATAPP_LOGIN": "", "SEATAPP_PASSWORD": "", "SEATAPP_CENTRE_URL": ""}
        if person is not None:
            environment["SEATAPP_LOGIN"] = person
            environment["SEATAPP_PASSWORD"] = password or demo_password(person)
        return CliRunner().invoke(
            group,
            ["--home", str(self.home), "--json", *map(str, words)],
            env=environment,
            catch_exceptions=False,
        )

    def told(self, *words: object, person: str | None = None) -> dict[str, Any]:
        """The answer to a command that must succeed."""
        result = self.run(*words, person=person)
        assert result.exit_code == 0, result.output
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer

    def refused(
        self, *words: object, person: str | None = None, password: str | None = None, code: int = 1
    ) -> dict[str, Any]:
        """The answer to a command that must fail, with a sentence in Chinese."""
        result = self.run(*words, person=person, password=password)
        assert result.exit_code == code, result.output
        answer: dict[str, Any] = json.loads(result.stdout)
        assert any("一" <= letter <= "鿿" for letter in answer["sentence"]), answer
        assert "Traceback" not in result.output
        return answer

    def do(
        self, person: str, step: str, on: str | None = None, *flags: str, **values: object
    ) -> dict[str, Any]:
        """Take a step that must be accepted, or saved when `--offline` is among the flags."""
        return self.told(*step_words(step, on, *flags, **values), person=person)

    def queue(self, person: str, name: str) -> list[dict[str, Any]]:
        """The rows of a queue."""
        rows: list[dict[str, Any]] = self.told("queue", name, person=person)["rows"]
        return rows


def step_words(step: str, on: str | None = None, *flags: str, **values: object) -> list[str]:
    """The words of `seatapp do` for a step."""
    words = ["do", step, *flags]
    if on is not None:
        words += ["--on", on]
    for name, value in values.items():
        words += ["--set", f"{name}={value}"]
    return words
