"""`python -m benchmarks COMMAND`; started by script/bench, which brings the servers.

Each command has a function that adds its options and one that measures: it returns the figures and their table.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

Measured = tuple[dict[str, Any], str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (add_options, measure) in COMMANDS.items():
        command = commands.add_parser(name)
        command.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
        add_options(command)
        command.set_defaults(measure=measure)
    given = parser.parse_args()
    # Asked to stop, still end what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pojok_vokasi.settings")
    import django

    django.setup()
    found, table = given.measure(given)
    print(table)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 0


def _certificates_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rounds", type=int, default=25, help="samples of each way (25)")
    command.add_argument("--certificates", type=int, default=2000, help="of one release (2000)")
    command.add_argument("--releases", type=int, default=3, help="on each backend (3)")
    command.add_argument("--sheets", type=int, default=1000, help="of one print file (1000)")


def _certificates(given: argparse.Namespace) -> Measured:
    from benchmarks import certificates

    found = certificates.run(
        rounds=given.rounds, certificates=given.certificates, releases=given.releases, sheets=given.sheets
    )
    return found, certificates.table(found)


def _load_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--users", type=int, nargs="+", default=[50, 200], help="at once, round by round (50 200)")
    command.add_argument("--seconds", type=float, default=60, help="of one round (60)")
    command.add_argument("--batch", type=int, default=500, help="certificates of one batch (500)")
    command.add_argument("--world", default="--scale national", help="arguments of load_demo (--scale national)")


def _load(given: argparse.Namespace) -> Measured:
    from benchmarks.load import bench

    found = bench.run(
        bench.Given(given.users, given.seconds, given.batch, given.world.split()),
        os.environ["POJOK_TEST_DATABASE_URL"],
        os.environ["POJOK_TEST_REDIS_URL"],
    )
    return found, bench.table(found)


def _pages_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--people", type=int, default=275_000, help="in the whole country (275000)")
    command.add_argument("--requests", type=int, default=20, help="of each page at most (20)")
    command.add_argument("--only", default="", help="pages whose name holds this or, with commas, one of these")
    command.add_argument("--engine", choices=["sqlite", "postgresql"], action="append", help="one engine only")


def _pages(given: argparse.Namespace) -> Measured:
    from benchmarks import pages, pages_table

    engines = given.engine or ["sqlite", "postgresql"]
    found = pages.run(people=given.people, requests=given.requests, only=given.only, engines=engines)
    return found, pages_table.table(found)


def _import_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rows", type=int, default=4000, help="of the long sheet (4000)")
    command.add_argument("--people", type=int, default=275_000, help="of the country (275000)")
    command.add_argument("--prisons", type=int, default=531, help="that they are in (531)")
    command.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes of the country (cores)")


def _import(given: argparse.Namespace) -> Measured:
    from benchmarks.imports import bench

    found = bench.run(
        bench.Given(given.rows, given.people, given.prisons, given.workers),
        os.environ.get("POJOK_TEST_DATABASE_URL", ""),
    )
    return found, bench.table(found)


COMMANDS = {
    "import": (_import_options, _import),
    "certificates": (_certificates_options, _certificates),
    "load": (_load_options, _load),
    "pages": (_pages_options, _pages),
}


if __name__ == "__main__":
    sys.exit(main())
