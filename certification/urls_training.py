"""Addresses of training certificates."""

from django.urls import path

from certification.views import training_certificates, training_issuers

urlpatterns = [
    path("sertifikat-pelatihan/", training_certificates.TrainedClassList.as_view(), name="training-certificate-list"),
    path(
        "sertifikat-pelatihan/kelas/<int:pk>/",
        training_certificates.TrainedClass.as_view(),
        name="training-certificate-class",
    ),
    path(
        "sertifikat-pelatihan/kelas/<int:pk>/siapkan/",
        training_certificates.TrainingPrint.as_view(),
        name="training-print",
    ),
    path(
        "sertifikat-pelatihan/kelas/<int:pk>/cetak/",
        training_certificates.TrainingPrintFile.as_view(),
        name="training-print-file",
    ),
    path(
        "sertifikat-pelatihan/kelas/<int:pk>/tercetak/",
        training_certificates.TrainingPrinted.as_view(),
        name="training-printed",
    ),
    path(
        "sertifikat-pelatihan/<int:pk>/berkas/",
        training_certificates.TrainingCertificateFile.as_view(),
        name="training-certificate-file",
    ),
    path(
        "sertifikat-pelatihan/penerbit/<int:pk>/",
        training_issuers.IssuerChange.as_view(),
        name="training-issuer-change",
    ),
    path(
        "sertifikat-pelatihan/penerbit/<int:pk>/seri/",
        training_issuers.CentreSeriesOpen.as_view(),
        name="training-series-open",
    ),
]
