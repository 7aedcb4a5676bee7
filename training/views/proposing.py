"""Proposing people for a class: candidates with their time, picked, confirmed; and the list for the hearing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.paginator import Page as PaperPage
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.audit import services as audit
from foundation.ui.pages import ActionPage, Chip, Page
from foundation.ui.pages.listing import CHIP_PARAMETER, ROWS_PER_PAGE, CutPaginator
from lapas.models import Inmate
from lapas.querysets import InmateQuerySet
from training import candidates
from training.choices import ClassStatus, EnrolmentStatus
from training.eligibility import Assessment
from training.forms.classes import PickForm
from training.models import Enrolment, TrainingClass
from training.services.enrolment import EnrolmentRefused, enrol_inmates, propose_inmates
from training.services.staffing import teaching
from training.showing import basis_text, days_text, line_of, span_of, tags_of
from training.views.reached import InClass


class ClassPropose(InClass, ActionPage):
    """Candidates of the prison, 50 a page, the shortest time first; findings are computed for the page shown only.

    In a prison that trains without a hearing the same page seats at once.
    """

    permission_required = "training.add_enrolment"
    form_class = PickForm
    template_name = "training/class_propose.html"

    def get_title(self) -> str:
        return _("Usulkan peserta %(course)s") % {"course": self.training_class}

    def get_lead(self) -> str:
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "inmates": self.people}

    def get_success_url(self) -> str:
        return reverse("training:class-detail", args=[self.training_class.pk])

    @cached_property
    def training_class(self) -> Any:
        """The class with its counts."""
        classes = self.reach(TrainingClass).with_seats_taken()
        rows = classes.select_related("module__scheme__field", "corner__prison", "centre")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def by_hearing(self) -> bool:
        return bool(self.training_class.corner.prison.hearing_required)

    @cached_property
    def people(self) -> InmateQuerySet:
        return candidates.in_prison_of(self.training_class, self.reach(Inmate))

    @cached_property
    def chips(self) -> list[Chip]:
        course, prison = self.training_class, self.training_class.corner.prison
        may = candidates.proposable(course, self.today)
        field = course.module.scheme.field.title_id
        within = _("Semua narapidana, bebas ≤ %(months)d bulan") % {"months": prison.horizon_months}
        return [
            Chip("", _("Bisa diusulkan"), may),
            Chip("semua", within, candidates.within_horizon(course, self.today)),
            Chip("belum-dilatih", _("Belum pernah dilatih"), may & candidates.never_trained(course)),
            Chip("minat", _("Minat %(field)s") % {"field": field.lower()}, may & Q(interests__icontains=field)),
            Chip("belum-lengkap", _("Fakta belum lengkap"), may & candidates.incomplete()),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        course, form = self.training_class, kwargs.get("form") or self.get_form()
        kwargs["form"] = form
        words = self.request.GET.get("cari", "").strip()
        found = self.people.matching(words) if words else self.people
        asked = self.request.GET.get(CHIP_PARAMETER, "")
        chips = self._counted(found, asked)
        chosen = next(chip for chip in chips if chip["on"])
        pages = CutPaginator(candidates.by_time_left(found.filter(chosen["where"]), self.today), per_page=ROWS_PER_PAGE)
        # The chip has counted already.
        pages.count = chosen["count"]
        page = pages.get_page(self.request.GET.get("page"))
        room = max(course.seats - course.seats_taken - course.proposed_count, 0)
        return super().get_context_data(
            chips=chips,
            words=words,
            pager=SimpleNamespace(page=page, paginator=pages, prefixed_page_field="page"),
            rows=self._rows(page, form),
            refused=self._refused(),
            certificate_on=candidates.certificate_of(course),
            instructors=list(teaching(course)),
            room=room,
            dock_hint=self._hint(room),
            dock_button=_("Usulkan") if self.by_hearing else _("Daftarkan"),
            by_hearing=self.by_hearing,
            is_open=course.status in {ClassStatus.PLANNED, ClassStatus.RUNNING},
            **kwargs,
        )

    def _counted(self, found: InmateQuerySet, asked: str) -> list[dict[str, Any]]:
        counts = found.order_by().aggregate(
            **{f"n{number}": Count("pk", filter=chip.where) for number, chip in enumerate(self.chips)}
        )
        query = self.request.GET.copy()
        query.pop("page", None)
        values = [chip.value for chip in self.chips]
        shown = []
        for number, chip in enumerate(self.chips):
            query[CHIP_PARAMETER] = chip.value
            shown.append(
                {
                    "label": chip.label,
                    "count": counts[f"n{number}"],
                    "url": f"?{query.urlencode()}",
                    "on": chip.value == (asked if asked in values else ""),
                    "where": chip.where,
                }
            )
        return shown

    def _rows(self, page: PaperPage[Inmate], form: PickForm) -> list[dict[str, Any]]:
        course, people = self.training_class, list(page.object_list)
        assessments = candidates.assess_all(course, people, self.today)
        span = span_of((assessment.fit for assessment in assessments.values()), self.today)
        ticked = form.ticked()
        return [self._row(person, assessments[person.pk], span, form, ticked) for person in people]

    def _row(
        self, person: Inmate, assessment: Assessment, span: Any, form: PickForm, ticked: set[str]
    ) -> dict[str, Any]:
        fit = assessment.fit
        warned = [finding.text for finding in assessment.problems if finding.level == "warn"]
        return {
            "inmate": person,
            "line": line_of(fit, span, self.training_class.corner.prison.margin_days),
            "any_day": fit.any_day,
            "basis": basis_text(person.release_basis_on(self.today), person.two_thirds_unknown),
            "days": days_text(fit),
            "tags": tags_of(assessment),
            "blocked": bool(assessment.blocks),
            "needs_reason": assessment.needs_reason,
            "note": warned[0] if assessment.needs_reason else "",
            "reason": form.reason_for(person.pk) if form.is_bound else "",
            "ticked": str(person.pk) in ticked,
            "refused": "; ".join(self._refused().get(person.pk, ())),
        }

    def _refused(self) -> dict[int, tuple[str, ...]]:
        return self.refusal.reasons if isinstance(self.refusal, EnrolmentRefused) else {}

    def _hint(self, room: int) -> str:
        return ngettext("%(room)d kursi belum terisi usulan", "%(room)d kursi belum terisi usulan", room) % {
            "room": room
        }

    def perform(self, form: PickForm) -> list[Enrolment]:
        act = propose_inmates if self.by_hearing else enrol_inmates
        return act(training_class=self.training_class, actor=self.user, **form.picked())

    def get_success_message(self) -> str:
        count = len(self.result)
        if self.by_hearing:
            text = ngettext(
                "%(count)d orang diusulkan. Cetak daftarnya untuk sidang TPP.",
                "%(count)d orang diusulkan. Cetak daftarnya untuk sidang TPP.",
                count,
            )
        else:
            text = ngettext("%(count)d orang terdaftar.", "%(count)d orang terdaftar.", count)
        return text % {"count": count}


class ProposalPrint(InClass, Page):
    """The numbered list that goes to the hearing on paper; the printing is recorded."""

    permission_required = "training.add_enrolment"
    template_name = "training/proposal_print.html"
    title = gettext_lazy("Usulan sidang TPP")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        course = self.training_class
        places = list(
            course.enrolments.filter(status=EnrolmentStatus.PROPOSED)
            .select_related("inmate", "proposed_by__person")
            .order_by("inmate__name", "pk")
        )
        fits = candidates.fit_all(course, [place.inmate for place in places], self.today)
        audit.record_read(self.user, "training.print_proposals", [course, *(place.inmate for place in places)])
        return super().get_context_data(
            sheet_number=_("U-%(course)d/%(day)s") % {"course": course.pk, "day": f"{self.today:%Y%m%d}"},
            certificate_on=candidates.certificate_of(course),
            instructors=list(teaching(course)),
            rows=[
                {
                    "place": place,
                    "inmate": place.inmate,
                    "any_day": fits[place.inmate_id].any_day,
                    "basis": basis_text(place.inmate.release_basis_on(self.today), place.inmate.two_thirds_unknown),
                    "days": days_text(fits[place.inmate_id]),
                    "notes": [finding["text"] for finding in place.findings if finding["level"] in {"warn", "unknown"}],
                }
                for place in places
            ],
            **kwargs,
        )
