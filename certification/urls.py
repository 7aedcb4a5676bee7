"""Addresses of certification."""

from django.urls import URLPattern, path

from certification import urls_exams, urls_issuing, urls_journey, urls_sheets, urls_training
from certification.views import parts, subject_files

app_name = "certification"
urlpatterns: list[URLPattern] = [
    *urls_exams.urlpatterns,
    *urls_issuing.urlpatterns,
    *urls_sheets.urlpatterns,
    *urls_training.urlpatterns,
    *urls_journey.urlpatterns,
    path("bagian-data/", parts.PartList.as_view(), name="part-list"),
    path("bagian-data/<int:pk>/", parts.PartGive.as_view(), name="part-give"),
    path("permintaan-data/<int:pk>/berkas.pdf", subject_files.RequestPdf.as_view(), name="request-pdf"),
]
