"""Who works in the demo world: one account per role and a few more, instructors, assessors, members of the pleno."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from certification.models import LspPosting
from certification.services.lsp import register_assessor
from foundation.accounts.choices import Role
from foundation.accounts.demo import DEMO_PASSWORD
from foundation.accounts.models import NationPosting, Person, Posting, User
from lapas.models import PrisonPosting, RegionalPosting
from pojok_vokasi.demo.world import World
from training.models import CentrePosting, Scheme

SINCE = -400

# Staff number → (full name, postings as (role, key of the place; "" for the nation)).
ACCOUNTS: dict[str, tuple[str, tuple[tuple[Role, str], ...]]] = {
    "registrasi": ("Rina Wanudya", ((Role.REGISTRY_OFFICER, "lapas"),)),
    "kerja": ("Sugeng Sasmitaya", ((Role.WORK_OFFICER, "lapas"),)),
    "kepala": ("Hendra Natapraba", ((Role.PRISON_HEAD, "lapas"),)),
    "instruktur": ("Bayu Pralambang", ((Role.INSTRUCTOR, "semarang"),)),
    "balai": ("Dewi Kartasubra", ((Role.CENTRE_OFFICER, "semarang"),)),
    "asesor": ("Taufik Manggolo", ((Role.ASSESSOR, "portal"),)),
    "lsp": ("Puspa Lesmono", ((Role.LSP_OFFICER, "portal"),)),
    "cetak": ("Deni Ranuprasa", ((Role.PRINT_CLERK, "portal"),)),
    "kemnaker": ("Citra Dhirgapura", ((Role.KEMNAKER_ADMIN, ""),)),
    "kanwil": ("Eko Tirtajaya", ((Role.KANWIL_VIEWER, "lapas"),)),
    "ditjenpas": ("Galih Sanggoro", ((Role.NATIONAL_VIEWER, ""),)),
    "angka": ("Nur Wenimbang", ((Role.FIGURES_VIEWER, ""),)),
    "auditor": ("Wahyu Prawoto", ((Role.AUDITOR, ""),)),
    "dpo": ("Anggun Danusegara", ((Role.DATA_PROTECTION_OFFICER, ""),)),
    "sistem": ("Rizal Hastobroto", ((Role.SYSTEM_ADMIN, ""),)),
    "kecil": ("Yosef Maringgit", ((Role.REGISTRY_OFFICER, "kecil"), (Role.WORK_OFFICER, "kecil"))),
    "ganda": ("Lukman Sandayuda", ((Role.INSTRUCTOR, "semarang"), (Role.ASSESSOR, "portal"))),
    "registrasi2": ("Ketut Banyubiruan", ((Role.REGISTRY_OFFICER, "rutan"),)),
    "kerja2": ("Made Cemarajati", ((Role.WORK_OFFICER, "rutan"),)),
    "kemnaker2": ("Arif Wiradana", ((Role.KEMNAKER_ADMIN, ""),)),
    # The posting comes by a request that is executed; see `desks`.
    "registrasi3": ("Wening Prabasari", ()),
    "lsp3": ("Tri Wulansasi", ((Role.LSP_OFFICER, "portal"),)),
    "lsp2": ("Yanti Mandurejo", ((Role.LSP_OFFICER, "letter"),)),
}
# Key → (full name, role, place): people without an account.
OTHERS: dict[str, tuple[str, Role, str]] = {
    "pelatih_jahit": ("Lastri Gunungsari", Role.INSTRUCTOR, "samarinda"),
    "pelatih_komputer": ("Rangga Jatmikasa", Role.INSTRUCTOR, "samarinda"),
    "pelatih_kecil": ("Beni Tambakrejo", Role.INSTRUCTOR, "samarinda"),
    "pleno_1": ("Suryo Adikarso", Role.LSP_OFFICER, "portal"),
    "pleno_2": ("Ratna Wukirsana", Role.LSP_OFFICER, "portal"),
    "pleno_3": ("Guntur Kusumaraga", Role.LSP_OFFICER, "portal"),
    "pleno_4": ("Indah Segarawan", Role.LSP_OFFICER, "letter"),
    "pleno_5": ("Yusuf Palangiran", Role.LSP_OFFICER, "letter"),
    "pleno_6": ("Samsul Rawisena", Role.LSP_OFFICER, "letter"),
    "asesor_2": ("Mega Sidomulyan", Role.ASSESSOR, "portal"),
    "asesor_3": ("Fitri Warsitojaya", Role.ASSESSOR, "letter"),
}
# Key of the person → (MET number, valid until, LSP, schemes).
ASSESSORS: dict[str, tuple[str, int, str, tuple[str, ...]]] = {
    "asesor": ("MET.000.009901 2024", 500, "portal", ("PV-LAS-2G", "PV-LST-BSD", "PV-KOM-OP")),
    "ganda": ("MET.000.009902 2025", 640, "portal", ("PV-LAS-2G", "PV-KOM-OP")),
    "asesor_2": ("MET.000.009903 2024", 45, "portal", ("PV-LAS-2G", "PV-LST-BSD")),
    "asesor_3": ("MET.000.009904 2023", 300, "letter", ("PV-GMT-1A", "PV-KOM-OP")),
}
PLENO = {"portal": ("pleno_1", "pleno_2", "pleno_3"), "letter": ("pleno_4", "pleno_5", "pleno_6")}


def make_accounts(world: World) -> None:
    """Everybody with an account; the password was chosen long ago, so nobody has to change it first."""
    # Hashed once: it is the same for all and known to all.
    password = make_password(DEMO_PASSWORD)
    for staff_number, (full_name, _postings) in ACCOUNTS.items():
        person = Person.objects.create(full_name=full_name, staff_number=staff_number, is_synthetic=True)
        world.people[staff_number] = person
        User.objects.create(
            person=person, staff_number=staff_number, password=password, must_change_password=False, is_demo=True
        )
    for key, (full_name, _role, _place) in OTHERS.items():
        world.people[key] = Person.objects.create(full_name=full_name, is_synthetic=True)


def post_everybody(world: World, *, at_lsps: bool) -> None:
    """Give everybody the desks at LSPs, or else all the others."""
    desks = [(key, role, place) for key, (_name, postings) in ACCOUNTS.items() for role, place in postings]
    desks += [(key, role, place) for key, (_name, role, place) in OTHERS.items()]
    for key, role, place in desks:
        if (place in PLENO) == at_lsps:
            posting = _posting(world, role, place)
            posting.person, posting.role, posting.from_date = world.people[key], role, world.day(SINCE)
            posting.save()


def _posting(world: World, role: Role, place: str) -> Posting:
    if not place:
        return NationPosting()
    if role == Role.KANWIL_VIEWER:
        return RegionalPosting(regional_office=world.prisons[place].regional_office)
    if place in world.prisons:
        return PrisonPosting(prison=world.prisons[place])
    if place in world.centres:
        return CentrePosting(centre=world.centres[place])
    return LspPosting(lsp=world.lsps[place])


def register_assessors(world: World) -> None:
    """Assessors with valid MET numbers; one of them soon runs out."""
    schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
    admin = world.acting("kemnaker")
    for key, (met, valid, lsp, codes) in ASSESSORS.items():
        world.assessors[key] = register_assessor(
            person=world.people[key],
            met_number=met,
            valid_until=world.day(valid),
            lsps=[world.lsps[lsp]],
            schemes=[schemes[code] for code in codes],
            actor=admin,
        )
