"""What each LSP holds about a person, asked of it and given by it for the person's own file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from certification.models import (
    Assessment,
    Certificate,
    Decision,
    DispatchItem,
    HandOver,
    Lsp,
    StateRequest,
    SubjectPart,
    UnitResult,
)
from lapas.holders import Held
from lapas.models import Inmate, SubjectRequest
from lapas.subject_data import Row, Section, in_words, rows_of, rows_of_one

# What the name of an exam is made of, which would otherwise be asked for each.
_NAMING_AN_EXAM = ("exam__scheme", "exam__training_class__module")


def holding(people: Sequence[Inmate]) -> list[Lsp]:
    """The LSPs that have a candidate's row or a certificate of the person."""
    exams = Assessment.objects.filter(inmate__in=people).values("exam__lsp")
    certificates = Certificate.objects.filter(inmate__in=people, lsp__isnull=False).values("lsp")
    return list(Lsp.objects.filter(Q(pk__in=exams) | Q(pk__in=certificates)).order_by("pk"))


def ask(request: SubjectRequest, now: datetime.datetime, due_at: datetime.datetime) -> int:
    """Ask each LSP that holds something and was not asked yet; answers how many."""
    asked = set(SubjectPart.objects.filter(request=request).values_list("lsp_id", flat=True))
    new = [lsp for lsp in holding(rows_of_one(request.inmate)) if lsp.pk not in asked]
    parts = (SubjectPart(request=request, lsp=lsp, asked_at=now, due_at=due_at) for lsp in new)
    # Two who ask at once mean the same part.
    SubjectPart.objects.bulk_create(parts, ignore_conflicts=True)
    return len(new)


def states(request: SubjectRequest) -> list[Held]:
    parts = SubjectPart.objects.filter(request=request).select_related("lsp").order_by("pk")
    return [Held(str(part.lsp), part.due_at, part.given_at, part.note) for part in parts]


def sections(request: SubjectRequest) -> list[Section]:
    people = rows_of_one(request.inmate)
    asked = {part.lsp_id: part for part in SubjectPart.objects.filter(request=request)}
    found: list[Section] = []
    for lsp in holding(people):
        part = asked.get(lsp.pk)
        if part is None or part.given_at is None:
            missing: Row = [(_("Bagian LSP"), _("Belum diserahkan LSP; dapat diminta langsung kepadanya."))]
            if part is not None:
                missing += [(_("Diminta pada"), in_words(part.asked_at)), (_("Batas LSP"), in_words(part.due_at))]
            found.append(Section(str(lsp), [[*missing, (_("Kota"), lsp.city)]]))
            continue
        found += [Section(f"{lsp}: {one.title}", one.rows) for one in held_by(lsp, people)]
        if part.note:
            found.append(Section(f"{lsp}: {_('catatan')}", [[(_("Catatan LSP"), part.note)]]))
    return found


def held_by(lsp: Lsp, people: Sequence[Inmate]) -> list[Section]:
    """Everything that the LSP keeps here about the person, without empty sections."""
    tried = Assessment.objects.filter(inmate__in=people, exam__lsp=lsp)
    made = Certificate.objects.filter(inmate__in=people, lsp=lsp)
    packed = DispatchItem.objects.filter(certificate__in=made).select_related("dispatch", "certificate")
    found = [
        Section(_("Uji yang diikuti"), rows_of(tried.select_related(*_NAMING_AN_EXAM))),
        Section(_("Hasil uji per unit"), rows_of(UnitResult.objects.filter(assessment__in=tried))),
        Section(_("Keputusan"), rows_of(Decision.objects.filter(assessment__in=tried))),
        Section(_("Sertifikat"), rows_of(made)),
        Section(_("Permohonan status"), rows_of(StateRequest.objects.filter(certificate__in=made))),
        Section(_("Kiriman"), [_packed(item) for item in packed.order_by("pk")]),
        Section(
            _("Penyerahan"),
            rows_of(HandOver.objects.filter(Q(certificate__in=made) | Q(former_certificate__in=made))),
        ),
    ]
    return [section for section in found if section.rows]


def _packed(item: DispatchItem) -> Row:
    package = item.dispatch
    said = [
        (_("Kiriman"), str(package)),
        (_("Sertifikat"), item.certificate.number),
        (_("Dikirim pada"), in_words(package.sent_on or "")),
        (_("Kurir"), f"{package.courier} {package.courier_number}".strip()),
        (_("Diterima pada"), in_words(package.received_on or "")),
        (_("Lembar"), item.get_state_display()),
    ]
    return [(name, value) for name, value in said if value]
