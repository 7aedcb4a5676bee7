"""One person at work: signs in, opens pages, now and then adds somebody; every answer is timed."""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

TIMEOUT = 30
WRITE_SHARE = 0.15
FORM = {"legal_status": "narapidana", "name": "ORANG UJI BEBAN", "sex": "L", "birth_place": "Bandung"}
ADD = "/penghuni/tambah/"


class Journal:
    """What was sent and what was acknowledged, on disk before the next step, outside of the portal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a")
        self._lock = threading.Lock()

    def note(self, number: str, *, acknowledged: bool) -> None:
        with self._lock:
            self._file.write(json.dumps({"number": number, "acknowledged": acknowledged}) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


@dataclass
class Seen:
    """Seconds until the whole answer was there, and what went wrong."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class _Inputs(HTMLParser):
    """Hidden fields of the page, the one-time key of its form among them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found[str(given["name"])] = given.get("value") or ""


class Visitor(threading.Thread):
    """Signs in when made; measured from `start` until `leave`. `think` is the mean pause in seconds."""

    def __init__(self, port: int, desk: dict[str, Any], journal: Journal, think: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.desk, self.journal, self.think = port, desk, journal, think
        self.chance = random.Random(seed)
        self.seed, self.written = seed, 0
        self.cookies: SimpleCookie = SimpleCookie()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.seen = Seen()
        self.leaving = threading.Event()
        self._sign_in()

    def run(self) -> None:
        # Not all at once: everybody begins somewhere in the middle of a pause.
        pause = self.chance.uniform(0, self.think)
        while not self.leaving.wait(pause):
            try:
                if self.desk["writes"] and self.chance.random() < WRITE_SHARE:
                    self._add()
                else:
                    self._open(self.chance.choice(self.desk["reads"]))
            except (OSError, http.client.HTTPException) as error:
                self.seen.errors.append(repr(error))
                self.connection.close()
            pause = self.chance.expovariate(1 / self.think)

    def leave(self) -> Seen:
        self.leaving.set()
        self.join()
        self.connection.close()
        return self.seen

    def _sign_in(self) -> None:
        _status, page, _where = self._ask("GET", "/akun/masuk/")
        form = {"csrfmiddlewaretoken": self._inputs(page)["csrfmiddlewaretoken"]}
        form |= {"username": self.desk["username"], "password": self.desk["password"]}
        status, _page, where = self._ask("POST", "/akun/masuk/", form)
        if status != 302 or "masuk" in where:
            raise RuntimeError(f"{self.desk['username']} cannot sign in: {status} {where}")

    def _open(self, path: str) -> str:
        began = time.perf_counter()
        status, page, where = self._ask("GET", path)
        self.seen.reads.append(time.perf_counter() - began)
        if status != 200:
            self.seen.errors.append(f"{path}: {status} {where}")
        return page

    def _add(self) -> None:
        """Open the form, fill it in, send it; only a redirect to the new person counts as acknowledged."""
        form = self._inputs(self._open(ADD))
        self.written += 1
        number = f"BEBAN-{self.seed}-{self.written}"
        began, acknowledged = time.perf_counter(), False
        try:
            status, page, _where = self._ask("POST", ADD, {**form, **FORM, "register_number": number})
            acknowledged = status == 302
            self.seen.writes.append(time.perf_counter() - began)
            if not acknowledged:
                self.seen.errors.append(f"{ADD}: {status} {_errors(page)}")
        finally:
            self.journal.note(number, acknowledged=acknowledged)

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, page and the place that a redirect names."""
        headers = {"Host": f"127.0.0.1:{self.port}", "Accept-Encoding": "identity"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer.status, page, answer.headers.get("Location", "")

    @staticmethod
    def _inputs(page: str) -> dict[str, str]:
        parser = _Inputs()
        parser.feed(page)
        return parser.found


def _errors(page: str) -> str:
    at = page.find("invalid-feedback")
    return " ".join(page[at : at + 200].split()) if at >= 0 else ""
