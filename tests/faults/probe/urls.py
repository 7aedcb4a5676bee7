from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from foundation.jobs import services
from foundation.jobs.models import Job
from pojok_vokasi.urls import urlpatterns as portal


def order(request: HttpRequest) -> JsonResponse:
    """Order one job, as any page does."""
    with transaction.atomic():
        job = services.enqueue("probe.once", params={"seconds": 0.05})
    return JsonResponse({"job": job.pk})


def count(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"jobs": Job.objects.count()})


urlpatterns = [path("probe/order", order), path("probe/count", count), *portal]
