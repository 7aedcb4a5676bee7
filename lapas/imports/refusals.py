"""Why a file is refused whole: one sentence each, with what to do."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lapas.imports import limits

SENTENCES = {
    "empty": _("Berkas ini kosong; unduh ulang datanya dari SDP, lalu unggah lagi."),
    "not_a_sheet": _("Isi berkas ini bukan lembar kerja; simpan dari Excel sebagai .xlsx, lalu unggah lagi."),
    "password": _("Berkas ini dilindungi sandi; hapus sandinya di Excel, simpan, lalu unggah lagi."),
    "truncated": _("Berkas ini terpotong atau rusak; salin atau unduh ulang sampai selesai, lalu unggah lagi."),
    "damaged": _(
        "Berkas ini rusak dan tidak dapat dibaca; buka di Excel, simpan sebagai .xlsx baru, lalu unggah lagi."
    ),
    "bomb": _(
        "Isi berkas ini mengembang jauh melebihi ukuran wajar; salin datanya ke berkas .xlsx baru, lalu unggah lagi."
    ),
    "unsafe": _(
        "Berkas ini memuat bagian yang tidak lazim bagi lembar kerja; "
        "salin datanya ke berkas .xlsx baru, lalu unggah lagi."
    ),
    "macro": _("Berkas ini memuat makro; simpan sebagai .xlsx tanpa makro, lalu unggah lagi."),
    "too_big": _("%(where)sBerkas ini terlalu besar; hapus lembar dan kolom yang tidak perlu, lalu unggah lagi."),
    "too_many_rows": _(
        "%(where)sBaris berisi lebih dari %(rows)s; bagi datanya menjadi beberapa berkas, lalu unggah satu per satu."
    ),
    "too_many_columns": _(
        "%(where)sKolom berisi lebih dari %(columns)s; hapus kolom yang tidak perlu, lalu unggah lagi."
    ),
    "hidden": _(
        "Semua lembar di berkas ini tersembunyi; di Excel klik kanan nama lembar, pilih Tampilkan (Unhide), simpan, "
        "lalu unggah lagi."
    ),
    "formulas": _(
        "%(where)sTerlalu banyak sel rumus tanpa hasil; buka di Excel, simpan supaya dihitung, lalu unggah lagi."
    ),
    "left_lying": _("Berkas ini tidak sempat dibaca dalam 10 menit dan sudah dihapus; unggah lagi."),
    "unread": _(
        "Berkas ini berkali-kali gagal dibaca karena gangguan di portal, bukan karena isinya; unggah lagi, dan bila "
        "tetap gagal hubungi admin sistem."
    ),
    "too_slow": _("%(where)sBerkas ini terlalu lama dibaca; salin datanya ke berkas .xlsx baru, lalu unggah lagi."),
    "no_header": _(
        "%(where)sTidak ada baris judul dengan kolom nama dan nomor register; "
        "beri judul “Nama” dan “No Register” di atas datanya, lalu unggah lagi."
    ),
    "no_name": _("%(where)sTidak ada kolom nama; beri judul “Nama” di atas kolomnya, lalu unggah lagi."),
    "no_register": _(
        "%(where)sTidak ada kolom nomor register; beri judul “No Register” di atas kolomnya, lalu unggah lagi."
    ),
    "web_page": _(
        "Berkas ini halaman web yang dinamai lembar kerja; simpan dari Excel sebagai .xlsx, lalu unggah lagi."
    ),
    "no_rows": _("%(where)sDi bawah baris judul tidak ada data; periksa lembar yang disimpan, lalu unggah lagi."),
}


class FileRefused(ValidationError):
    """The whole file is refused; nothing of it is kept. `code` is a key of `SENTENCES`; sheet and row where known."""

    def __init__(self, code: str, *, sheet: str = "", row: int | None = None) -> None:
        params = {
            "rows": number_format(limits.MAX_ROWS, force_grouping=True),
            "columns": limits.MAX_COLUMNS,
            "where": _where(sheet, row),
        }
        super().__init__(SENTENCES[code], code=code, params=params)

    @property
    def sentence(self) -> str:
        return self.messages[0]


def _where(sheet: str, row: int | None) -> str:
    if sheet and row:
        return _now("Lembar “%(sheet)s”, baris %(row)s: ") % {"sheet": sheet, "row": row}
    return _now("Lembar “%(sheet)s”: ") % {"sheet": sheet} if sheet else ""
