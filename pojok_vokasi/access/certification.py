"""Addresses of certification."""

from foundation.accounts.choices import Role
from pojok_vokasi.access.lapas import PRISON_DESKS, RECORD_READERS, REQUEST_READERS
from pojok_vokasi.access.table import Reach, Route

CERTIFICATE_READERS = {**PRISON_DESKS, Role.LSP_OFFICER: Reach.LSP, Role.PRINT_CLERK: Reach.LSP}
HANDING_OVER = {Role.WORK_OFFICER: Reach.PRISON, Role.PRISON_HEAD: Reach.PRISON}
CENTRE_DESK = {Role.CENTRE_OFFICER: Reach.CENTRE}
PRINTING = {Role.LSP_OFFICER: Reach.LSP, Role.PRINT_CLERK: Reach.LSP}
SHEET_READERS = {**PRINTING, Role.AUDITOR: Reach.NATION}
LSP_DESK = {Role.LSP_OFFICER: Reach.LSP}
LSP_READERS = {**LSP_DESK, Role.KEMNAKER_ADMIN: Reach.NATION, Role.AUDITOR: Reach.NATION}
LSP_KEEPERS = {**LSP_DESK, Role.KEMNAKER_ADMIN: Reach.NATION}
SENDING = PRINTING
PACKAGE_READERS = {**HANDING_OVER, **SENDING, Role.AUDITOR: Reach.NATION}
PACKAGE = "certification.Dispatch"
COUNTERS = {**SENDING, Role.CENTRE_OFFICER: Reach.CENTRE}
KEMNAKER = {Role.KEMNAKER_ADMIN: Reach.NATION}
JUDGING = {Role.ASSESSOR: Reach.EXAMS}
EXAM_READERS = {**LSP_DESK, Role.KEMNAKER_ADMIN: Reach.NATION, Role.AUDITOR: Reach.NATION}
DECIDING = {**LSP_DESK, **CENTRE_DESK}
ASKING = {Role.REGISTRY_OFFICER: Reach.PRISON, Role.PRISON_HEAD: Reach.PRISON, **DECIDING}
LIFE_READERS = {**CERTIFICATE_READERS, **CENTRE_DESK, Role.AUDITOR: Reach.NATION}
EXAM, ASSESSMENT, LSP = "certification.Exam", "certification.Assessment", "certification.Lsp"
RUN, PRINTER, LETTER = "certification.PrintRun", "certification.PrinterProfile", "certification.SpoiledLetter"

