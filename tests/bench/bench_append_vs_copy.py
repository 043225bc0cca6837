"""How fast `api.append` takes 1,000 entries, against a bare COPY of the same entries.

Part of `make bench`; `python -m tests.bench.bench_append_vs_copy [rounds] [wheel|system]` runs it
alone, on the PostgreSQL of the wheel or on the one installed here (whose OpenSSL hashes five times
as fast). Both are measured in turn, one round after the other, on a durable server of one's own;
medians are shown, and the least that the server's process has worked for an entry, which other
programs on the machine disturb less. COPY goes into a table with the columns of core.entry and
nothing else, and judges nothing. Both get their bytes ready-made; what the seat needs to write and
read JSON is told beside it. What the functions of the centre cost is asked of PostgreSQL in batches
of their own, since counting slows them. At the end the chain of the audit and the effects of steps
are switched off.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from statistics import median

import psycopg
import pytest

from seatapp.admin.centre import init_centre, make_database
from seatapp.admin.city import demo_password, furnish
from seatapp.admin.embedded import EmbeddedServer, installed_programs, installed_server
from seatapp.admin.people import NewPerson
from seatapp.central import wire
from seatapp.central.messages import HeldPost, Outgoing
from seatapp.domain.entries import Entry, body_of
from tests.fixtures.centre import ADMIN, Centre, Wire
from tests.helpers.seat_line import SeatLine, grid_report, phone_report

ROUNDS = 7
ENTRIES = 1000
COUNTED_BATCHES = 3
SMALLEST_SHARE = 0.01
DATABASE = "bench"
SERVERS: dict[str, Callable[[Path], EmbeddedServer]] = {
    "wheel": EmbeddedServer,
    "system": installed_server,
}
COLUMNS = (
    "id, n, seat, q, subject, subject_id, root, step, author, courier, post, parent, claimed_at,"
    " received_at, schema, body, mac, verdict, code, field, cause, public"
)


def reports(line: SeatLine) -> list[Entry]:
    """A thousand new cases, every fourth from a caller."""
    return [
        line.entry("report", phone_report() if number % 4 == 0 else grid_report())
        for number in range(ENTRIES)
    ]


def chains(line: SeatLine) -> list[Entry]:
    """Two hundred cases with five steps each."""
    made: list[Entry] = []
    for _ in range(ENTRIES // 5):
        report = line.entry("report", grid_report())
        state = {"id": report.subject_id, "root": report.root, "fresh": report.id}
        asked = line.entry("ask_supplement", {"missing": "现场照片"}, state)
        given = line.entry("supplement", {"address": "人民路12号"}, state, parent=asked.id)
        note = line.entry("note", {"note": "已电话告知"}, state, parent=given.id)
        again = line.entry("ask_supplement", {"missing": "全景照片"}, state, parent=given.id)
        made += [report, asked, given, note, again]
    return made


def ones(line: SeatLine) -> list[Entry]:
    """A single entry."""
    return [line.entry("report", grid_report())]


class Race:
    """One seat and one table, side by side on one server."""

    def __init__(self, centre: Centre) -> None:
        self._owner = centre.superuser()
        self._owner.execute("CREATE TABLE bare AS SELECT * FROM core.entry LIMIT 0")
        self._line = SeatLine(centre, "u1001")
        self._wire = centre.login("u1001")

    def run(self, name: str, make: Callable[[SeatLine], list[Entry]], rounds: int) -> None:
        """Measure both in turn and tell the medians, and the least of processor time."""
        appended: list[float] = []
        copied: list[float] = []
        seats: list[float] = []
        worked: list[tuple[float, float]] = []
        size = 0
        for _ in range(rounds):
            letters = [self._line.letter(entry) for entry in make(self._line)]
            size = len(letters)
            before = _worked(self._wire), _worked(self._owner)
            appended.append(self._append(letters))
            between = _worked(self._owner)
            copied.append(self._copy(letters))
            worked.append((_worked(self._wire) - before[0], _worked(self._owner) - between))
            seats.append(self._hand_in([self._line.letter(entry) for entry in make(self._line)]))
        fast, bare = median(appended), median(copied)
        print(
            f"{name:24} append {fast * 1000:8.2f} ms  {size / fast:9.0f}/s"
            f"   copy {bare * 1000:7.2f} ms  {size / bare:9.0f}/s   ratio {bare / fast:.3f}"
            f"   through the seat's gateway {median(seats) * 1000:.2f} ms"
        )
        least, least_bare = (min(times) / size * 1e6 for times in zip(*worked, strict=True))
        print(
            f"{'':24} the server worked {least:.1f} us an entry   copy {least_bare:.1f} us"
            f"   ratio {least_bare / least:.3f}"
        )

    def without_audit_and_effects(self) -> None:
        """From now on nothing is chained and nothing follows from a step.

        The index of the chains stays: roots are known by it.
        """
        write = "SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.proname = 'write_batch'"
        text = str(self._owner.execute(write.encode()).fetchall()[0][0])
        chainless, changes = re.subn(
            r"LEFT JOIN LATERAL \(\s*SELECT x\.place, x\.link.*?\) tail ON true",
            "CROSS JOIN (SELECT 0 AS place, ''::bytea AS link) tail",
            text,
            flags=re.DOTALL,
        )
        assert changes == 1
        self._owner.execute(chainless.encode())
        self._owner.execute(
            """
            CREATE OR REPLACE FUNCTION core.next_link(link bytea, start bytea, words bytea)
                RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN ''; END $$;
            CREATE OR REPLACE FUNCTION
                core.consequences(list core.taken[], held core.held[], brought jsonb)
                RETURNS core.taken[] LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN NULL; END $$;
            """
        )

    def parts(self, centre: Centre) -> None:
        """Tell what each function of the centre costs within `append`, in itself."""
        self._owner.execute(f"ALTER DATABASE {DATABASE} SET track_functions = 'all'")
        line = SeatLine(centre, "u1002")
        self._owner.execute("SELECT pg_stat_reset()")
        for _ in range(COUNTED_BATCHES):
            line.send(*reports(line))
        line.gateway.close()
        while (counted := self._counted())[0][1] < COUNTED_BATCHES:
            time.sleep(0.1)
        whole = counted[0][2]
        print(f"{COUNTED_BATCHES} batches of {ENTRIES} reports, counted by function:")
        for name, calls, own in counted[1:]:
            if own >= whole * SMALLEST_SHARE:
                print(
                    f"part: {name:24} {own / COUNTED_BATCHES:8.2f} ms  {own / whole:6.1%}"
                    f"  {calls / COUNTED_BATCHES:6.0f} calls"
                )

    def _counted(self) -> list[tuple[str, int, float]]:
        """Functions with their calls and milliseconds: `append` as a whole, then each by itself."""
        query = """
            SELECT 'whole', coalesce(max(calls), 0)::integer, coalesce(max(total_time), 0)
            FROM pg_stat_user_functions WHERE (schemaname, funcname) = ('api', 'append')
            UNION ALL
            (SELECT format('%s.%s', schemaname, funcname), calls::integer, self_time
             FROM pg_stat_user_functions ORDER BY self_time DESC)
        """
        return self._owner.execute(query.encode()).fetchall()

    def _append(self, letters: Sequence[Outgoing]) -> float:
        session = self._line.session
        given = (self._line.seat, session.epoch, session.protocol, wire.letters(letters))
        started = time.perf_counter()
        told = self._wire.execute(b"SELECT api.append(%s, %s, %s, %s)", given).fetchall()
        took = time.perf_counter() - started
        answer = wire.answer_of(json.loads(told[0][0]), letters)
        assert {verdict.verdict for verdict in answer.verdicts} == {"applied"}
        return took

    def _hand_in(self, letters: Sequence[Outgoing]) -> float:
        started = time.perf_counter()
        answer = self._line.hand_in(letters)
        took = time.perf_counter() - started
        assert {verdict.verdict for verdict in answer.verdicts} == {"applied"}
        return took

    def _copy(self, letters: Sequence[Outgoing]) -> float:
        query = f"COPY (SELECT {COLUMNS} FROM core.entry WHERE seat = %s AND q >= %s) TO STDOUT"
        with (
            self._owner.cursor() as cursor,
            cursor.copy(query.encode(), (self._line.seat, letters[0].q)) as out,
        ):
            data = b"".join(bytes(part) for part in out)
        started = time.perf_counter()
        with (
            self._owner.cursor() as cursor,
            cursor.copy(f"COPY bare ({COLUMNS}) FROM STDIN".encode()) as into,
        ):
            into.write(data)
        return time.perf_counter() - started


def _worked(wire: Wire) -> float:
    """For how many seconds a processor has worked for the server's end of a connection (Linux)."""
    told = Path(f"/proc/{wire.info.backend_pid}/schedstat").read_text()
    return int(told.split()[0]) / 1e9


