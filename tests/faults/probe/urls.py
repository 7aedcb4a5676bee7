from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from foundation import collect
from foundation.jobs import services, waking
from foundation.jobs.models import Job
from pojok_vokasi.urls import urlpatterns as portal
from tests.factories import batches


def order(request: HttpRequest) -> JsonResponse:
    """Order one job, as any page does."""
    with transaction.atomic():
        job = services.enqueue("probe.once", params={"seconds": 0.05})
    return JsonResponse({"job": job.pk})


def count(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"jobs": Job.objects.count()})


def decide(request: HttpRequest) -> JsonResponse:
    """Decide on exams of so many candidates each, `?sizes=60,60`; answers the jobs that this ordered."""
    last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    batches.submitted([int(size) for size in request.GET["sizes"].split(",")]).decide()
    return JsonResponse({"jobs": list(Job.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))})


def wake(request: HttpRequest) -> JsonResponse:
    """Call a worker for each of the jobs `?jobs=1,2`, all of them, so many `times` over."""
    jobs = [int(pk) for pk in request.GET["jobs"].split(",")] * int(request.GET["times"])
    return JsonResponse({"sent": waking.publish(jobs)})


def broken(request: HttpRequest) -> JsonResponse:
    """What breaks a promise about the data, one sentence each: `check_invariants` without a process of its own."""
    found = [
        f"{invariant.code}: {sentence}"
        for checks in collect.offered("invariants", "checks")
        for invariant in checks()
        for sentence in invariant.broken()
    ]
    return JsonResponse({"broken": found})


urlpatterns = [
    path("probe/order", order),
    path("probe/count", count),
    path("probe/decide", decide),
    path("probe/wake", wake),
    path("probe/broken", broken),
    *portal,
]
