"""Sheets of SDP in the demo world: one refused whole, one that waits for the registry officer, and words explained."""

from __future__ import annotations

import hashlib
from typing import Any

from lapas import sealed
from lapas.choices import DateKind, Education, LegalStatus, NikStatus, WordKind
from lapas.imports import fields
from lapas.imports.reader import Reading
from lapas.imports.refusals import FileRefused
from lapas.models import DateFact, Inmate, Prison
from lapas.services import imports
from pojok_vokasi.demo.replay import Story
from pojok_vokasi.demo.world import World
from training.choices import OPEN_ENROLMENT
from training.models import Enrolment

HEADERS = ["No", "No Register", "Nama Lengkap", "NIK", "Tgl Lahir", "Pendidikan", "Tgl 2/3", "Tgl Ekspirasi", "Blok"]
HEADERS += ["Agama"]
FIRST_ROW = 4


def sheets(world: World) -> Story:
    """What came from SDP lately; the last sheet is checked and waits, with rows of every group."""
    prison = world.prisons["lapas"]
    yield world.day(-31)
    actor = world.acting("registrasi")
    imports.refuse_batch(
        prison=prison,
        file_name="Data WBP (rahasia).xlsx",
        file_sha256=_digest("rahasia"),
        data_as_of=world.day(-31),
        refusal=FileRefused("password"),
        actor=actor,
    )
    for kind, word, meaning in (
        (WordKind.EDUCATION, "SLTA Kejuruan", Education.VOCATIONAL),
        (WordKind.STATUS, "Titipan Kejari", LegalStatus.DETAINED),
    ):
        imports.explain_word(prison=prison, kind=kind, word=word, meaning=meaning, actor=actor)
    yield world.today
    rows = [(FIRST_ROW + at, cells) for at, cells in enumerate(_rows(world, prison))]
    mapping = fields.guess(HEADERS, [])
    warnings = ["Lembar tersembunyi “Rekap” dilewati."]
    reading = Reading(_digest("waiting"), "Data WBP", FIRST_ROW - 1, HEADERS, mapping, rows, warnings)
    batch = imports.open_batch(
        prison=prison,
        reading=reading,
        file_name=f"SDP Semarang {world.today:%d-%m-%Y}.xlsx",
        data_as_of=world.today,
        actor=world.acting("registrasi"),
    )
    imports.check_batch(batch=batch)


def _rows(world: World, prison: Prison) -> list[dict[int, Any]]:
    """The people of the prison as SDP would list them, with a few surprises at the end."""
    here = Inmate.objects.in_custody().filter(prison=prison).order_by("register_number")
    people = [one for one in here if one.nik_status != NikStatus.VERIFIED]
    enrolled = set(Enrolment.objects.filter(status__in=OPEN_ENROLMENT).values_list("inmate_id", flat=True))
    two_thirds = dict(DateFact.objects.current().filter(kind=DateKind.TWO_THIRDS).values_list("inmate_id", "date"))
    ahead = [one for one in people if two_thirds.get(one.pk, world.today) > world.day(40)]
    moved = [*[one for one in ahead if one.pk in enrolled][:2], *[one for one in ahead if one.pk not in enrolled][:2]]
    found = next(one for one in people if one.legal_status == LegalStatus.DETAINED and one.birth_date)
    rows = [_row(one) for one in people if one not in moved and one != found]
    for at, row in enumerate(rows[:6]):
        row[8] = f"Blok {'ABCDEF'[at]}"
    rows[6][5] = "SLTA Kejuruan"
    rows[7][5] = "Kejar Paket"
    # Gone from the list: nobody knows yet why.
    del rows[-3:]
    rows += [_row(one) | {6: f"{two_thirds[one.pk].replace(day=1):%d/%m/%Y}"} for one in moved]
    rows.append(_row(found) | {1: f"B.I 0901/{world.today.year}"})
    others = Inmate.objects.in_custody().filter(prison=world.prisons["rutan"], nik_status=NikStatus.FORMAT_OK)
    elsewhere = others.order_by("register_number")[0]
    number = sealed.unseal(elsewhere.nik_cipher, place=sealed.place_of(elsewhere.uuid))
    rows += [
        {1: f"B.I 0902/{world.today.year}", 2: "Wahyu Nugroho bin Sastro alias Yuyut", 4: "14-02-1992", 8: "Blok B"},
        {1: f"B.I 0903/{world.today.year}", 2: "Yosef Ndiken", 4: "31-02-1990"},
        {1: f"B.I 0904/{world.today.year}", 2: "Slamet Riyono", 3: 9.9010102059e15},
        {**_row(elsewhere), 1: f"B.I 0905/{world.today.year}", 3: number},
    ]
    return rows


def _row(one: Inmate) -> dict[int, Any]:
    born = {4: f"{one.birth_date:%d-%m-%Y}"} if one.birth_date else {}
    return {1: one.register_number, 2: one.name.upper(), 8: one.block, **born}


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
