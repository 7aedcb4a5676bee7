"""Words of training, as the field uses them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SchemeKind(models.TextChoices):
    KKNI = "KKNI", _("KKNI")
    OCCUPATION = "Okupasi", _("Okupasi")
    CLUSTER = "Klaster", _("Klaster")


class CentreKind(models.TextChoices):
    BPVP = "bpvp", _("BPVP")
    BBPVP = "bbpvp", _("BBPVP")
    BLK = "blk", _("BLK/UPTD")
    LPK = "lpk", _("LPK")


class ClassStatus(models.TextChoices):
    PLANNED = "planned", _("direncanakan")
    RUNNING = "running", _("berjalan")
    FINISHED = "finished", _("selesai")
    CANCELLED = "cancelled", _("dibatalkan")


class EnrolmentStatus(models.TextChoices):
    """diusulkan → disetujui TPP → terdaftar (or cadangan) → berjalan → selesai; berakhir with a reason."""

    PROPOSED = "proposed", _("Diusulkan")
    APPROVED = "approved", _("Disetujui TPP")
    REJECTED = "rejected", _("Tidak disetujui TPP")
    ENROLLED = "enrolled", _("Terdaftar")
    RESERVE = "reserve", _("Cadangan")
    RUNNING = "running", _("Berjalan")
    FINISHED = "finished", _("Selesai")
    ENDED = "ended", _("Berakhir")


# A seat is taken from enrolment until the end of the class.
HOLDING_A_SEAT = frozenset({EnrolmentStatus.ENROLLED, EnrolmentStatus.RUNNING, EnrolmentStatus.FINISHED})
# Somebody in one of these is already spoken for in that class.
OPEN_ENROLMENT = frozenset(
    {EnrolmentStatus.PROPOSED, EnrolmentStatus.APPROVED, EnrolmentStatus.RESERVE, *HOLDING_A_SEAT}
)


class EndReason(models.TextChoices):
    TRANSFERRED = "transferred", _("pindah UPT")
    RELEASED = "released", _("bebas")
    DECEASED = "deceased", _("meninggal")
    ESCAPED = "escaped", _("melarikan diri")
    SICK = "sick", _("sakit berkepanjangan")
    DISCIPLINE = "discipline", _("pelanggaran tata tertib")
    WITHDREW = "withdrew", _("mengundurkan diri")
    ABSENT = "absent", _("terlalu banyak tidak hadir")
    OTHER_TASK = "other_task", _("ditugaskan ke pekerjaan lain")
    CLASS_CANCELLED = "class_cancelled", _("kelas dibatalkan")
    OTHER = "other", _("lainnya")


# Recorded by the system when custody changes; not offered to the officer who ends a seat by hand.
SYSTEM_END_REASONS = frozenset({EndReason.TRANSFERRED, EndReason.RELEASED, EndReason.DECEASED, EndReason.ESCAPED})


class FindingLevel(models.TextChoices):
    OK = "ok", _("memenuhi syarat")
    UNKNOWN = "unknown", _("belum diketahui")
    WARN = "warn", _("perlu alasan")
    BLOCK = "block", _("tidak dapat diusulkan")


class UnitOutcome(models.TextChoices):
    """Result of training in one unit; the competency result K/BK is the LSP's, in another table."""

    PASSED = "passed", _("Lulus")
    NOT_YET = "not_yet", _("Belum lulus")


class TrainingOutcome(models.TextChoices):
    PASSED = "passed", _("Lulus")
    NOT_PASSED = "not_passed", _("Belum lulus")


class AttainmentSource(models.TextChoices):
    DECISION = "decision", _("keputusan LSP")
    TRAINING = "training", _("hasil pelatihan")
    PAPER = "paper", _("sertifikat dari luar")


class Capacity(models.TextChoices):
    """How a person was involved with a candidate in a scheme; one capacity per person, candidate and scheme."""

    TRAINED = "trained", _("melatih")
    ASSESSED = "assessed", _("mengases")
    DECIDED = "decided", _("memutuskan")
