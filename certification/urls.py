"""Addresses of certification."""

from django.urls import URLPattern

from certification import urls_exams, urls_issuing, urls_journey, urls_sheets, urls_training

app_name = "certification"
urlpatterns: list[URLPattern] = [
    *urls_exams.urlpatterns,
    *urls_issuing.urlpatterns,
    *urls_sheets.urlpatterns,
    *urls_training.urlpatterns,
    *urls_journey.urlpatterns,
]
