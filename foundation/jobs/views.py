"""Progress, outcome and retry of jobs: for whoever ordered them and for the administrator."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.jobs import services
from foundation.jobs.choices import JobState
from foundation.jobs.models import Job
from foundation.jobs.tables import JobTable
from foundation.ui.pages import SIGNED_IN, ActionPage, Chip, DetailPage, ListPage, Reach

# One's own jobs are open to everybody who is signed in; those of others to whoever holds these nationwide.
SEE_ALL = "jobs.view_all"
RETRY_ALL = "jobs.retry_all"


class JobProgress(Reach):
    """The bar of one job, asked again and again by the page that shows it; JSON for `Accept: application/json`."""

    permission_required = SIGNED_IN

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(Job.objects.for_user(self.user, SEE_ALL), pk=pk)
        job.error = job.reason_for(self.user)
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            return JsonResponse({"state": job.state, "done": job.done, "total": job.total, "error": job.error})
        return render(request, "ui/progress.html", {"job": job, "url": request.path})


class JobDetail(DetailPage):
    permission_required = SIGNED_IN
    model = Job
    template_name = "jobs/job_detail.html"

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.for_user(self.user, SEE_ALL).select_related("actor__person")

    def get_object(self, queryset: QuerySet[Job] | None = None) -> Job:
        job: Job = super().get_object(queryset)
        job.error = job.reason_for(self.user)
        return job

    def get_title(self) -> str:
        return self.object.title

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(_("Pekerjaan"), reverse("jobs:failed"))] if self.user.has_perm(SEE_ALL) else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_retry = (
            self.object.state == JobState.FAILED
            and Job.objects.for_user(self.user, RETRY_ALL).filter(pk=self.object.pk).exists()
        )
        return super().get_context_data(may_retry=may_retry, **kwargs)


class FailedJobs(ListPage):
    """The failed jobs of everybody, and by chip the others; what they are about is not told."""

    permission_required = SEE_ALL
    model = Job
    table_class = JobTable
    title = _("Pekerjaan")
    lead = _("Yang gagal berhenti setelah beberapa kali dicoba. Perbaiki penyebabnya, lalu ulangi.")
    empty_title = _("Tidak ada pekerjaan gagal")
    empty_text = _("Pekerjaan yang gagal muncul di sini dengan alasannya.")
    chips = (
        Chip("", _("Gagal"), Q(state=JobState.FAILED)),
        Chip("menunggu", _("Menunggu"), Q(state=JobState.QUEUED)),
        Chip("dikerjakan", _("Sedang dikerjakan"), Q(state=JobState.RUNNING)),
        Chip("selesai", _("Selesai"), Q(state=JobState.DONE)),
    )

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.for_user(self.user, self.permission_required).select_related("actor__person")

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}


class JobRetry(ActionPage):
    permission_required = SIGNED_IN
    title = _("Ulangi pekerjaan")
    button = _("Ulangi")
    confirm_text = _(
        "Pekerjaan ini dijalankan lagi dari awal percobaannya; yang sudah selesai tidak dikerjakan dua kali."
    )
    success_message = _("Pekerjaan dijadwalkan lagi.")

    @cached_property
    def job(self) -> Job:
        return get_object_or_404(Job.objects.for_user(self.user, RETRY_ALL), pk=self.kwargs["pk"])

    def get_lead(self) -> str:
        return f"{self.job.title}. {self.job.reason_for(self.user)}"

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(self.job.title, self.job.get_absolute_url())]

    def perform(self, form: Any) -> Job:
        return services.retry(job=self.job, actor=self.user)
