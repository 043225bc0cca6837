"""Run histories and tell the first bad one: `python -m tests.simulator --seeds 2000 --bug all`.

Without a bug every seed must hold; with one the first seed that finds it is told.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.simulator.bugs import BUGS
from tests.simulator.simulation import run_seed


def first_bad(seeds: range, bug: str | None, folder: Path) -> tuple[int, str] | None:
    """The first seed in which something is wrong, and what; None when all hold."""
    for seed in seeds:
        with BUGS[bug]() if bug else nullcontext():
            try:
                run_seed(seed, folder)
            except Exception as fault:
                # Whatever a bug does to the program, it was found.
                return seed, f"{type(fault).__name__}: {fault}"
    return None


def main() -> int:
    """Run what the command line asks for; 1 when something was not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator")
    parser.add_argument("--from", type=int, default=0, dest="start")
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--bug", choices=[*BUGS, "all"])
    asked = parser.parse_args()
    seeds = range(asked.start, asked.start + asked.seeds)
    with tempfile.TemporaryDirectory(prefix="seatapp-simulator-") as folder:
        if asked.bug is None:
            bad = first_bad(seeds, None, Path(folder))
            print(f"{asked.seeds} seeds hold" if bad is None else f"seed {bad[0]}: {bad[1]}")
            return int(bad is not None)
        missed = 0
        for bug in BUGS if asked.bug == "all" else [asked.bug]:
            bad = first_bad(seeds, bug, Path(folder))
            print(bug, "not found" if bad is None else f"seed {bad[0]}: {bad[1]}", flush=True)
            missed += bad is None
        return missed


if __name__ == "__main__":
    sys.exit(main())
