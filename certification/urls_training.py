"""Addresses of training certificates, and of letters with numbers."""

from django.urls import path

from certification.views import letters, training_certificates, training_issuers, voiding

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
    path("nomor/<int:pk>/unggah/", letters.LetterUpload.as_view(), name="letter-upload"),
    path("nomor/surat/<int:pk>/", letters.LetterPreview.as_view(), name="letter-preview"),
    path("nomor/surat/<int:pk>/batal/", letters.LetterDiscard.as_view(), name="letter-discard"),
    path(
        "sertifikat-pelatihan/penerbit/<int:pk>/unggah/",
        letters.TrainingLetterUpload.as_view(),
        name="training-letter-upload",
    ),
    path(
        "sertifikat-pelatihan/daftar/<int:pk>/", letters.TrainingLetterPreview.as_view(), name="training-letter-preview"
    ),
    path(
        "sertifikat-pelatihan/daftar/<int:pk>/batal/",
        letters.TrainingLetterDiscard.as_view(),
        name="training-letter-discard",
    ),
    path("sertifikat/<int:pk>/batal-nomor/", voiding.NumberVoid.as_view(), name="number-void"),
    path("sertifikat-pelatihan/<int:pk>/batal/", voiding.TrainingVoid.as_view(), name="training-void"),
]