ROUTES = (
    Route("certification:request-pdf", REQUEST_READERS, row="lapas.SubjectRequest"),
    Route("certification:part-list", LSP_DESK),
    Route("certification:part-give", LSP_DESK, row="certification.SubjectPart"),
    Route("certification:lsp-list", LSP_READERS),
    Route("certification:lsp-create", KEMNAKER),
    Route("certification:lsp-detail", LSP_READERS, row=LSP),
    Route("certification:lsp-change", LSP_KEEPERS, row=LSP),
    Route("certification:assessor-list", LSP_READERS),
    Route("certification:assessor-create", LSP_KEEPERS),
    Route("certification:assessor-change", LSP_KEEPERS, row="certification.Assessor"),
    Route("certification:exam-list", EXAM_READERS),
    Route("certification:my-exam-list", JUDGING),
    Route("certification:exam-propose-list", KEMNAKER),
    Route("certification:exam-propose", KEMNAKER),
    Route("certification:exam-detail", EXAM_READERS, row=EXAM),
    Route("certification:exam-date", LSP_DESK, row=EXAM),
    Route("certification:exam-cancel", LSP_DESK, row=EXAM),
    Route("certification:exam-withdraw", KEMNAKER, row=EXAM),
    Route("certification:exam-results", JUDGING, row=EXAM),
    Route("certification:exam-results-type", LSP_DESK, row=EXAM),
    Route("certification:exam-result-save", JUDGING, row=ASSESSMENT, post_only=True),
    Route("certification:exam-result-save-type", LSP_DESK, row=ASSESSMENT, post_only=True),
    Route("certification:exam-submit", JUDGING, row=EXAM),
    Route("certification:exam-submit-type", LSP_DESK, row=EXAM),
    Route("certification:exam-return", LSP_DESK, row=EXAM),
    Route("certification:exam-sheet", JUDGING, row=EXAM),
    Route("certification:exam-sheet-type", LSP_DESK, row=EXAM),
    Route("certification:exam-decide", LSP_DESK, row=EXAM),
    Route("certification:certificate-list", LIFE_READERS),
    Route("certification:certificate-detail", LIFE_READERS, row="certification.Certificate"),
    Route("certification:state-ask", ASKING, row="certification.Certificate"),
    Route(
        "certification:certificate-bundle",
        {**LSP_DESK, Role.AUDITOR: Reach.NATION},
        row="certification.Certificate",
    ),
    Route("certification:copy-reprint", PRINTING, row="certification.Certificate"),
    Route("certification:state-request-list", ASKING),
    Route("certification:state-decide", DECIDING, row="certification.StateRequest"),
    Route("certification:state-withdraw", ASKING, row="certification.StateRequest"),
    Route("certification:certificate-copy", CERTIFICATE_READERS, row="certification.Certificate"),
    Route("certification:receipt", CERTIFICATE_READERS, row="certification.Certificate"),
    Route("certification:hand-over", HANDING_OVER, row="certification.Certificate"),
    Route("certification:leaving-list", HANDING_OVER),
    Route("certification:print-list", PRINTING),
    Route("certification:print-run", PRINTING, row=RUN),
    Route("certification:print-run-lay", PRINTING, row=RUN),
    Route("certification:print-run-jam", PRINTING, row=RUN),
    Route("certification:print-run-backs-jam", PRINTING, row=RUN),
    Route("certification:print-run-outcome", PRINTING, row=RUN),
    Route("certification:print-run-check", PRINTING, row=RUN),
    Route("certification:print-run-abandon", PRINTING, row=RUN),
    Route("certification:print-file", PRINTING, row=RUN),
    Route("certification:print-file-backs", PRINTING, row=RUN),
    Route("certification:sheets-sign", PRINTING),
    Route("certification:printer-list", PRINTING),
    Route("certification:printer-create", PRINTING),
    Route("certification:printer-change", PRINTING, row=PRINTER),
    Route("certification:printer-calibrate", PRINTING, row=PRINTER),
    Route("certification:printer-sheet", PRINTING, row=PRINTER),
    Route("certification:lot-list", SHEET_READERS),
    Route("certification:lot-detail", SHEET_READERS, row="certification.SheetLot"),
    Route("certification:lot-receive", PRINTING),
    Route("certification:sheet-list", SHEET_READERS),
    Route("certification:sheet-spoil", PRINTING),
    Route("certification:spoiled-list", PRINTING),
    Route("certification:spoiled-letter", PRINTING, row=LETTER),
    Route("certification:spoiled-letter-file", PRINTING, row=LETTER),
    Route("certification:sheet-count-list", SHEET_READERS),
    Route("certification:sheet-count", PRINTING),
    Route("certification:numbering-list", LSP_DESK),
    Route("certification:certificate-preview", LSP_DESK, row="certification.Decision"),
    Route("certification:series-open", LSP_DESK, row="certification.Lsp"),
    Route("certification:letter-numbers", LSP_DESK, row="certification.Lsp"),
    Route("certification:number-void", LSP_DESK, row="certification.Certificate"),
    Route("certification:letter-upload", LSP_DESK, row="certification.Lsp"),
    Route("certification:letter-preview", LSP_DESK, row="letter"),
    Route("certification:letter-discard", LSP_DESK, row="letter"),
    Route("certification:held-issue", LSP_DESK, row="certification.Lsp"),
    Route("certification:training-certificate-list", CENTRE_DESK),
    Route("certification:training-certificate-class", CENTRE_DESK, row="training.TrainingClass"),
    Route("certification:training-print", CENTRE_DESK, row="training.TrainingClass"),
    Route("certification:training-print-file", CENTRE_DESK, row="training.TrainingClass"),
    Route("certification:training-printed", CENTRE_DESK, row="training.TrainingClass"),
    Route("certification:training-certificate-file", CENTRE_DESK, row="training certificate"),
    Route("certification:training-issuer-change", CENTRE_DESK, row="training.TrainingCentre"),
    Route("certification:training-series-open", CENTRE_DESK, row="training.TrainingCentre"),
    Route("certification:training-void", CENTRE_DESK, row="training certificate"),
    Route("certification:training-letter-upload", CENTRE_DESK, row="training.TrainingCentre"),
    Route("certification:training-letter-preview", CENTRE_DESK, row="training letter"),
    Route("certification:training-letter-discard", CENTRE_DESK, row="training letter"),
    Route("certification:inmate-record", RECORD_READERS, row="lapas.Inmate"),
    Route("certification:record-reason", RECORD_READERS, row="lapas.Inmate"),
    Route("certification:package-list", PACKAGE_READERS),
    Route("certification:package-prepare", SENDING),
    Route("certification:originals-forward", SENDING),
    Route("certification:package-detail", PACKAGE_READERS, row=PACKAGE),
    Route("certification:package-letter", SENDING, row=PACKAGE),
    Route("certification:package-send", SENDING, row=PACKAGE),
    Route("certification:package-cancel", SENDING, row=PACKAGE),
    Route("certification:package-lost", SENDING, row=PACKAGE),
    Route("certification:package-receive", HANDING_OVER, row=PACKAGE),
    Route("certification:missing-resolve", SENDING, row="certification.DispatchItem"),
    Route("certification:ready-box", HANDING_OVER),
    Route("certification:ceremony-create", HANDING_OVER),
    Route("certification:ceremony-detail", HANDING_OVER, row="certification.Ceremony"),
    Route("certification:ceremony-receipts", HANDING_OVER, row="certification.Ceremony"),
    Route("certification:gate-list", HANDING_OVER),
    Route("certification:stays-paper", PRISON_DESKS),
    Route("certification:after-release", HANDING_OVER),
    # The original is fetched at the LSP that issued it, or at any centre of the country.
    Route(
        "certification:pickup-plan",
        HANDING_OVER,
        row="lapas.Inmate",
        offers=("certification.Lsp", "training.TrainingCentre"),
    ),
    Route("certification:pickup-send", HANDING_OVER, row="certification.PickupPlan"),
    Route("certification:pickup-slip", HANDING_OVER, row="certification.PickupPlan"),
    Route("certification:counter", COUNTERS),
    Route("certification:counter-hand-over", COUNTERS),
    Route("certification:counter-receipts", COUNTERS),
)
