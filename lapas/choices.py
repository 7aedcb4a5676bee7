"""Words of the registry, as the field uses them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrisonKind(models.TextChoices):
    LAPAS = "lapas", _("Lapas")
    RUTAN = "rutan", _("Rutan")
    LPP = "lpp", _("Lapas perempuan")
    LPKA = "lpka", _("LPKA")
    NARCOTICS = "lapas_narkotika", _("Lapas narkotika")
    OPEN = "lapas_terbuka", _("Lapas terbuka")


class PrisonLevel(models.TextChoices):
    """*Kelas UPT*, from the biggest down."""

    I = "I", _("I")  # noqa: E741  the class is called so
    II = "II", _("II")
    IIA = "IIA", _("IIA")
    IIB = "IIB", _("IIB")
    III = "III", _("III")


class PrisonAct(models.TextChoices):
    ADD = "add", _("ditambahkan")
    CHANGE = "change", _("diubah")
    CLOSE = "close", _("ditutup")
    REOPEN = "reopen", _("dibuka kembali")


class LegalStatus(models.TextChoices):
    """A detained person is not a *warga binaan* (UU 22/2022)."""

    DETAINED = "tahanan", _("tahanan")
    SENTENCED = "narapidana", _("narapidana")
    CHILD = "anak_binaan", _("anak binaan")


class CustodyState(models.TextChoices):
    IN_CUSTODY = "in_custody", _("di UPT")
    IN_TRANSIT = "in_transit", _("dalam perjalanan pindah")
    RELEASED = "released", _("sudah bebas")
    DECEASED = "deceased", _("meninggal")
    ESCAPED = "escaped", _("melarikan diri")
    # A second row of a person who is kept in another one: listed and found nowhere; see lapas.services.merging.
    MERGED = "merged", _("digabung ke catatan lain")


class Sex(models.TextChoices):
    MALE = "L", _("laki-laki")
    FEMALE = "P", _("perempuan")


class Education(models.TextChoices):
    """In rising order: comparing positions compares levels."""

    NONE = "none", _("Tidak sekolah")
    PRIMARY = "sd", _("SD")
    LOWER_SECONDARY = "smp", _("SMP")
    UPPER_SECONDARY = "sma", _("SMA")
    VOCATIONAL = "smk", _("SMK")
    DIPLOMA = "diploma", _("Diploma")
    BACHELOR = "s1", _("Sarjana")
    POSTGRADUATE = "s2", _("Pascasarjana")


class SecurityLevel(models.TextChoices):
    SUPER_MAXIMUM = "super_maximum", _("Super maksimum")
    MAXIMUM = "maximum", _("Maksimum")
    MEDIUM = "medium", _("Medium")
    MINIMUM = "minimum", _("Minimum")


class NikStatus(models.TextChoices):
    NONE = "none", _("NIK belum ada")
    PLACEHOLDER = "placeholder", _("NIK hanya isian kosong")
    FORMAT_OK = "format_ok", _("NIK ada, belum diverifikasi")
    VERIFIED = "verified", _("NIK terverifikasi")
    FOREIGN = "foreign", _("warga negara asing, tanpa NIK")


class DateKind(models.TextChoices):
    """A given date; earliest release is chosen among these, never computed."""

    ONE_THIRD = "one_third", _("1/3 masa pidana")
    HALF = "half", _("1/2 masa pidana")
    TWO_THIRDS = "two_thirds", _("2/3 masa pidana")
    EXPIRY = "expiry", _("ekspirasi")
    PROPOSAL = "proposal", _("usulan")
    DECISION = "decision", _("SK")
    NOT_BEFORE = "not_before", _("tidak diusulkan sebelum")


class ReleaseKind(models.TextChoices):
    PB = "pb", _("PB")
    CB = "cb", _("CB")
    CMB = "cmb", _("CMB")
    RK_II = "rk_ii", _("RK II")
    RU_II = "ru_ii", _("RU II")
    PURE = "pure", _("bebas murni")


class ReleaseBasis(models.TextChoices):
    """Why a date counts as the earliest release (DOMAIN: given dates in this order of trust)."""

    DECISION = "decision", _("pasti, SK")
    PROPOSAL = "proposal", _("usulan")
    TWO_THIRDS = "two_thirds", _("2/3 masa pidana")
    NOT_BEFORE = "not_before", _("tidak diusulkan sebelum")
    ANY_DAY = "any_day", _("sewaktu-waktu")
    EXPIRY = "expiry", _("ekspirasi")
    UNKNOWN = "unknown", _("belum diketahui")


class FactSource(models.TextChoices):
    IMPORT = "import", _("impor data SDP")
    TYPED = "typed", _("diisi petugas")
    LETTER = "letter", _("surat atau SK")
    DEMO = "demo", _("data contoh")


class EventKind(models.TextChoices):
    ADMITTED = "admitted", _("masuk")
    TRANSFER_OUT = "transfer_out", _("pindah UPT, berangkat")
    TRANSFER_IN = "transfer_in", _("pindah UPT, diterima")
    RELEASED = "released", _("bebas")
    ASSIMILATION = "assimilation", _("asimilasi")
    LOAN = "loan", _("bon")
    SICK = "sick", _("sakit, dirawat di luar")
    RETURNED = "returned", _("kembali ke UPT")
    DECEASED = "deceased", _("meninggal")
    ESCAPED = "escaped", _("melarikan diri")


class ImportState(models.TextChoices):
    READING = "reading", _("sedang dibaca")
    MAPPING = "mapping", _("menunggu kolom diperiksa")
    CHECKING = "checking", _("sedang diperiksa")
    CHECKED = "checked", _("siap diterapkan")
    APPLYING = "applying", _("sedang diterapkan")
    APPLIED = "applied", _("sudah diterapkan")
    UNDONE = "undone", _("diterapkan lalu diurungkan")
    REFUSED = "refused", _("ditolak seluruhnya")
    DISCARDED = "discarded", _("dibatalkan")


class RowOutcome(models.TextChoices):
    CREATED = "created", _("baru")
    UPDATED = "updated", _("berubah")
    UNCHANGED = "unchanged", _("tidak berubah")
    REFUSED = "refused", _("ditolak")


class RowGroup(models.TextChoices):
    """What a row means to the officer who looks at the preview, worst surprises first."""

    DOUBTFUL = "doubtful", _("mungkin sudah tercatat")
    DATE_MOVED = "date_moved", _("tanggal bebas bergeser")
    ARRIVING = "arriving", _("tercatat di UPT lain")
    REFUSED = "refused", _("ditolak")
    CREATED = "created", _("baru")
    UPDATED = "updated", _("berubah")
    UNCHANGED = "unchanged", _("tidak berubah")


class RowDecision(models.TextChoices):
    """What a person said about a row that may mean somebody who is kept already."""

    SAME = "same", _("orang yang sama")
    OTHER = "other", _("orang lain")


class WordKind(models.TextChoices):
    """Columns whose words a prison may explain."""

    EDUCATION = "education", _("pendidikan")
    STATUS = "legal_status", _("golongan")


class ActKind(models.TextChoices):
    """What a letter says about many people at once."""

    RU_I = "ru_i", _("RU I")
    RK_I = "rk_i", _("RK I")
    RU_II = "ru_ii", _("RU II")
    RK_II = "rk_ii", _("RK II")
    PB = "pb", _("PB")
    CB = "cb", _("CB")
    CMB = "cmb", _("CMB")
    PURE = "pure", _("bebas murni")
    TRANSFER = "transfer", _("pindah UPT")


class ActStage(models.TextChoices):
    PROPOSAL = "proposal", _("usulan")
    DECISION = "decision", _("SK")


class ActState(models.TextChoices):
    DRAFT = "draft", _("menunggu diperiksa")
    RECORDED = "recorded", _("dicatat")
    UNDONE = "undone", _("diurungkan")
    DISCARDED = "discarded", _("dibatalkan")


class Finding(models.TextChoices):
    """What a register number of the list came to."""

    FOUND = "found", _("akan dicatat")
    SAME = "same", _("sudah tercatat")
    MISSING = "missing", _("tidak ditemukan")
    TWICE = "twice", _("disebut dua kali")
    NOT_HERE = "not_here", _("tidak lagi di UPT ini")
    UNCLEAR = "unclear", _("harus diperjelas")


class NoticeKind(models.TextChoices):
    """What the work desk is told about people of its classes and certificates."""

    RELEASE_MOVED = "release", _("perkiraan bebas berubah")
    RELEASED = "released", _("bebas")
    TRANSFERRED = "transferred", _("pindah ke UPT lain")
    ARRIVED = "arrived", _("pindah ke sini")
    RETURNED = "returned", _("kembali")
    ESCAPED = "escaped", _("melarikan diri")
    DECEASED = "deceased", _("meninggal")
    MISSING = "missing", _("tidak ada di lembar SDP terbaru")
    NAME = "name", _("nama berubah")


class RemissionKind(models.TextChoices):
    INDEPENDENCE = "independence", _("17 Agustus")
    IDUL_FITRI = "idul_fitri", _("Idul Fitri")
    NATAL = "natal", _("Natal")
    NYEPI = "nyepi", _("Nyepi")
    WAISAK = "waisak", _("Waisak")
    IMLEK = "imlek", _("Imlek")
    CHILDREN = "children", _("Hari Anak")


# (month, day); the others move and are data of a year.
FIXED_REMISSION_DAYS = {
    RemissionKind.INDEPENDENCE: (8, 17),
    RemissionKind.NATAL: (12, 25),
    RemissionKind.CHILDREN: (7, 23),
}


class RequestKind(models.TextChoices):
    """What somebody asks about the own data."""

    ACCESS = "access", _("melihat data sendiri")
    CORRECTION = "correction", _("membetulkan data")


class RequestOutcome(models.TextChoices):
    GRANTED = "granted", _("dipenuhi")
    PARTLY = "partly", _("dipenuhi sebagian")
    REFUSED = "refused", _("ditolak")
