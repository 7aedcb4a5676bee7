"""The whole record of one person: the plan towards release, training, exams and certificates, the person's data."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certification.lifeline import life_line_of
from certification.models import Assessment, Certificate
from certification.naming import awaited
from certification.progress import step_of
from certification.querysets_fence import read_by_the_prison
from foundation import clock
from foundation.accounts.postings import nationwide, places
from foundation.audit import services as audit
from foundation.ui.forms import OfficeForm
from foundation.ui.pages import ActionPage, DetailPage
from lapas import nik
from lapas.choices import CustodyState, ReleaseBasis
from lapas.models import Inmate, PrisonPosting
from lapas.services import kept_row_of
from training.models import Enrolment

# Reading a record for a reason holds this long, for this one person.
REASON_MINUTES = 30
READING = "lapas.view_inmate"


def _reason_key(pk: int) -> str:
    return f"record-reason-{pk}"


class InmateRecord(DetailPage):
    """One person's record. Whoever does not work in the person's prison first says why, and that is recorded.

    Of somebody who has left, the prison keeps name and certificates, until thirty days after all was settled.
    """

    permission_required = READING
    model = Inmate
    template_name = "certification/inmate_record.html"
    audit_verb = "lapas.view_inmate"

    def get_queryset(self) -> QuerySet[Inmate]:
        return read_by_the_prison(self.user, READING).select_related("prison", "destination")

    @property
    def _hands_over_only(self) -> bool:
        """After the release nothing but name and certificates is the prison's, or its kanwil's, to read."""
        return self.inmate.custody_state == CustodyState.RELEASED and not nationwide(self.user, READING)

    def get_template_names(self) -> list[str]:
        return ["certification/hand_over_view.html"] if self._hands_over_only else [str(self.template_name)]

    def get_object(self, queryset: Any = None) -> Inmate:
        return self.inmate

    @cached_property
    def inmate(self) -> Inmate:
        found: Inmate = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kept := self._kept_instead():
            return redirect(kept)
        inmate = self.get_object()
        if not self._works_there(inmate) and not self._reason_holds(inmate):
            return redirect("certification:record-reason", inmate.pk)
        return super().get(request, *args, **kwargs)

    def _kept_instead(self) -> Inmate | None:
        """The row in reach that a merged one, whose address somebody still has, is kept in."""
        own = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if own is not None:
            self.inmate = own
            return None
        asked = get_object_or_404(Inmate.objects.filter(merged_into__isnull=False), pk=self.kwargs["pk"])
        found: Inmate = get_object_or_404(self.get_queryset(), pk=kept_row_of(asked).pk)
        return found

    def _works_there(self, inmate: Inmate) -> bool:
        own = places(self.user, self.permission_required, PrisonPosting)
        return inmate.prison_id in own or inmate.destination_id in own

    def _reason_holds(self, inmate: Inmate) -> bool:
        until = self.request.session.get(_reason_key(inmate.pk), "")
        return bool(until) and datetime.datetime.fromisoformat(until) > clock.now()

    def get_title(self) -> str:
        return str(self.object.display_name)

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Penghuni"), reverse("lapas:inmate-list"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self._hands_over_only:
            return self._hand_over_view(**kwargs)
        inmate: Inmate = self.object
        today = clock.today(inmate.prison.timezone)
        enrolments = list(
            Enrolment.objects.filter(inmate=inmate)
            .select_related("training_class__module__scheme", "training_class__corner")
            .order_by("-training_class__starts_on")
        )
        assessments = list(
            Assessment.objects.filter(inmate=inmate)
            .select_related("exam__scheme", "decision__meeting")
            .order_by("-exam__exam_on", "-pk")
        )
        certificates = list(
            Certificate.objects.filter(inmate=inmate).living().with_original().select_related("hand_over")
        )
        facts = list(inmate.date_facts.current())
        basis = inmate.release_basis_on(today)
        return super().get_context_data(
            **kwargs,
            inmate=inmate,
            today=today,
            basis=ReleaseBasis(basis).label,
            any_day=basis == ReleaseBasis.ANY_DAY,
            life_line=life_line_of(inmate, facts, enrolments, today),
            rows=[_row(enrolment, assessments, certificates) for enrolment in enrolments],
            other_attempts=_without_class(assessments, enrolments, certificates),
            events=inmate.custody_events.select_related("prison", "to_prison")[:10],
            may_change=self._may_change(inmate),
        )

    def _hand_over_view(self, **kwargs: Any) -> dict[str, Any]:
        inmate: Inmate = self.object
        rows = Certificate.objects.filter(inmate=inmate).living().with_original().select_related("hand_over")
        return super().get_context_data(
            **kwargs,
            inmate=inmate,
            rows=[_issued(row) for row in rows.order_by("issued_on", "pk")],
            may_change={
                # The page of events is the registry's and closes thirty days after the release.
                "event": Inmate.objects.for_user(self.user, "lapas.record_event").filter(pk=inmate.pk).exists(),
                "name": not inmate.name_is_confirmed
                and awaited(Inmate.objects.once_at(self.user, "lapas.confirm_name")).filter(pk=inmate.pk).exists(),
            },
        )

    def _may_change(self, inmate: Inmate) -> dict[str, bool]:
        return {
            "event": inmate.prison_id in places(self.user, "lapas.record_event", PrisonPosting),
            "correct": inmate.prison_id in places(self.user, "lapas.change_inmate", PrisonPosting),
            "name": inmate.prison_id in places(self.user, "lapas.confirm_name", PrisonPosting),
            "request": inmate.prison_id in places(self.user, "lapas.prepare_request", PrisonPosting)
            or nationwide(self.user, "lapas.prepare_request"),
            "merge": inmate.prison_id in places(self.user, "lapas.merge_inmates", PrisonPosting),
            "nik": self.user.has_perm("lapas.view_nik"),
            "propose": inmate.prison_id in places(self.user, "training.add_enrolment", PrisonPosting),
        }


def _row(enrolment: Enrolment, assessments: list[Assessment], certificates: list[Certificate]) -> dict[str, Any]:
    """One class with its training certificate, the latest attempt at its exam and the certificate that came of it."""
    attempt = next((row for row in assessments if row.exam.training_class_id == enrolment.training_class_id), None)
    trained = next((row for row in certificates if row.enrolment_id == enrolment.pk), None)
    return {
        "enrolment": enrolment,
        "class": enrolment.training_class,
        "trained": _issued(trained),
        **_attempt(attempt, certificates),
    }


def _attempt(attempt: Assessment | None, certificates: list[Certificate]) -> dict[str, Any]:
    decision = getattr(attempt, "decision", None)
    made = next((row for row in certificates if decision is not None and row.decision_id == decision.pk), None)
    return {"attempt": attempt, **_issued(made)}


def _issued(certificate: Certificate | None) -> dict[str, Any]:
    handed = getattr(certificate, "hand_over", None)
    step = step_of(certificate, handed_over=handed is not None) if certificate is not None else None
    return {"certificate": certificate, "handed": handed, "step": step}


def _without_class(
    assessments: list[Assessment], enrolments: list[Enrolment], certificates: list[Certificate]
) -> list[dict[str, Any]]:
    known = {row.training_class_id for row in enrolments}
    return [_attempt(row, certificates) for row in assessments if row.exam.training_class_id not in known]


class ReasonForm(OfficeForm):
    reason = forms.CharField(
        label=_("Keperluan"),
        max_length=200,
        min_length=10,
        help_text=_("Satu kalimat. Alasan ini dicatat bersama nama Anda dan dapat dilihat auditor."),
    )


class RecordReason(ActionPage):
    """Asks a viewer from outside the prison why this person's record is opened."""

    permission_required = READING
    form_class = ReasonForm
    title = _("Untuk apa data ini dibuka?")
    button = _("Buka data")

    @cached_property
    def inmate(self) -> Inmate:
        found: Inmate = get_object_or_404(read_by_the_prison(self.user, READING), pk=self.kwargs["pk"])
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Loaded here as well, so that the page of somebody out of reach is not found.
        return super().get_context_data(**kwargs, inmate=self.inmate)

    def perform(self, form: Any) -> Inmate:
        reason = form.cleaned_data["reason"]
        nik.refuse_in(reason)
        audit.record(self.user, "lapas.give_reason", [self.inmate], {"reason": reason})
        until = clock.now() + datetime.timedelta(minutes=REASON_MINUTES)
        self.request.session[_reason_key(self.inmate.pk)] = until.isoformat()
        return self.inmate

    def get_success_url(self) -> str:
        return reverse("certification:inmate-record", args=[self.inmate.pk])
