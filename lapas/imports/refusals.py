"""Why a file is refused whole: one sentence each, with what to do."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lapas.imports import limits

SENTENCES = {
    "empty": _("Berkas ini kosong. Unduh ulang datanya dari SDP, lalu unggah lagi."),
    "not_a_sheet": _("Isi berkas ini bukan lembar kerja. Simpan dari Excel sebagai .xlsx, lalu unggah lagi."),
    "password": _("Berkas ini dilindungi sandi. Hapus sandinya di Excel, simpan, lalu unggah lagi."),
    "truncated": _("Berkas ini terpotong atau rusak. Salin atau unduh ulang sampai selesai, lalu unggah lagi."),
    "damaged": _(
        "Berkas ini rusak dan tidak dapat dibaca. Buka di Excel, simpan sebagai .xlsx baru, lalu unggah lagi."
    ),
    "bomb": _(
        "Isi berkas ini mengembang jauh melebihi ukuran wajar. Salin datanya ke berkas .xlsx baru, lalu unggah lagi."
    ),
    "unsafe": _(
        "Berkas ini memuat bagian yang tidak lazim bagi lembar kerja. "
        "Salin datanya ke berkas .xlsx baru, lalu unggah lagi."
    ),
    "macro": _("Berkas ini memuat makro. Simpan sebagai .xlsx tanpa makro, lalu unggah lagi."),
    "too_big": _("Berkas ini terlalu besar. Hapus lembar dan kolom yang tidak perlu, lalu unggah lagi."),
    "too_many_rows": _(
        "Baris berisi lebih dari %(rows)s. Bagi datanya menjadi beberapa berkas, lalu unggah satu per satu."
    ),
    "too_many_columns": _("Kolom berisi lebih dari %(columns)s. Hapus kolom yang tidak perlu, lalu unggah lagi."),
    "too_slow": _("Berkas ini terlalu lama dibaca. Salin datanya ke berkas .xlsx baru, lalu unggah lagi."),
    "no_header": _(
        "Tidak ada baris judul dengan kolom nama dan nomor register. "
        "Beri judul “Nama” dan “No Register” di atas datanya, lalu unggah lagi."
    ),
    "no_rows": _("Di bawah baris judul tidak ada data. Periksa lembar yang disimpan, lalu unggah lagi."),
}


class FileRefused(ValidationError):
    """The whole file is refused; nothing of it is kept. `code` is a key of `SENTENCES`."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code], code=code, params={"rows": limits.MAX_ROWS, "columns": limits.MAX_COLUMNS})

    @property
    def sentence(self) -> str:
        return self.messages[0]
