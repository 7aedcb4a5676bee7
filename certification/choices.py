"""Words of certification, as BNSP and the LSPs use them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LspKind(models.TextChoices):
    P1 = "P1", "P1"
    P2 = "P2", "P2"
    P3 = "P3", "P3"


class NumberingMode(models.TextChoices):
    """Imported by default; portal only where the LSP keeps its whole register here (DOMAIN §5.7)."""

    IMPORTED = "imported", _("dari surat LSP/BNSP")
    PORTAL = "portal", _("oleh portal")


class SeriesKind(models.TextChoices):
    CERTIFICATE = "certificate", _("nomor sertifikat")
    REGISTRATION = "registration", _("nomor registrasi")


class LetterState(models.TextChoices):
    """Where a letter with numbers stands; a typed one is applied at once."""

    WAITING = "waiting", _("menunggu Anda")
    APPLIED = "applied", _("sudah diterapkan")
    DISCARDED = "discarded", _("dibatalkan")


class ExamStatus(models.TextChoices):
    PROPOSED = "proposed", _("diusulkan")
    DATED = "dated", _("terjadwal")
    SUBMITTED = "submitted", _("hasil diajukan")
    DECIDED = "decided", _("diputuskan")
    CANCELLED = "cancelled", _("dibatalkan")


# Proposed and not yet at its end: nobody is proposed for a second exam of the scheme meanwhile.
OPEN_EXAM = frozenset({ExamStatus.PROPOSED, ExamStatus.DATED, ExamStatus.SUBMITTED})


class CandidateStatus(models.TextChoices):
    """Only *assessed* needs units and counts as an attempt."""

    READY = "ready", _("siap diuji")
    ASSESSED = "assessed", _("diuji")
    ABSENT = "absent", _("tidak hadir")
    WITHDREW = "withdrew", _("mengundurkan diri")
    NOT_CONTINUED = "not_continued", _("tidak dilanjutkan")
    POSTPONED = "postponed", _("ditunda")


# Said with a reason, instead of results.
NOT_ASSESSED = (
    CandidateStatus.ABSENT,
    CandidateStatus.WITHDREW,
    CandidateStatus.NOT_CONTINUED,
    CandidateStatus.POSTPONED,
)


class SheetState(models.TextChoices):
    """Where the assessment of one candidate stands between assessor and LSP."""

    DRAFT = "draft", _("konsep")
    SUBMITTED = "submitted", _("diajukan")
    RETURNED = "returned", _("dikembalikan")
    DECIDED = "decided", _("diputuskan")


# The sheet is in the assessor's hands.
OPEN_SHEET = frozenset({SheetState.DRAFT, SheetState.RETURNED})


class Competence(models.TextChoices):
    COMPETENT = "K", _("Kompeten")
    NOT_YET = "BK", _("Belum kompeten")


class MeetingOrigin(models.TextChoices):
    PORTAL = "portal", _("pleno dicatat di portal")
    IMPORTED = "imported", _("dicatat dari SK")


class CertificateKind(models.TextChoices):
    COMPETENCY = "competency", _("sertifikat kompetensi")
    TRAINING = "training", _("sertifikat pelatihan")


class CertificateState(models.TextChoices):
    ACTIVE = "active", _("berlaku")
    SUSPENDED = "suspended", _("dibekukan")
    REVOKED = "revoked", _("dicabut")
    REPLACED = "replaced", _("diganti")
    # Numbered wrongly and stopped before hand-over: the number is never used again.
    VOIDED = "voided", _("dibatalkan")


class RenderWay(models.TextChoices):
    """How a copy was made; a full render costs about fifty times as much as a stamp."""

    STAMPED = "stamped", _("dicap pada tata letak")
    FULL = "full", _("disusun penuh")


# Another certificate came, or may come, for the same decision or enrolment.
NO_LONGER_LIVING = (CertificateState.REPLACED, CertificateState.VOIDED)


class ShownState(models.TextChoices):
    """A state as it reads on a day: the stored ones, and *expired*, which the date alone tells."""

    ACTIVE = "active", _("berlaku")
    EXPIRED = "expired", _("masa berlaku berakhir")
    SUSPENDED = "suspended", _("dibekukan")
    REVOKED = "revoked", _("dicabut")
    REPLACED = "replaced", _("diganti")
    VOIDED = "voided", _("dibatalkan")


class Wish(models.TextChoices):
    """What a request asks for. *New sheet* is a lost or spoiled original: the certificate stays, its paper changes."""

    SUSPENDED = "suspended", _("bekukan")
    REINSTATED = "reinstated", _("berlakukan kembali")
    REVOKED = "revoked", _("cabut")
    REPLACED = "replaced", _("ganti karena data salah")
    NEW_SHEET = "new_sheet", _("ganti asli yang hilang atau rusak")


class Outcome(models.TextChoices):
    """Where a request about a state stands."""

    WAITING = "waiting", _("menunggu persetujuan")
    APPROVED = "approved", _("disetujui")
    REFUSED = "refused", _("ditolak")
    WITHDRAWN = "withdrawn", _("ditarik kembali")


class CopyReason(models.TextChoices):
    """Why a copy is made anew: words to choose from, so that nobody writes a story about the holder."""

    LOST = "lost", _("salinan hilang")
    SPOILED = "spoiled", _("salinan rusak")
    WANTED = "wanted", _("pemegang memerlukan satu lagi")


class Desk(models.TextChoices):
    """From which desk a request came: a prison reads the reasons of its own requests only."""

    ISSUER = "issuer", _("LSP")
    PRISON = "prison", _("UPT")


class PrintRunState(models.TextChoices):
    """Nothing is final before PRINTED; until then sheets and certificates of the run are only set aside."""

    CHOSEN = "chosen", _("menunggu blangko")
    PREPARING = "preparing", _("berkas sedang disiapkan")
    READY = "ready", _("siap dicetak")
    CHECKING = "checking", _("menunggu pemeriksaan contoh")
    PRINTED = "printed", _("sudah dicetak")
    ABANDONED = "abandoned", _("dibatalkan")


# The run holds its certificates and sheets.
OPEN_RUN = frozenset({PrintRunState.CHOSEN, PrintRunState.PREPARING, PrintRunState.READY, PrintRunState.CHECKING})


class PrintOutcome(models.TextChoices):
    """How one place of a run came out; empty until its clerk says."""

    GOOD = "good", _("baik")
    BAD = "bad", _("rusak")
    LEFT_OVER = "left_over", _("tidak kebagian blangko")


class SheetStatus(models.TextChoices):
    """Where one BNSP sheet is; *returned* means back at BNSP for a spoiled sheet, back at the LSP for a good one."""

    RECEIVED = "received", _("diterima, kosong")
    IN_RUN = "in_run", _("disisihkan untuk cetak")
    PRINTED = "printed", _("dicetak, menunggu tanda tangan")
    SPOILED = "spoiled", _("rusak")
    SIGNED = "signed", _("ditandatangani")
    DISPATCHED = "dispatched", _("dikirim")
    ARRIVED = "arrived", _("tiba")
    READY = "ready", _("siap diserahkan")
    HANDED_OVER = "handed_over", _("diserahkan")
    RETURNED = "returned", _("dikembalikan")
    FORWARDED = "forwarded", _("diteruskan")
    # A handed-over original that was lost or spoiled, or said something wrong: another sheet stands for it now.
    REPLACED = "replaced", _("diganti")


# The sheet carries a certificate that counts: its serial stands on exactly one certificate.
LIVE_SHEET = frozenset(
    {
        SheetStatus.PRINTED,
        SheetStatus.SIGNED,
        SheetStatus.DISPATCHED,
        SheetStatus.ARRIVED,
        SheetStatus.READY,
        SheetStatus.HANDED_OVER,
        SheetStatus.RETURNED,
        SheetStatus.FORWARDED,
    }
)


class TrayOrder(models.TextChoices):
    TOP = "top", _("lembar teratas ditarik dahulu")
    BOTTOM = "bottom", _("lembar terbawah ditarik dahulu")


class TrayFace(models.TextChoices):
    UP = "up", _("sisi yang menghadap ke atas")
    DOWN = "down", _("sisi yang menghadap ke bawah")


class Duplex(models.TextChoices):
    AUTO = "auto", _("otomatis, dua sisi sekaligus")
    MANUAL = "manual", _("manual, depan dahulu lalu belakang")


class DispatchState(models.TextChoices):
    """Where a package of signed sheets is between LSP and prison."""

    PREPARED = "prepared", _("disiapkan")
    SENT = "sent", _("di jalan")
    RECEIVED = "received", _("diterima lengkap")
    SHORT = "short", _("diterima kurang")
    LOST = "lost", _("hilang")
    CANCELLED = "cancelled", _("dibatalkan")


class PackedState(models.TextChoices):
    """What became of one sheet in a package."""

    PACKED = "packed", _("dalam paket")
    ARRIVED = "arrived", _("tiba")
    MISSING = "missing", _("tidak ada di paket")
    BACK = "back", _("ditemukan di LSP")
    LOST = "lost", _("hilang")
    REMOVED = "removed", _("dikeluarkan dari paket")


# The sheet belongs to this package still: it stands in no other one.
IN_A_PACKAGE = frozenset({PackedState.PACKED, PackedState.MISSING})


class PickupPlace(models.TextChoices):
    """How the original reaches somebody who has left."""

    GATE = "gate", _("di pintu UPT")
    ISSUER = "issuer", _("di LSP penerbit")
    CENTRE = "centre", _("di balai pelatihan dekat rumah")
    POST = "post", _("dikirim lewat pos")
    PERSON = "person", _("diambil orang yang ditunjuk")


# The original is sent there by the prison.
SENT_ON = frozenset({PickupPlace.ISSUER, PickupPlace.CENTRE, PickupPlace.POST})


class PlanState(models.TextChoices):
    OPEN = "open", _("menunggu diambil")
    DONE = "done", _("selesai")
    CHANGED = "changed", _("diganti rencana lain")


class IdentityCheck(models.TextChoices):
    PHOTO = "photo", _("dicocokkan dengan foto di register")
    ID_CARD = "id_card", _("KTP atau identitas lain")
    KNOWN = "known", _("dikenal petugas")
