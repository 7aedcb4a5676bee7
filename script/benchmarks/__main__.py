"""`python -m benchmarks certificates`; started by script/bench, which brings the servers."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench")
    commands = parser.add_subparsers(dest="command", required=True)
    certificates = commands.add_parser("certificates", help="one document by every way, and the whole way")
    certificates.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    certificates.add_argument("--rounds", type=int, default=25, help="samples of each way (25)")
    certificates.add_argument("--certificates", type=int, default=2000, help="of one release (2000)")
    certificates.add_argument("--releases", type=int, default=3, help="on each backend (3)")
    certificates.add_argument("--sheets", type=int, default=1000, help="of one print file (1000)")
    given = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pojok_vokasi.settings")
    import django

    django.setup()
    from benchmarks import certificates as bench

    found = bench.run(
        rounds=given.rounds, certificates=given.certificates, releases=given.releases, sheets=given.sheets
    )
    print(bench.table(found))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
