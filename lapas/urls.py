"""Addresses of the registry."""

from django.urls import path

from lapas.views import acts, custody, dates, identity, import_rows, imports, inmates, merging, names, prisons, words

app_name = "lapas"
urlpatterns = [
    path("penghuni/", inmates.InmateList.as_view(), name="inmate-list"),
    path("penghuni/tambah/", inmates.InmateCreate.as_view(), name="inmate-create"),
    path("penghuni/nama-sertifikat/", names.NameConfirm.as_view(), name="name-confirm"),
    path("penghuni/ganda/", merging.MergeList.as_view(), name="merge-list"),
    path("penghuni/ganda/<int:pk>/", merging.MergeDetail.as_view(), name="merge-detail"),
    path("penghuni/<int:pk>/gabungkan/", merging.InmateMergePage.as_view(), name="inmate-merge"),
    path("penghuni/<int:pk>/data/", inmates.InmateCorrect.as_view(), name="inmate-correct"),
    path("penghuni/<int:pk>/register/", inmates.InmateRegister.as_view(), name="inmate-register"),
    path("penghuni/<int:pk>/tanggal/", dates.InmateDates.as_view(), name="inmate-dates"),
    path("penghuni/<int:pk>/nik/", identity.InmateNik.as_view(), name="inmate-nik"),
    path("penghuni/<int:pk>/nik/lihat/", identity.InmateNikReveal.as_view(), name="inmate-nik-reveal"),
    path("penghuni/<int:pk>/nama-sertifikat/", names.InmateConfirmName.as_view(), name="inmate-confirm-name"),
    path("penghuni/<int:pk>/peristiwa/", custody.EventRecord.as_view(), name="event-record"),
    path("impor/", imports.ImportList.as_view(), name="import-list"),
    path("impor/unggah/", imports.ImportUpload.as_view(), name="import-upload"),
    path("impor/<int:pk>/", imports.ImportDetail.as_view(), name="import-detail"),
    path("impor/<int:pk>/kolom/", imports.ImportMapping.as_view(), name="import-mapping"),
    path("impor/<int:pk>/pratinjau/", imports.ImportPreview.as_view(), name="import-preview"),
    path("impor/<int:pk>/terapkan/", imports.ImportApply.as_view(), name="import-apply"),
    path("impor/<int:pk>/batalkan/", imports.ImportDiscard.as_view(), name="import-discard"),
    path("impor/<int:pk>/urungkan/", imports.ImportUndo.as_view(), name="import-undo"),
    path("impor/<int:pk>/ditolak.xlsx", import_rows.ImportRefused.as_view(), name="import-refused"),
    path("impor/<int:pk>/tidak-ada/", import_rows.ImportGone.as_view(), name="import-gone"),
    path("impor/<int:pk>/baris/<int:row>/", import_rows.ImportRowDecide.as_view(), name="import-row-decide"),
    path("impor/kata/", words.WordList.as_view(), name="word-list"),
    path("impor/kata/beri-arti/", words.WordExplain.as_view(), name="word-explain"),
    path("impor/kata/<int:pk>/hapus/", words.WordForget.as_view(), name="word-forget"),
    path("upt/belum-memperbarui/", prisons.StaleBoard.as_view(), name="stale-board"),
    path("kedatangan/", custody.ArrivalList.as_view(), name="arrivals"),
    path("kedatangan/<int:pk>/terima/", custody.ArrivalAccept.as_view(), name="arrival-accept"),
    path("kedatangan/<int:pk>/tidak-tiba/", custody.ArrivalNotCome.as_view(), name="arrival-not-come"),
    path("surat/", acts.ActList.as_view(), name="act-list"),
    path("surat/catat/", acts.ActOpen.as_view(), name="act-open"),
    path("surat/<int:pk>/", acts.ActDetail.as_view(), name="act-detail"),
    path("surat/<int:pk>/batalkan/", acts.ActDiscard.as_view(), name="act-discard"),
    path("surat/<int:pk>/urungkan/", acts.ActUndo.as_view(), name="act-undo"),
    path("papan-bebas/", custody.ReleaseBoard.as_view(), name="release-board"),
    path("papan-bebas/catat/", custody.ReleaseMany.as_view(), name="release-many"),
    path("upt/", prisons.PrisonList.as_view(), name="prison-list"),
    path("upt/<int:pk>/", prisons.PrisonDetail.as_view(), name="prison-detail"),
]
