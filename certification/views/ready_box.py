"""The ready box of a prison, and handing over to many on one day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.choices import CertificateKind, IdentityCheck, SheetStatus
from certification.models import Ceremony, Certificate
from certification.querysets_fence import kept_by_the_prison
from certification.receipts import receipt_of
from certification.rendering.receipt import render_receipts
from certification.services import handing_over, ready_box
from foundation import clock
from foundation.audit import services as audit
from foundation.ui.files import shown_pdf
from foundation.ui.forms import DateField, OfficeForm
from foundation.ui.pages import ActionPage, DetailPage, Page
from lapas.choices import ReleaseBasis

SHOWN = 300


def picked(said: QueryDict) -> list[int]:
    """The ticked ids; a foreign one is simply not among the rows."""
    return [int(pk) for pk in said.getlist("certificates") if pk.isdecimal()]


class PickForm(forms.Form):
    def picked(self) -> list[int]:
        return picked(cast(QueryDict, self.data))


class ReadyBox(ActionPage):
    """What arrived and still needs photo and signature, and what waits for its day; sorted by release."""

    permission_required = "certification.hand_over"
    form_class = PickForm
    template_name = "certification/ready_box.html"
    title = _("Kotak sertifikat")
    lead = _("Asli yang sudah tiba, urut perkiraan bebas")

    @cached_property
    def shows_ready(self) -> bool:
        return self.request.GET.get("tampil") == "siap"

    def originals(self) -> Any:
        return Certificate.objects.at_hand_for(self.user, self.permission_required)

    def perform(self, form: PickForm) -> list[Certificate]:
        rows = list(self.originals().filter(pk__in=form.picked()))
        return ready_box.mark_ready(certificates=rows, actor=self.user)

    def get_success_url(self) -> str:
        return reverse("certification:ready-box")

    def get_success_message(self) -> str:
        return _t("%(count)d sertifikat siap diserahkan.") % {"count": len(self.result)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        rows = list(
            self.originals()
            .with_original()
            .select_related("inmate", "scheme", "centre")
            .order_by("inmate__earliest_release", "facts__name", "pk")[:SHOWN]
        )
        arrived = [row for row in rows if row.original_state == SheetStatus.ARRIVED]
        ready = [row for row in rows if row.original_state != SheetStatus.ARRIVED]
        return super().get_context_data(
            **kwargs,
            rows=[_shown(row, today) for row in (ready if self.shows_ready else arrived)],
            shows_ready=self.shows_ready,
            arrived=len(arrived),
            ready=len(ready),
            ceremonies=self.reach(Ceremony).order_by("-pk")[:5],
            most=handing_over.MOST_AT_ONCE,
        )


def _shown(row: Certificate, today: datetime.date) -> dict[str, Any]:
    basis = row.inmate.release_basis_on(today)
    return {
        "certificate": row,
        "inmate": row.inmate,
        "any_day": basis == ReleaseBasis.ANY_DAY,
        "basis": ReleaseBasis(basis).label,
        "is_training": row.kind == CertificateKind.TRAINING,
    }


HOLDER, OTHER, SKIP = "holder", "other", "skip"


class CeremonyForm(OfficeForm):
    """One day and one way of checking identities; per row an exception."""

    handed_on = DateField(label=_("Tanggal penyerahan"))
    identity_check = forms.ChoiceField(label=_("Identitas diperiksa"), choices=IdentityCheck.choices)

    def __init__(self, *args: Any, rows: list[Certificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.certificates = rows
        for row in rows:
            name = row.facts["name"]
            self.fields[f"cara-{row.pk}"] = forms.ChoiceField(
                label=name,
                choices=[
                    (HOLDER, _("pemegang sendiri")),
                    (OTHER, _("orang lain, dengan surat kuasa")),
                    (SKIP, _("belum diserahkan")),
                ],
                initial=HOLDER,
            )
            label = _t("Penerima untuk %(name)s") % {"name": name}
            self.fields[f"penerima-{row.pk}"] = forms.CharField(
                label=label, max_length=150, required=False, widget=forms.TextInput(attrs={"aria-label": label})
            )

    def head(self) -> list[Any]:
        return [self["handed_on"], self["identity_check"]]

    def rows(self) -> Iterator[tuple[Certificate, Any, Any]]:
        for row in self.certificates:
            yield row, self[f"cara-{row.pk}"], self[f"penerima-{row.pk}"]

    def handings(self) -> list[handing_over.Handing]:
        check = self.cleaned_data["identity_check"]
        return [
            handing_over.Handing(
                row,
                check,
                is_holder=how == HOLDER,
                received_by="" if how == HOLDER else self.cleaned_data[f"penerima-{row.pk}"],
            )
            for row in self.certificates
            if (how := self.cleaned_data[f"cara-{row.pk}"]) != SKIP
        ]


class CeremonyCreate(ActionPage):
    """The originals ticked in the box are handed over on one day: all or none, with a sentence for each refusal."""

    permission_required = "certification.hand_over"
    form_class = CeremonyForm
    template_name = "certification/ceremony_create.html"
    title = _("Serahkan kepada banyak orang")
    button = _("Catat penyerahan")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kotak sertifikat"), reverse("certification:ready-box") + "?tampil=siap")]

    @cached_property
    def certificates(self) -> list[Certificate]:
        said = self.request.POST if self.request.method == "POST" else self.request.GET
        # What was handed over meanwhile stays on the page, so that its refusal can be read.
        rows = self.reach(Certificate).filter(pk__in=picked(said))
        return list(
            rows.select_related("inmate__prison", "scheme").order_by("facts__name", "pk")[: handing_over.MOST_AT_ONCE]
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "rows": self.certificates}

    def get_initial(self) -> dict[str, Any]:
        prison = self.certificates[0].inmate.prison if self.certificates else None
        return {"handed_on": clock.today(prison.timezone if prison else ""), "identity_check": IdentityCheck.PHOTO}

    def perform(self, form: CeremonyForm) -> Ceremony:
        handings = form.handings()
        prisons = {each.certificate.inmate.prison for each in handings}
        if len(prisons) > 1:
            raise ValidationError(_t("Satu penyerahan untuk satu UPT."), code="one_prison")
        if not prisons:
            raise ValidationError(_t("Pilih paling sedikit satu orang."), code="none_chosen")
        return handing_over.hand_over_many(
            prison=prisons.pop(), handings=handings, handed_on=form.cleaned_data["handed_on"], actor=self.user
        )

    def get_success_message(self) -> str:
        return _t("%(count)d penyerahan dicatat. Cetak tanda terimanya untuk ditandatangani.") % {
            "count": self.result.hand_overs.count()
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, certificates=self.certificates)


class CeremonyDetail(DetailPage):
    """Who got what on that day, and the receipts."""

    permission_required = "certification.hand_over"
    model = Ceremony
    template_name = "certification/ceremony_detail.html"

    def get_title(self) -> str:
        return _t("Penyerahan %(day)s") % {"day": self.object}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Kotak sertifikat"), reverse("certification:ready-box"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = _handed(self.object)
        hidden = self.object.hand_overs.count() - len(rows)
        return super().get_context_data(**kwargs, ceremony=self.object, rows=rows, hidden=hidden)


class CeremonyReceipts(Page):
    """The receipts of a ceremony as one PDF, a page for each; names no prison, like everything that leaves."""

    permission_required = "certification.hand_over"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ceremony = get_object_or_404(self.reach(Ceremony), pk=kwargs["pk"])
        handed = _handed(ceremony)
        if not handed:
            raise Http404
        rows = [(row.certificate or row.former_certificate, row) for row in handed]
        pdf = render_receipts([receipt_of(certificate, row) for certificate, row in rows])
        audit.record_read(self.user, "certification.open_receipt", [ceremony, *(each for each, _row in rows)])
        return shown_pdf(pdf, f"tanda-terima-{ceremony.held_on:%Y%m%d}.pdf")


def _handed(ceremony: Ceremony) -> list[Any]:
    """Its hand-overs in the order of the page, those of originals that were replaced since included.

    Left out is whom the prison reads no longer; somebody who was moved on stays in the prison's own list.
    """
    # The few of the ceremony are named first: in one question the database looks at the whole country.
    named = ceremony.hand_overs.values_list("certificate_id", "former_certificate_id")
    of_ceremony = Certificate.objects.filter(pk__in=[pk for pair in named for pk in pair if pk])
    kept = list(of_ceremony.filter(kept_by_the_prison(clock.today(), "inmate")).values_list("pk", flat=True))
    rows = ceremony.hand_overs.filter(Q(certificate__in=kept) | Q(former_certificate__in=kept))
    return list(rows.select_related("certificate__scheme", "former_certificate__scheme").order_by("pk"))
