"""Addresses of printing onto BNSP's sheets, of the sheets themselves, and of printers."""

from django.urls import path

from certification.views import print_runs, printers, printing, sheets, spoiled

urlpatterns = [
    path("cetak/", printing.PrintList.as_view(), name="print-list"),
    path("cetak/<int:pk>/", print_runs.PrintRunPage.as_view(), name="print-run"),
    path("cetak/<int:pk>/blangko/", print_runs.PrintRunLay.as_view(), name="print-run-lay"),
    path("cetak/<int:pk>/macet/", print_runs.PrintRunJam.as_view(), name="print-run-jam"),
    path("cetak/<int:pk>/macet/belakang/", print_runs.PrintRunBacksJam.as_view(), name="print-run-backs-jam"),
    path("cetak/<int:pk>/hasil/", print_runs.PrintRunOutcome.as_view(), name="print-run-outcome"),
    path("cetak/<int:pk>/periksa/", print_runs.PrintRunCheck.as_view(), name="print-run-check"),
    path("cetak/<int:pk>/batal/", print_runs.PrintRunAbandon.as_view(), name="print-run-abandon"),
    path("cetak/<int:pk>/berkas/", print_runs.PrintRunFile.as_view(), name="print-file"),
    path("cetak/<int:pk>/berkas/belakang/", print_runs.PrintRunFile.as_view(backs=True), name="print-file-backs"),
    path("cetak/tanda-tangan/", sheets.SheetsSign.as_view(), name="sheets-sign"),
    path("cetak/printer/", printers.PrinterList.as_view(), name="printer-list"),
    path("cetak/printer/baru/", printers.PrinterCreate.as_view(), name="printer-create"),
    path("cetak/printer/<int:pk>/", printers.PrinterChange.as_view(), name="printer-change"),
    path("cetak/printer/<int:pk>/kalibrasi/", printers.PrinterCalibrate.as_view(), name="printer-calibrate"),
    path("cetak/printer/<int:pk>/kalibrasi/lembar/", printers.PrinterSheet.as_view(), name="printer-sheet"),
    path("blangko/", sheets.LotList.as_view(), name="lot-list"),
    path("blangko/terima/", sheets.LotReceive.as_view(), name="lot-receive"),
    path("blangko/<int:pk>/", sheets.LotDetail.as_view(), name="lot-detail"),
    path("blangko/lembar/", sheets.SheetList.as_view(), name="sheet-list"),
    path("blangko/rusak/", spoiled.SpoiledList.as_view(), name="spoiled-list"),
    path("blangko/rusak/catat/", spoiled.SpoilRecord.as_view(), name="sheet-spoil"),
    path("blangko/berita-acara/<int:pk>/", spoiled.LetterPage.as_view(), name="spoiled-letter"),
    path("blangko/berita-acara/<int:pk>/berkas/", spoiled.LetterFile.as_view(), name="spoiled-letter-file"),
    path("blangko/hitung/", sheets.CountList.as_view(), name="sheet-count-list"),
    path("blangko/hitung/catat/", sheets.CountRecord.as_view(), name="sheet-count"),
]
