"""Who is meant by each row of a list: exactly one person who waits, or a sentence that says what to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from certification.letters import columns
from certification.letters.reading import LetterRow
from certification.numbers import SHEET_SERIAL
from lapas.names import fold, split

LONGEST_NUMBER = 60


class Group(StrEnum):
    MATCHED = "matched"
    REFUSED = "refused"
    NUMBERED = "numbered"


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for a number. `blocked` is the sentence why he may not have one yet, or empty."""

    key: int
    name: str
    title: str
    candidate: int | None = None
    other_name: str = ""
    detail: str = ""
    blocked: str = ""

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(fold(name) for name in (self.name, self.other_name) if name)


@dataclass(frozen=True)
class Given:
    """What the issuer has already: certificate number → its holder, sheets that are free (None: not looked at)."""

    taken: Mapping[str, str]
    voided: Collection[str] = ()
    free_sheets: Collection[str] | None = None
    needs_registration: bool = True


@dataclass(frozen=True)
class Verdict:
    """What becomes of one row; `column` and `sentence` say why it is refused."""

    row: LetterRow
    group: Group
    waiting: Waiting | None = None
    column: str = ""
    sentence: str = ""


class _Refused(Exception):
    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


def match(rows: Sequence[LetterRow], pool: Sequence[Waiting], given: Given) -> list[Verdict]:
    """A verdict per row, in the order of the list; nobody is matched twice and no number is used twice."""
    numbers = Counter(row.get(columns.NUMBER) for row in rows)
    sheets = Counter(row.get(columns.SHEET) for row in rows if row.get(columns.SHEET))
    # Once for the whole list: folding everybody who waits again for each row is what took the time.
    by_name: dict[str, list[Waiting]] = defaultdict(list)
    for person in pool:
        for folded in person.folded:
            by_name[folded].append(person)
    found: list[Verdict] = []
    for row in rows:
        holder = given.taken.get(row.get(columns.NUMBER))
        if (
            holder is not None
            and row.get(columns.NUMBER) not in given.voided
            and fold(holder) == fold(row.get(columns.NAME))
        ):
            found.append(Verdict(row, Group.NUMBERED))
            continue
        try:
            _refuse_numbers(row, numbers, sheets, given)
            found.append(Verdict(row, Group.MATCHED, _person(row, pool, by_name)))
        except _Refused as refused:
            found.append(Verdict(row, Group.REFUSED, column=refused.column, sentence=refused.sentence))
    return _each_person_once(found)


def _each_person_once(found: Sequence[Verdict]) -> list[Verdict]:
    meant = Counter(verdict.waiting.key for verdict in found if verdict.waiting is not None)
    sentence = _("Orang ini disebut lebih dari satu kali di daftar; hapus baris yang salah.")
    return [
        Verdict(verdict.row, Group.REFUSED, column=columns.NAME, sentence=sentence)
        if verdict.waiting is not None and meant[verdict.waiting.key] > 1
        else verdict
        for verdict in found
    ]


def _refuse_numbers(row: LetterRow, numbers: Counter[str], sheets: Counter[str], given: Given) -> None:
    number, registration, sheet = (row.get(name) for name in (columns.NUMBER, columns.REGISTRATION, columns.SHEET))
    if not number:
        raise _Refused(columns.NUMBER, _("Nomor sertifikat kosong; isi seperti di surat."))
    if len(number) > LONGEST_NUMBER:
        raise _Refused(columns.NUMBER, _("Nomor sertifikat lebih dari 60 huruf; periksa isinya."))
    if numbers[number] > 1:
        raise _Refused(columns.NUMBER, _("Nomor ini tertulis dua kali di daftar; periksa dengan suratnya."))
    if number in given.voided:
        raise _Refused(columns.NUMBER, _("Nomor ini sudah dibatalkan dan tidak dipakai lagi; minta nomor baru."))
    if number in given.taken:
        raise _Refused(
            columns.NUMBER,
            _("Nomor ini sudah dipakai untuk %(name)s; periksa dengan suratnya.") % {"name": given.taken[number]},
        )
    if given.needs_registration and not registration:
        raise _Refused(columns.REGISTRATION, _("Nomor registrasi kosong; isi seperti di surat."))
    if len(registration) > LONGEST_NUMBER:
        raise _Refused(columns.REGISTRATION, _("Nomor registrasi lebih dari 60 huruf; periksa isinya."))
    if not sheet:
        return
    if not SHEET_SERIAL.fullmatch(sheet):
        raise _Refused(columns.SHEET, _("Nomor blangko harus 8 angka, seperti tercetak di blangko."))
    if sheets[sheet] > 1:
        raise _Refused(columns.SHEET, _("Nomor blangko ini tertulis dua kali di daftar."))
    if given.free_sheets is not None and sheet not in given.free_sheets:
        raise _Refused(
            columns.SHEET,
            _("Blangko ini tidak ada di antara blangko kosong yang diterima; catat dulu lotnya, atau kosongkan."),
        )


def _person(row: LetterRow, pool: Sequence[Waiting], by_name: Mapping[str, Sequence[Waiting]]) -> Waiting:
    name, candidate, title = (row.get(key) for key in (columns.NAME, columns.CANDIDATE, columns.TITLE))
    if not name:
        raise _Refused(columns.NAME, _("Nama kosong; isi nama seperti di sertifikat."))
    if candidate and not candidate.isdigit():
        raise _Refused(columns.CANDIDATE, _("Nomor asesi harus angka, seperti di daftar asesi."))
    # A list may write "X bin Y" where the certificate says X.
    spellings = {fold(name), fold(split(name).name)}
    named = list({person.key: person for folded in spellings for person in by_name.get(folded, ())}.values())
    if not named:
        raise _nobody(candidate, pool)
    fitting = [person for person in named if not candidate or person.candidate == int(candidate)]
    if not fitting:
        raise _Refused(
            columns.CANDIDATE, _("Nomor asesi tidak cocok dengan nama ini; periksa kedua kolom dengan daftar asesi.")
        )
    titled = [person for person in fitting if not title or fold(person.title) == fold(title)]
    if not titled:
        raise _Refused(
            columns.TITLE,
            _("Orang ini menunggu nomor untuk %(title)s, bukan untuk yang tertulis di sini.")
            % {"title": fitting[0].title},
        )
    if len(titled) > 1:
        raise _Refused(
            columns.NAME,
            _("%(count)d orang dengan nama ini menunggu nomor; isi juga kolom nomor asesi atau skema.")
            % {"count": len(titled)},
        )
    (person,) = titled
    if person.blocked:
        raise _Refused(columns.NAME, person.blocked)
    return person


def _nobody(candidate: str, pool: Sequence[Waiting]) -> _Refused:
    of_that_number = [person for person in pool if candidate and person.candidate == int(candidate)]
    if len(of_that_number) == 1:
        return _Refused(
            columns.NAME,
            _("Asesi nomor %(number)s bernama %(name)s; periksa ejaan atau nomornya.")
            % {"number": candidate, "name": of_that_number[0].name},
        )
    return _Refused(
        columns.NAME, _("Tidak ada orang dengan nama ini yang menunggu nomor; periksa ejaannya dengan daftar asesi.")
    )
