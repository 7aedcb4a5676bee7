"""Compiled layouts: found in memory or on disk, made where it is worth it, proven before use.

A blob on disk is named by the hash of all that it was made from: the filled layout with its style sheets and fonts, and
the versions of the libraries. What changes gets another name, so a stale blob is never found; a spoilt one is made
anew. Only proven blobs go to disk.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import logging
import os
import tempfile
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from certification.rendering import codes, fit, full, libraries, press, proof, qr, sample, slots
from certification.rendering.blob import Blob, BlobSpoilt
from certification.rendering.check import FileRefused, check
from certification.rendering.facts import Facts
from certification.rendering.forms import Form, Mark
from certification.rendering.shaping import OddText
from certification.rendering.stamp import Person, Stamp

logger = logging.getLogger(__name__)

PLAIN = "".join(map(chr, range(0x21, 0x7F))) + "·–—‘’“”…"
WIDE = PLAIN + "".join(map(chr, [*range(0xA1, 0x180), *range(0x218, 0x21C), *range(0x1E00, 0x1F00)]))
# Compiling with its proof costs as much as about eight full renders.
WORTH = 8
MOST_IN_MEMORY, MOST_ON_DISK = 48, 400


@dataclasses.dataclass(frozen=True)
class Order:
    """What is to be made: the facts in one form with one mark."""

    facts: Facts
    form: Form
    mark: Mark

    def person(self) -> Person:
        return Person(
            slots.slots(self.facts, self.form, self.mark),
            slots.qr_address(self.facts, self.form, self.mark),
            sample.words_of(self.facts),
        )

    def sampled(self) -> Order:
        """The order with the sample in place of the person: the same for all who share a blob."""
        return Order(sample.facts_of(self.facts), self.form, sample.mark_of(self.mark))


class Blobs:
    """The stamps of one process, at most `most` of them. `folder` keeps blobs between two lives of it."""

    def __init__(self, folder: Path, *, most: int = MOST_IN_MEMORY, ground: bytes | None = None) -> None:
        self.folder, self.most = folder, most
        self._ground = ground_of(press.LAYOUTS, libraries.versions()) if ground is None else ground
        self._ready: OrderedDict[Hashable, Stamp | str] = OrderedDict()
        # How many of a key were asked for or announced so far, and how many of these are announced and still to come.
        self._wanted: Counter[Hashable] = Counter()
        self._to_come: Counter[Hashable] = Counter()

    def expect(self, order: Order) -> None:
        """Announce one that will be asked for, so that compiling is worth it from the first on."""
        key = _key(order)
        if key not in self._ready:
            self._wanted[key] += 1
            self._to_come[key] += 1

    def stamp_for(self, order: Order) -> Stamp:
        """The stamp for this order; raises OddText when it has to be rendered in full, with the reason."""
        key = _key(order)
        found = self._ready.get(key)
        if found is None:
            if self._to_come[key]:
                self._to_come[key] -= 1
            else:
                self._wanted[key] += 1
            found = self._look(order, worth=self._wanted[key] >= WORTH)
            if found is None:
                raise OddText(FEW)
            self._ready[key] = found
            del self._wanted[key], self._to_come[key]
            if len(self._ready) > self.most:
                self._ready.popitem(last=False)
        else:
            self._ready.move_to_end(key)
        if isinstance(found, str):
            raise OddText(found)
        return found

    def _look(self, order: Order, *, worth: bool) -> Stamp | str | None:
        html = hollow_html(order)
        charset = PLAIN if _is_plain(order) else wide()
        path = self.folder / f"{_name(self._ground, html, charset)}.blob"
        if (blob := _read(path)) is not None:
            return Stamp(blob)
        if not worth:
            return None
        try:
            blob = _compiler()(html, charset, full.VARIANT)
        except ValueError as refused:
            logger.error("A layout cannot be stamped: %s", refused)
            return f"layout refused: {refused}"
        stamp = Stamp(blob)
        if wrong := disproof(stamp, order, wide=charset is not PLAIN):
            logger.error("A compiled layout does not equal its full render: %s", wrong)
            return f"layout not proven: {wrong}"
        _keep(path, blob.to_bytes())
        return stamp


FEW = "too few alike"


def hollow_html(order: Order) -> str:
    """The layout filled with everything of this order but the person."""
    sampled = order.sampled()
    context = full.context(sampled.facts, sampled.form, sampled.mark)
    if address := slots.qr_address(sampled.facts, sampled.form, sampled.mark):
        context["qr"] = qr.hollow_svg(address)
    return press.filled(full.layout_of(sampled.facts, sampled.form), context)


PROBES = ("Ng", "M. TO. WAVATYO, AFFLICK & FI-YE'LA TJ.", "RADEN AYU SITI NURHALIZAH KUSUMAWARDHANI-SASTRODIWIRYO")
WIDE_PROBES = ("Đỗ Ý", "ÑOÑO ÇELIK-ŽUKAUSKAS D'ËSSEL ŐRY ŁUKASZ", "NGUYỄN THỊ MINH KHAI AL-FARŪQ AR-RAḤMĀN IŞIK ĞÜL Ț")


def disproof(stamp: Stamp, order: Order, *, wide: bool) -> str:
    """In what the stamp differs from full renders of a short, an awkward and a long name; empty when in nothing."""
    for at, name in enumerate(WIDE_PROBES if wide else PROBES, start=1):
        probe = probe_of(order, name, at)
        person = probe.person()
        try:
            made = stamp.file(person)
        except OddText as odd:
            return f"probe {at}: {odd}"
        reference = full.render_full(probe.facts, probe.form, probe.mark)
        if wrong := proof.difference(made, reference, [slot.text for slot in person.slots.values()]):
            return f"probe {at}: {wrong}"
        try:
            check(made, probe.facts, probe.form, probe.mark)
        except FileRefused as refused:
            return f"probe {at}: {refused}"
    return ""


def probe_of(order: Order, name: str, at: int) -> Order:
    """The order for somebody else: every personal field that is filled is another one."""
    other: dict[str, Any] = {
        "name": name,
        "number": f"{at}{order.facts.number[1:]}",
        "code": codes.ALPHABET[at:][:13] * 2,
    }
    for field in ("issued_on", "valid_until", "started_on", "ended_on"):
        if hasattr(order.facts, field):
            other[field] = getattr(order.facts, field).replace(day=9 * at, month=13 - at)
    if registration := getattr(order.facts, "registration_number", ""):
        other["registration_number"] = f"{registration[:-1]}{at}"
    kept = {field: value for field, value in other.items() if getattr(order.facts, field)}
    mark = dataclasses.replace(order.mark, sheet_serial=f"1356254{at}" if order.mark.sheet_serial else "")
    return Order(dataclasses.replace(order.facts, **kept), order.form, mark)


def _key(order: Order) -> Hashable:
    return order.sampled(), _is_plain(order)


def _is_plain(order: Order) -> bool:
    # The constant parts have their own characters; only a person's text asks for more in the fonts of slots.
    return order.facts.name.isascii() and order.facts.city.isascii()


@cache
def wide() -> str:
    """The wide set, as far as the fonts have it."""
    return "".join(character for character in WIDE if ord(character) in fit.printable())


def _name(ground: bytes, html: str, charset: str) -> str:
    digest = hashlib.sha256(ground)
    for part in (html, charset):
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()


@cache
def ground_of(layouts: Path, versions: str) -> bytes:
    """Hash of what every blob stands on: style sheets, fonts, libraries, and the code that compiles and stamps."""
    here = Path(__file__).parent
    files = [*layouts.glob("*.css"), *fit.FONTS.glob("*.ttf")]
    files += [
        here / f"{module}.py" for module in ("blob", "compile", "cuts", "engine", "objects", "qr", "shaping", "stamp")
    ]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda each: each.name):
        digest.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    digest.update(versions.encode())
    return digest.digest()


@cache
def _compiler() -> Callable[[str, str, str | None], Blob]:
    # Not at the top, as in `press`: it loads the layout engine.
    made: Callable[[str, str, str | None], Blob] = import_module("certification.rendering.compile").compile_layout
    return made


def _read(path: Path) -> Blob | None:
    try:
        content = path.read_bytes()
        # The oldest are thrown away first.
        os.utime(path)
        return Blob.from_bytes(content)
    except FileNotFoundError:
        return None
    except (OSError, BlobSpoilt) as error:
        logger.warning("A blob on disk is of no use and is made anew: %s", error)
        return None


def _keep(path: Path, content: bytes) -> None:
    """Write whole or not at all. A disk that refuses costs the next process its time, no certificate."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
        blobs = sorted(path.parent.glob("*.blob"), key=lambda each: each.stat().st_mtime)
        for old in blobs[:-MOST_ON_DISK]:
            old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("A blob could not be kept on disk: %s", error)
