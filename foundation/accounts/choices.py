"""The roles of TRUST, in the order in which the portal lists them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    REGISTRY_OFFICER = "registry_officer", _("Petugas registrasi")
    WORK_OFFICER = "work_officer", _("Petugas kegiatan kerja")
    PRISON_HEAD = "prison_head", _("Kepala UPT")
    INSTRUCTOR = "instructor", _("Instruktur")
    CENTRE_OFFICER = "centre_officer", _("Petugas balai pelatihan")
    ASSESSOR = "assessor", _("Asesor kompetensi")
    LSP_OFFICER = "lsp_officer", _("Petugas LSP")
    PRINT_CLERK = "print_clerk", _("Petugas cetak")
    KEMNAKER_ADMIN = "kemnaker_admin", _("Admin Kemnaker")
    KANWIL_VIEWER = "kanwil_viewer", _("Pemantau Kanwil")
    NATIONAL_VIEWER = "national_viewer", _("Pemantau nasional")
    FIGURES_VIEWER = "figures_viewer", _("Pemantau angka")
    AUDITOR = "auditor", _("Auditor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Pejabat pelindungan data")
    SYSTEM_ADMIN = "system_admin", _("Admin sistem")
