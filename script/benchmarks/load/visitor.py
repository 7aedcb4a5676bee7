"""One person at work: opens pages, searches, fills sheets, adds somebody, hands over; every answer is timed."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import socket
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from benchmarks.forms import Form, form_with

TIMEOUT = 30
WRITE_SHARE = 0.15
PERSON = {"legal_status": "narapidana", "name": "ORANG UJI BEBAN", "sex": "L", "birth_place": "Bandung"}
ADD = "/penghuni/tambah/"


class Journal:
    """What was sent and what was acknowledged, on disk before the next step, outside of the portal."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a")
        self._lock = threading.Lock()

    def note(self, kind: str, key: str, value: str, *, acknowledged: bool) -> None:
        line = {"kind": kind, "key": key, "value": value, "acknowledged": acknowledged}
        with self._lock:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


@dataclass
class Seen:
    """Seconds until the whole answer was there, and what went wrong, by its kind and one example of each."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    # Kept connections that the portal had closed meanwhile.
    reopened: int = 0

    def wrong(self, kind: str, example: str) -> None:
        self.errors[kind] += 1
        self.examples.setdefault(kind, example[:300])


class Visitor(threading.Thread):
    """Works at one desk until asked to leave."""

    def __init__(self, port: int, desk: dict[str, Any], journal: Journal, think: float, seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.desk, self.journal, self.think, self.seed = port, desk, journal, think, seed
        self.chance = random.Random(seed)
        self.written = 0
        self.cookies: SimpleCookie = SimpleCookie(desk["cookie"])
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.seen = Seen()
        self.leaving = threading.Event()

    def run(self) -> None:
        # Not all at once: everybody begins somewhere in the middle of a pause.
        pause = self.chance.uniform(0, self.think)
        while not self.leaving.wait(pause):
            try:
                self._step()
            except TimeoutError:
                self.seen.wrong(f"no answer within {TIMEOUT} s", self.desk["username"])
                self.connection.close()
            except (OSError, http.client.HTTPException) as error:
                self.seen.wrong(type(error).__name__, repr(error))
                self.connection.close()
            pause = self.chance.expovariate(1 / self.think)

    def leave(self) -> Seen:
        self.leaving.set()
        self.join()
        self.connection.close()
        return self.seen

    def _step(self) -> None:
        may = [*(["add"] if self.desk["adds"] else []), *self.desk["tasks"]]
        if not may or self.chance.random() >= WRITE_SHARE:
            self._open(self.chance.choice(self.desk["reads"]))
        elif (task := self.chance.choice(may)) == "add":
            self._add()
        elif task["kind"] == "hand_over":
            self.desk["tasks"].remove(task)
            self._hand_over(task)
        else:
            self._fill(task)

    def _open(self, path: str) -> str:
        began = time.perf_counter()
        status, page, where = self._ask("GET", path)
        self.seen.reads.append(time.perf_counter() - began)
        if status != 200:
            self.seen.wrong(f"reading answers {status}", f"{path} {where}")
        return page

    def _add(self) -> None:
        """Open the form, fill it in, send it: somebody new."""
        if form := self._form(ADD, "register_number"):
            self.written += 1
            number = f"BEBAN-{self.seed}-{self.written}"
            self._send("inmate", ADD, {**form.fields, **PERSON, "register_number": number}, number, "")

    def _fill(self, task: dict[str, Any]) -> None:
        """Change one field of a sheet of attendance or results, and send all of it."""
        form = self._form(task["url"], task["field"])
        if form is None:
            return
        names = [name for name, values in form.choices.items() if name.startswith(task["field"]) and any(values)]
        if not names:
            self.seen.wrong("nothing to fill in", task["url"])
            self.desk["tasks"].remove(task)
            return
        name = self.chance.choice(names)
        value = self.chance.choice([one for one in form.choices[name] if one and one != form.fields.get(name)])
        fields = {**form.fields, name: value}
        if "judged_by" in form.choices:
            fields["judged_by"] = form.fields.get("judged_by") or next(filter(None, form.choices["judged_by"]), "")
        if "why" in fields:
            fields["why"] = "Uji beban"
        key = name.removeprefix(task["field"])
        if task["kind"] == "exam":
            # Also of somebody who was said to be absent: a result is taken only from who was there after all.
            fields[f"s-{key.partition('-')[0]}"] = "ready"
        self._send(
            task["kind"], task["url"], fields, f"{task['row']}-{key}" if task["kind"] == "attendance" else key, value
        )

    def _hand_over(self, task: dict[str, Any]) -> None:
        if form := self._form(task["url"], task["field"]):
            check = next(filter(None, form.choices[task["field"]]), "")
            self._send("hand_over", task["url"], {**form.fields, task["field"]: check}, str(task["row"]), "")

    def _form(self, url: str, prefix: str) -> Form | None:
        form = form_with(self._open(url), prefix)
        if form is None:
            self.seen.wrong("no form on the page", url)
        return form

    def _send(self, kind: str, url: str, fields: dict[str, str], key: str, value: str) -> None:
        """Send a form; only a redirect counts as acknowledged, and the journal knows it before the next step."""
        began, acknowledged = time.perf_counter(), False
        try:
            status, page, _where = self._ask("POST", url, fields)
            acknowledged = status == 302
            self.seen.writes.append(time.perf_counter() - began)
            if acknowledged:
                self.seen.done[kind] += 1
            else:
                self.seen.wrong(f"writing ({kind}) answers {status}", f"{url} {_said(page)}")
        finally:
            self.journal.note(kind, key, value, acknowledged=acknowledged)

    def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, page and the place that a redirect names."""
        headers = {"Host": f"127.0.0.1:{self.port}", "Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        answer = self._answer(method, path, body, headers)
        content = answer.read()
        page = (gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content).decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer.status, page, answer.headers.get("Location", "")

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """As a browser gets it: what only reads is asked again, once, when a kept connection ended before any byte.

        A form is never sent twice: nobody knows whether the first one was taken.
        """
        may_ask_again = method == "GET" and self.connection.sock is not None
        try:
            self.connection.request(method, path, body, headers)
            begun = self.connection.sock.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            if not may_ask_again:
                raise
            begun = b""
        if may_ask_again and not begun:
            self.seen.reopened += 1
            self.connection.close()
            self.connection.request(method, path, body, headers)
        return self.connection.getresponse()


def _said(page: str) -> str:
    """What the page says was wrong with the form."""
    at = min((found for word in ("invalid-feedback", "note-bad") if (found := page.find(word)) >= 0), default=-1)
    return " ".join(page[at : at + 250].split()) if at >= 0 else ""