@contextmanager
def furnished_centre(server: str = "wheel") -> Iterator[Centre]:
    """The demo city on a durable server (one of SERVERS) that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="seatapp-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with SERVERS[server](folder) as running:
            make_database(running.superuser_url(), DATABASE)
            admin = NewPerson(ADMIN, "石立新", [HeldPost("admin", "9990")], demo_password(ADMIN))
            init_centre(running.superuser_url(DATABASE), "999000", "宁川市", admin)
            centre = Centre(running, DATABASE)
            with as_file(files("resources") / "demo") as demo:
                furnish(centre.login(ADMIN), demo)
            try:
                yield centre
            finally:
                centre.close()


def main(rounds: int = ROUNDS, server: str = "wheel") -> None:
    """Run the whole comparison."""
    with furnished_centre(server) as centre:
        race = Race(centre)
        body = len(body_of(reports(SeatLine(centre, "u1001"))[0]).encode())
        version = centre.superuser().info.parameter_status("server_version")
        print(f"PostgreSQL {version} ({server}), psycopg {psycopg.__version__}")
        print(f"a body of {body} bytes, medians of {rounds} rounds")
        race.run("1 report", ones, rounds * 20)
        race.run("1000 reports", reports, rounds)
        race.run("200 cases x 5 steps", chains, rounds)
        race.parts(centre)
        race.without_audit_and_effects()
        race.run("1000 reports, both off", reports, rounds)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("server", SERVERS)
def test_append_against_a_bare_copy(server: str) -> None:
    if server == "system" and installed_programs() is None:
        pytest.skip("no PostgreSQL is installed here")
    print()
    main(server=server)


if __name__ == "__main__":
    main(
        int(next((word for word in sys.argv[1:] if word.isdigit()), ROUNDS)),
        next((word for word in sys.argv[1:] if word in SERVERS), "wheel"),
    )
