"""PouchDB and its server, where they are installed (`npm install` in this folder)."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SERVER = HERE / "node_modules" / "pouchdb-server" / "bin" / "pouchdb-server"
PATIENCE = 30.0

USUAL_BATCH, LARGE_BATCH = 100, 1_000
"""Documents that PouchDB sends at a time by itself, and what suits it better."""


def missing() -> str:
    """What to do first when there is no PouchDB on this computer; empty when there is."""
    if shutil.which("node") is None or not SERVER.exists():
        return "PouchDB is not installed: npm install in tests/bench/peers"
    return ""


def need_pouch() -> None:
    """Skip, with what to do, when there is no PouchDB on this computer."""
    if missing():
        pytest.skip(missing())


@dataclass
class PouchServer:
    """A server with its databases on the disk, at `port` of this computer."""

    port: int
    folder: Path
    durable: bool

    def replicate(
        self, name: str, document: str, count: int, port: int, batch: int = USUAL_BATCH
    ) -> float:
        """Seconds that a local PouchDB takes to send `count` documents to the database `name`."""
        environment = os.environ | {"NODE_PATH": str(HERE / "node_modules")}
        url = f"http://127.0.0.1:{port}/{name}"
        command = ["node", str(HERE / "pouch.js"), str(self.folder / f"local-{name}"), url]
        done = subprocess.run(
            [*command, str(count), str(batch), *(["durable"] if self.durable else [])],
            input=document,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
        assert told["written"] == count
        return float(told["seconds"])

    def post(self, name: str, document: str, count: int, port: int) -> float:
        """Seconds for `count` documents, each in a request of its own on one connection."""
        line = http.client.HTTPConnection("127.0.0.1", port)
        head = {"Content-Type": "application/json"}
        _ask(line, "PUT", f"/{name}", "", head)
        begun = time.perf_counter()
        for _ in range(count):
            _ask(line, "POST", f"/{name}", document, head)
        took = time.perf_counter() - begun
        line.close()
        return took


def _ask(
    line: http.client.HTTPConnection, verb: str, path: str, body: str, head: dict[str, str]
) -> None:
    line.request(verb, path, body.encode(), head)
    answer = line.getresponse()
    answer.read()
    assert answer.status in (200, 201), answer.status


@contextmanager
def pouch_server(folder: Path, durable: bool = False) -> Iterator[PouchServer]:
    """A server of one's own while the block runs.

    As it comes it leaves to the system when what it wrote is on the disk; a `durable` one waits.
    """
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["node", str(SERVER), "--port", str(port), "--dir", str(folder)]
    if durable:
        command += ["--level-backend", str(HERE / "durable.js")]
    with (folder / "server.out").open("wb") as out:
        process = subprocess.Popen(
            [*command, "--no-stdout-logs"], cwd=folder, stdout=out, stderr=out
        )
    try:
        _await(port)
        yield PouchServer(port, folder, durable)
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    """Wait until somebody answers at `port`."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
