"""Addresses of certification."""

from foundation.accounts.choices import Role
from pojok_vokasi.access.lapas import PRISON_DESKS, RECORD_READERS
from pojok_vokasi.access.table import Reach, Route

CERTIFICATE_READERS = {**PRISON_DESKS, Role.LSP_OFFICER: Reach.LSP, Role.PRINT_CLERK: Reach.LSP}
HANDING_OVER = {Role.WORK_OFFICER: Reach.PRISON, Role.PRISON_HEAD: Reach.PRISON}
PRINTING = {Role.LSP_OFFICER: Reach.LSP, Role.PRINT_CLERK: Reach.LSP}
LSP_DESK = {Role.LSP_OFFICER: Reach.LSP}

ROUTES = (
    Route("certification:certificate-list", CERTIFICATE_READERS),
    Route("certification:certificate-detail", CERTIFICATE_READERS, row="certification.Certificate"),
    Route("certification:certificate-copy", CERTIFICATE_READERS, row="certification.Certificate"),
    Route("certification:receipt", CERTIFICATE_READERS, row="certification.Certificate"),
    Route("certification:hand-over", HANDING_OVER, row="certification.Certificate"),
    Route("certification:leaving-list", HANDING_OVER),
    Route("certification:print-list", PRINTING),
    Route("certification:print-run", PRINTING, row="certification.PrintRun"),
    Route("certification:print-file", PRINTING, row="certification.PrintRun"),
    Route("certification:numbering-list", LSP_DESK),
    Route("certification:series-open", LSP_DESK, row="certification.Lsp"),
    Route("certification:letter-numbers", LSP_DESK, row="certification.Lsp"),
    Route("certification:held-issue", LSP_DESK, row="certification.Lsp"),
    Route("certification:inmate-record", RECORD_READERS, row="lapas.Inmate"),
    Route("certification:record-reason", RECORD_READERS, row="lapas.Inmate"),
)
