"""Addresses of certificates, numbers, hand-over and the record."""

from django.urls import path

from certification.views import bundle, certificates, handing_over, leaving, numbering, records, states

urlpatterns = [
    path("sertifikat/", certificates.CertificateList.as_view(), name="certificate-list"),
    path("sertifikat/<int:pk>/", certificates.CertificateDetail.as_view(), name="certificate-detail"),
    path("sertifikat/<int:pk>/salinan/", certificates.CertificateCopy.as_view(), name="certificate-copy"),
    path("sertifikat/<int:pk>/serah/", handing_over.HandOverPage.as_view(), name="hand-over"),
    path("sertifikat/<int:pk>/tanda-terima/", handing_over.Receipt.as_view(), name="receipt"),
    path("sertifikat/<int:pk>/status/", states.StateAsk.as_view(), name="state-ask"),
    path("sertifikat/<int:pk>/berkas-bukti/", bundle.CertificateBundle.as_view(), name="certificate-bundle"),
    path("sertifikat/<int:pk>/salinan-baru/", states.CopyReprint.as_view(), name="copy-reprint"),
    path("permohonan/", states.StateRequestList.as_view(), name="state-request-list"),
    path("permohonan/<int:pk>/", states.StateDecide.as_view(), name="state-decide"),
    path("permohonan/<int:pk>/tarik/", states.StateWithdraw.as_view(), name="state-withdraw"),
    path("nomor/", numbering.NumberingList.as_view(), name="numbering-list"),
    path("nomor/keputusan/<int:pk>/pratinjau/", numbering.CertificatePreview.as_view(), name="certificate-preview"),
    path("nomor/<int:pk>/seri/", numbering.SeriesOpen.as_view(), name="series-open"),
    path("nomor/<int:pk>/surat/", numbering.LetterNumbers.as_view(), name="letter-numbers"),
    path("nomor/<int:pk>/tertahan/", numbering.HeldIssue.as_view(), name="held-issue"),
    path("menjelang-bebas/", leaving.LeavingList.as_view(), name="leaving-list"),
    path("rekam/<int:pk>/", records.InmateRecord.as_view(), name="inmate-record"),
    path("rekam/<int:pk>/keperluan/", records.RecordReason.as_view(), name="record-reason"),
]
