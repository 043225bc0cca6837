"""What is packed: every module imports, none under seatapp needs Qt, and the wheel has its data."""

from __future__ import annotations

import json
import os
import pkgutil
import shutil
import subprocess
import sys
import tomllib
import venv
from importlib.util import find_spec
from pathlib import Path

import pytest

import seatapp

PROJECT = Path(__file__).parents[2]
PACKAGES = ("seatapp", "ui", "db", "resources")
OF_PIP = "ignore"
"""An older pip warns about its own parts, which is nothing of ours."""

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
"""

WITHOUT_QT = f"""
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError("Qt is not on this machine", name=name)

sys.meta_path.insert(0, NoQt())
{IMPORT_ALL}
"""

LIST_PROGRAMS = """
import json
from importlib.metadata import distribution
print(json.dumps({point.name: point.value for point in distribution("seatapp").entry_points}))
"""

LIST_INSTALLED = """
import json, sys
from importlib.resources import files

def paths(folder, above=""):
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from paths(entry, f"{above}{entry.name}/")
        else:
            yield above + entry.name

print(json.dumps({name: sorted(paths(files(name))) for name in sys.argv[1:]}))
"""


def modules_of(package: str) -> list[str]:
    found = pkgutil.walk_packages([str(PROJECT / package)], prefix=f"{package}.")
    return [package, *(module.name for module in found if not module.name.endswith("__main__"))]


def run(*command: str | Path, cwd: Path = PROJECT, warnings: str = "error") -> str:
    """Run a command with warnings as errors; the test shows what it said when it fails."""
    environment = {**os.environ, "PYTHONWARNINGS": warnings}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_of_seatapp_imports_without_qt() -> None:
    modules = modules_of("seatapp")
    assert "seatapp.admin.embedded" in modules
    run(sys.executable, "-c", WITHOUT_QT, *modules)


def test_every_module_of_the_screens_imports() -> None:
    run(sys.executable, "-c", IMPORT_ALL, *modules_of("ui"))


def test_the_version_is_said_once_and_the_same() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == seatapp.__version__


def test_the_locks_hold_the_qt_that_old_desktops_can_run() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        lines = (PROJECT / lock).read_text(encoding="utf-8").splitlines()
        assert [line.split()[0] for line in lines if line.startswith("pyside6-essentials==")] == [
            "pyside6-essentials==6.9.3"
        ]


def test_the_locks_name_no_index_and_hash_every_pin() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (PROJECT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        pins = [block for block in text.split("\n") if "==" in block and not block.startswith(" ")]
        assert all(pin.endswith("\\") for pin in pins)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with the wheel alone; libraries come from this one's."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in (*PACKAGES, "pyproject.toml", "README.md", "LICENSE"):
        entry = PROJECT / name
        if entry.is_dir():
            shutil.copytree(entry, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(entry, source / name)
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        folder,
        source,
        warnings=OF_PIP,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "venv", with_pip=False, symlinks=os.name != "nt")
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    run(
        sys.executable,
        "-m",
        "pip",
        f"--python={python}",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        warnings=OF_PIP,
    )
    spec = find_spec("click")
    assert spec is not None
    assert spec.origin is not None
    libraries = Path(spec.origin).parents[1]
    target = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(target) / "libraries_of_the_tests.pth").write_text(f"{libraries}\n")
    return python


def test_the_wheel_holds_every_data_file(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(run(installed, "-c", LIST_INSTALLED, *PACKAGES, cwd=tmp_path))
    for package in PACKAGES:
        files = (path for path in (PROJECT / package).rglob("*") if path.is_file())
        wanted = {
            path.relative_to(PROJECT / package).as_posix()
            for path in files
            if path.suffix != ".pyc"
        }
        assert wanted <= set(listed[package])
    assert any(name.startswith("workflow/") and name.endswith(".csv") for name in listed["db"])
    assert any(name.startswith("demo/") for name in listed["resources"])


def test_the_wheel_brings_its_programs(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(run(installed, "-c", LIST_PROGRAMS, cwd=tmp_path))
    assert listed == {"seatapp": "seatapp.cli:main", "seatapp-window": "seatapp.cli:main"}


def test_an_installed_seatapp_runs_from_its_wheel(installed: Path, tmp_path: Path) -> None:
    where = run(installed, "-c", "import seatapp; print(seatapp.__file__)", cwd=tmp_path).strip()
    assert PROJECT not in Path(where).parents
    run(installed, "-c", WITHOUT_QT, *modules_of("seatapp"), cwd=tmp_path)
