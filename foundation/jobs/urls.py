"""Addresses of jobs."""

from django.urls import URLPattern, path

from foundation.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern] = [
    path("gagal/", views.FailedJobs.as_view(), name="failed"),
    path("<int:pk>/", views.JobDetail.as_view(), name="detail"),
    path("<int:pk>/kemajuan/", views.JobProgress.as_view(), name="progress"),
    path("<int:pk>/ulangi/", views.JobRetry.as_view(), name="retry"),
]
