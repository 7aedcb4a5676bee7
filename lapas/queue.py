"""What waits for a registry, a work desk or a head of prison on the home page."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import clock
from foundation.accounts.models import User
from foundation.collect import Numbers, Task, counting
from lapas.choices import ActState, CustodyState, ImportState, NoticeKind
from lapas.models import ChangeNotice, ImportBatch, Inmate, Prison, RegistryAct, SubjectRequest
from lapas.place import prisons_of, today_for
from lapas.querysets import TWO_THIRDS_MISSING, UNCONFIRMED, WITHOUT_NIK, any_day_on

SOON = datetime.timedelta(days=90)
IMPORT_PAGE = "lapas:import-upload"
AMBER_DAYS, RED_DAYS = 7, 30
GONE = (NoticeKind.RELEASED, NoticeKind.TRANSFERRED, NoticeKind.ESCAPED, NoticeKind.DECEASED, NoticeKind.MISSING)


def tasks(user: User) -> Iterator[Task | Numbers]:
    """Arrivals, releases to record, old data, and what is missing about people who leave within 90 days."""
    if user.has_perm("lapas.record_event"):
        yield from _custody(user)
    if user.has_perm("lapas.import_inmates"):
        yield from _data_age(user)
        yield _imports(user)
    if user.has_perm("lapas.view_prison") and user.has_perm("lapas.view_inmate"):
        yield _stale(user)
    if user.has_perm("lapas.change_inmate"):
        yield _gaps(user)
    if user.has_perm("lapas.view_requests"):
        yield _requests(user)
    if user.has_perm("lapas.read_changes"):
        yield _changes(user)
    if user.has_perm("lapas.confirm_name"):
        yield _names(user)


def _custody(user: User) -> Iterator[Task | Numbers]:
    perm = "lapas.record_event"
    today = today_for(user, perm)
    yield counting(
        Inmate.objects.arriving_for(user, perm),
        _("Pindah ke sini, belum diterima"),
        _("Beri nomor register UPT ini; sampai itu tidak ada yang bisa mengubah datanya."),
        _("Terima"),
        reverse("lapas:arrivals"),
        urgency=1,
    )
    yield counting(
        Inmate.objects.for_user(user, perm).filter(custody_state=CustodyState.IN_TRANSIT),
        _("Berangkat, belum diterima UPT tujuan"),
        _("Dalam perjalanan tidak ada yang bisa mengubah datanya. Ingatkan UPT tujuan untuk menerima."),
        _("Lihat"),
        f"{reverse('lapas:inmate-list')}?tampil=jalan",
        urgency=1,
    )
    yield counting(
        RegistryAct.objects.for_user(user, perm).filter(state=ActState.DRAFT),
        _("SK atau usulan menunggu diperiksa"),
        _(
            "Daftarnya sudah dibaca tetapi belum dicatat; periksa pratinjaunya, lalu catat atau batalkan. "
            "Sesudah %(days)d hari dibatalkan sendiri."
        )
        % {"days": settings.IMPORT_ROWS_DAYS},
        _("Periksa"),
        f"{reverse('lapas:act-list')}?tampil=menunggu",
        urgency=1,
    )
    promised = ~any_day_on(today)
    yield Numbers(
        Inmate.objects.for_user(user, perm).in_custody(),
        {
            "late": promised & Q(earliest_release__lt=today),
            "now": promised & Q(earliest_release=today),
            "fortnight": promised & Q(earliest_release__gt=today, earliest_release__lte=_after(today)),
        },
        _releases,
    )


def _releases(counts: Mapping[str, int]) -> Iterator[Task]:
    board = reverse("lapas:release-board")
    if counts["late"]:
        yield Task(
            counts["late"],
            _("Tanggal bebas sudah lewat, belum dicatat"),
            _("SK atau ekspirasi sudah lewat; catat bebas, atau betulkan tanggalnya."),
            _("Lihat"),
            f"{board}?tampil=lewat",
            urgency=0,
        )
    if counts["now"]:
        yield Task(
            counts["now"],
            _("Bebas hari ini"),
            _("Menurut SK atau ekspirasi. Pembebasan selalu bisa dicatat."),
            _("Catat bebas"),
            board,
            urgency=0,
        )
    if counts["fortnight"]:
        yield Task(
            counts["fortnight"],
            _("Bebas dalam 14 hari"),
            _("Menurut SK, usulan, 2/3, atau ekspirasi."),
            _("Lihat"),
            board,
            urgency=1,
        )


def _after(today: datetime.date) -> datetime.date:
    return today + datetime.timedelta(days=14)


def _stale(user: User) -> Numbers:
    """For whoever looks over several prisons: how many say nothing about their people any more."""
    long_ago = clock.today() - datetime.timedelta(days=RED_DAYS)
    old = Q(data_as_of__isnull=True) | Q(data_as_of__lt=long_ago)
    return counting(
        Prison.objects.for_user(user, "lapas.view_prison").active().filter(old),
        _("UPT belum memperbarui data lebih dari 30 hari"),
        _("Tanggal bebas di sana bisa sudah berubah; tanyakan kapan lembar SDP-nya diimpor."),
        _("Lihat UPT"),
        reverse("lapas:stale-board"),
        urgency=2,
    )


def _data_age(user: User) -> Iterator[Task]:
    today = today_for(user, "lapas.import_inmates")
    for prison in prisons_of(user, "lapas.import_inmates"):
        days = (today - prison.data_as_of).days if prison.data_as_of else None
        if not prison.is_active or (days is not None and days <= AMBER_DAYS):
            continue
        if days is None:
            reason = _("%(prison)s: tanggal bebas belum diketahui sampai lembar SDP diimpor.") % {"prison": prison}
        else:
            reason = _("%(prison)s: data per %(date)s. Tanggal bebas bisa sudah berubah.") % {
                "prison": prison,
                "date": f"{prison.data_as_of:%d-%m-%Y}",
            }
        yield Task(
            days or 0,
            _("Data SDP belum pernah diimpor") if days is None else _("hari umur data SDP"),
            reason,
            _("Impor data"),
            reverse("lapas:import-list"),
            urgency=0 if days is None or days > RED_DAYS else 1,
        )


def _imports(user: User) -> Numbers:
    waiting = ImportBatch.objects.for_user(user, "lapas.import_inmates").filter(
        state__in=[ImportState.MAPPING, ImportState.CHECKED]
    )
    return counting(
        waiting,
        _("Impor menunggu diterapkan"),
        _(
            "Berkas sudah dibaca tetapi belum masuk ke data penghuni; terapkan atau batalkan. "
            "Sesudah %(days)d hari dibatalkan sendiri."
        )
        % {"days": settings.IMPORT_ROWS_DAYS},
        _("Lanjutkan"),
        f"{reverse('lapas:import-list')}?tampil=menunggu",
        urgency=1,
    )


def _gaps(user: User) -> Numbers:
    soon = today_for(user, "lapas.change_inmate") + SOON
    return Numbers(
        Inmate.objects.for_user(user, "lapas.change_inmate").in_custody(),
        {"nik": WITHOUT_NIK & Q(earliest_release__lte=soon), "two_thirds": TWO_THIRDS_MISSING},
        _what_is_missing,
    )


def _what_is_missing(counts: Mapping[str, int]) -> Iterator[Task]:
    people = reverse("lapas:inmate-list")
    if counts["nik"]:
        yield Task(
            counts["nik"],
            _("NIK belum ada, bebas ≤ 90 hari"),
            _("Tanpa NIK tidak bisa diajukan ke BNSP; minta KTP atau KK lewat keluarga atau Dukcapil."),
            _("Isi NIK"),
            f"{people}?tampil=nik&sort=earliest_release",
        )
    if counts["two_thirds"]:
        yield Task(
            counts["two_thirds"],
            _("Tanggal 2/3 belum diketahui"),
            _("Perkiraan bebas hanya memakai ekspirasi; isi dari lembar SDP."),
            _("Lengkapi"),
            f"{people}?tampil=duapertiga",
        )


def _requests(user: User) -> Numbers:
    """For the registry what is to be prepared, for the head what is to be decided, for all what is overdue."""
    waiting = SubjectRequest.objects.for_user(user, "lapas.view_requests").filter(decided_at__isnull=True)
    wanted = {
        "late": Q(due_at__lt=clock.now()),
        "raw": Q(prepared_at__isnull=True),
        # Who prepared an answer does not decide it.
        "ready": Q(prepared_at__isnull=False) & ~Q(prepared_by=user),
    }
    return Numbers(waiting, wanted, lambda counts: _answers(user, counts))


def _answers(user: User, counts: Mapping[str, int]) -> Iterator[Task]:
    page = reverse("lapas:request-list")
    if counts["late"]:
        yield Task(
            counts["late"],
            _("Permintaan data lewat 3×24 jam"),
            _("UU 27/2022 memberi 3×24 jam; jawab sekarang."),
            _("Jawab"),
            f"{page}?tampil=lewat",
            urgency=0,
        )
    if counts["raw"] and user.has_perm("lapas.prepare_request"):
        yield Task(
            counts["raw"],
            _("Permintaan data untuk disiapkan"),
            _("Kumpulkan berkasnya atau periksa data yang dikatakan keliru."),
            _("Siapkan"),
            page,
            urgency=1,
        )
    if counts["ready"] and user.has_perm("lapas.release_request"):
        yield Task(
            counts["ready"],
            _("Permintaan data menunggu putusan Anda"),
            _("Jawabannya sudah disiapkan petugas registrasi."),
            _("Putuskan"),
            f"{page}?tampil=putus",
            urgency=1,
        )


def _changes(user: User) -> Numbers:
    unread = ChangeNotice.objects.unread().for_user(user, "lapas.read_changes")
    return Numbers(unread, {"all": Q(), "gone": Q(kind__in=GONE)}, _what_changed)


def _what_changed(counts: Mapping[str, int]) -> Iterator[Task]:
    if counts["all"]:
        yield Task(
            counts["all"],
            _("Perubahan pada peserta dan pemegang sertifikat"),
            _("%(gone)d di antaranya sudah tidak di sini; lihat akibatnya pada kelas dan sertifikat.")
            % {"gone": counts["gone"]},
            _("Lihat"),
            reverse("lapas:notice-list"),
            urgency=1 if counts["gone"] else 2,
        )


def _names(user: User) -> Numbers:
    perm = "lapas.confirm_name"
    waiting = UNCONFIRMED & Q(earliest_release__lte=today_for(user, perm) + SOON)
    return Numbers(Inmate.objects.for_user(user, perm).in_custody(), {"all": waiting}, _unconfirmed)


def _unconfirmed(counts: Mapping[str, int]) -> Iterator[Task]:
    if counts["all"]:
        yield Task(
            counts["all"],
            _("Nama sertifikat belum dikonfirmasi, bebas ≤ 90 hari"),
            _("Nama yang salah paling sering membuat sertifikat dicetak ulang."),
            _("Ketik nama"),
            reverse("lapas:name-confirm"),
        )
