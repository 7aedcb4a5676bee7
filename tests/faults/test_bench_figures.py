"""What the benches make of their figures: which page misses which goal, and whether a lost write would be noticed."""

from __future__ import annotations

import http.client
import importlib
import json
import socketserver
import threading

import pytest

from lapas.models import RegisterNumber
from tests.factories.lapas import InmateFactory
from tests.factories.training import AttendanceFactory, AttendanceReasonFactory
from tests.portal import CHECKOUT
from training.models import Attendance

pytestmark = pytest.mark.faults


@pytest.fixture(autouse=True)
def benchmarks_on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(CHECKOUT / "script"))


def page(name, **figures):
    return {
        "page": name, "viewer": "nation", "account": "ditjenpas", "url": "/", "kind": "page", "failed": "",
        "queries": 5, "rows": 50, "cpu": 20.0, "p50": 20.0, "p95": 30.0, "requests": 8, **figures,
    }  # fmt: skip


def test_bench_of_pages_lists_every_miss_and_judges_a_ratio_of_as_many_rows_only():
    pages, pages_table = (importlib.import_module(f"benchmarks.{name}") for name in ("pages", "pages_table"))
    nation = {
        "pages": [
            page("same", p50=40.0),
            page("fuller", p50=40.0),
            page("asks", queries=13),
            page("slow", p95=100.1),
            page("found ?q=budi", p95=60.0),
            page("broken", failed="answers 500", cpu=None, p50=None, p95=None),
            page("sheet", kind="application/pdf", p95=900.0),
            page("good"),
        ],
        "unwalked": [{"route": "closed", "viewer": "nation", "reason": "answers 404 (16 tried)"}],
        "floors": {},
        "people": 275_000,
        "load_s": 80.0,
    }
    one = {"pages": [page(one["page"], rows=9 if one["page"] == "fuller" else 50) for one in nation["pages"]]}
    pages.compare(nation, one)
    told = {row["page"]: (row["ratio"], row["ratio_judged"]) for row in nation["pages"]}
    assert (told["same"], told["fuller"], told["broken"]) == ((2.0, True), (2.0, False), (None, False))

    found = {"postgresql": nation, "sqlite": nation, "machine": "2 cores", "steps_s": {}, "seconds": 1.0}
    postgresql, sqlite = (part.split("The slowest others")[0] for part in pages_table.table(found).split("### ")[1:])
    missed = {line.split(" | ")[0]: line.split(" | ")[-1] for line in postgresql.splitlines() if line[:3] != "|--"}
    assert {name: why for name, why in missed.items() if name[:1] == "|" and name != "| page"} == {
        "| broken": "answers 500 |", "| asks": "queries |", "| slow": "p95 |", "| found ?q=budi": "p95 |",
        "| same": "ratio |",
    }  # fmt: skip
    # A search may take 150 ms on SQLite.
    assert "| found ?q=budi" not in sqlite
    assert "answers 404 (16 tried): closed" in pages_table.table(found)


def test_bench_of_load_notices_a_lost_and_a_changed_write(db, tmp_path):
    kept = importlib.import_module("benchmarks.load.kept")
    people = [InmateFactory(register_number=f"BEBAN-1-{number}") for number in range(3)]
    entry = AttendanceFactory()
    key = f"{entry.session_id}-{entry.enrolment_id}"
    lines = [("inmate", one.register_number, "", True) for one in people]
    lines += [("inmate", "BEBAN-1-9", "", False), ("attendance", key, "ill", True)]
    lines += [("attendance", key, entry.reason_id, True), ("attendance", key, "ill", False)]
    journal = tmp_path / "journal"
    named = [dict(zip(("kind", "key", "value", "acknowledged"), line, strict=True)) for line in lines]
    journal.write_text("".join(json.dumps(line) + "\n" for line in named))
    found = kept.compare(journal)
    assert [found[name] for name in ("acknowledged", "lost", "doubled", "unacknowledged")] == [5, 0, 0, 2]
    assert kept.removing_is_noticed(journal) == {"inmate": True, "attendance": True}
    assert kept.compare(journal)["lost"] == 0

    RegisterNumber.objects.filter(inmate=people[0]).delete()
    Attendance.objects.update(reason=AttendanceReasonFactory(code="other"))
    assert {kind: told["lost"] for kind, told in kept.compare(journal)["kinds"].items()} == {
        "inmate": 1, "attendance": 1,
    }  # fmt: skip


def test_visitor_reads_again_on_a_connection_that_ended_and_never_sends_a_form_twice(tmp_path):
    visiting = importlib.import_module("benchmarks.load.visitor")
    asked = []

    class OnceEach(socketserver.StreamRequestHandler):
        """Keeps the connection by its word, and ends it after one answer; the first reading of all gets none."""

        def handle(self):
            asked.append(self.rfile.readline().split()[0].decode())
            while self.rfile.readline().strip():
                pass
            if len(asked) > 1:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with socketserver.TCPServer(("127.0.0.1", 0), OnceEach) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        journal = visiting.Journal(tmp_path / "journal")
        visitor = visiting.Visitor(server.server_address[1], {"cookie": {}}, journal, 1.0, 1)
        # Nothing came on a connection that was new: that is a failure and no ended one.
        with pytest.raises(http.client.RemoteDisconnected):
            visitor._open("/")
        visitor.connection.close()
        assert [visitor._open("/"), visitor._open("/")] == ["ok", "ok"]
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            visitor._send("inmate", "/", {"name": "A"}, "BEBAN-1", "")
        server.shutdown()
        journal.close()
        visitor.connection.close()
    assert (asked, visitor.seen.reopened) == (["GET", "GET", "GET"], 1)
    assert json.loads((tmp_path / "journal").read_text())["acknowledged"] is False
