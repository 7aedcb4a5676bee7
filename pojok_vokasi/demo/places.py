"""Where the demo world happens: three prisons of the reference, their corners, two centres, two LSPs."""

from __future__ import annotations

from certification.choices import LspKind, NumberingMode, SeriesKind
from certification.services.counters import open_series
from certification.services.lsp import register_lsp
from foundation import clock
from lapas.choices import Education
from lapas.models import Prison
from pojok_vokasi.demo.world import World
from training.choices import CentreKind
from training.models import Module, Scheme, TrainingCentre, TrainingCorner

# Key → code in the reference: a big lapas in WIB, a rutan in WITA, a small one in WIT with one officer.
PRISONS = {"lapas": "33003", "rutan": "64009", "kecil": "81010"}
# Key → (prison, name, schemes taught there, seats).
CORNERS = {
    "bengkel": ("lapas", "Bengkel Las dan Listrik", ("PV-LAS-2G", "PV-LST-BSD"), 40),
    "jahit": ("rutan", "Ruang Jahit dan Komputer", ("PV-GMT-1A", "PV-KOM-OP"), 36),
    "komputer": ("kecil", "Ruang Komputer", ("PV-KOM-OP",), 12),
}
# Key → (code, name, kind, city).
CENTRES = {
    "semarang": ("BBPVP-SMG", "BBPVP Semarang", CentreKind.BBPVP, "Semarang"),
    "samarinda": ("BPVP-SMD", "BPVP Samarinda", CentreKind.BPVP, "Samarinda"),
}
# Key → (scheme, title, JP, working days, seats, least education).
MODULES = {
    "las": ("PV-LAS-2G", "Pengelasan Pelat SMAW 2G", 200, 25, 16, Education.PRIMARY),
    "listrik": ("PV-LST-BSD", "Instalasi Listrik Bangunan Sederhana", 160, 20, 16, Education.LOWER_SECONDARY),
    "garmen": ("PV-GMT-1A", "Operator Garmen Muda", 160, 20, 16, ""),
    "komputer": ("PV-KOM-OP", "Operator Komputer", 160, 20, 12, Education.LOWER_SECONDARY),
}
FIRST_CERTIFICATE, FIRST_REGISTRATION = 20417, 1283


def open_places(world: World) -> None:
    """Find the prisons and make what training needs; raises Prison.DoesNotExist without the reference data."""
    for key, code in PRISONS.items():
        world.prisons[key] = Prison.objects.get(code=code)
    schemes = {scheme.code: scheme for scheme in Scheme.objects.select_related("field")}
    for key, (code, title, hours, days, seats, education) in MODULES.items():
        world.modules[key] = Module.objects.create(
            title=title,
            scheme=schemes[code],
            hours_jp=hours,
            days=days,
            seats=seats,
            minimum_education=education,
        )
    for key, (code, name, kind, city) in CENTRES.items():
        world.centres[key] = TrainingCentre.objects.create(code=code, name=name, kind=kind, city=city)
    for key, (prison, name, taught, seats) in CORNERS.items():
        corner = TrainingCorner.objects.create(prison=world.prisons[prison], name=name, seats=seats)
        corner.fields.set({schemes[code].field for code in taught})
        world.corners[key] = corner


def register_lsps(world: World) -> None:
    """Two LSPs: one whose register is the portal, with its series open, and one whose numbers come by letter."""
    admin = world.acting("kemnaker")
    schemes = {scheme.code: scheme for scheme in Scheme.objects.all()}
    world.lsps["portal"] = register_lsp(
        fields={
            "name_id": "LSP Karya Mandiri Nusantara",
            "name_en": "Karya Mandiri Nusantara",
            "kind": LspKind.P3,
            "licence": "BNSP-LSP-9901-ID",
            "licence_valid_until": world.day(700),
            "sector_code": "LST",
            "city": "Semarang",
            "address": "Jalan Contoh Nomor 12, Semarang",
            "phone": "(024) 555-0199",
            "chairman": "Suryo Adikarso",
            "certification_manager": "Ratna Wukirsana",
            "numbering": NumberingMode.PORTAL,
            "is_synthetic": True,
        },
        schemes=[schemes[code] for code in ("PV-LAS-2G", "PV-LST-BSD", "PV-KOM-OP")],
        actor=admin,
    )
    world.lsps["letter"] = register_lsp(
        fields={
            "name_id": "LSP Busana dan Teknologi Sejahtera",
            "name_en": "Busana dan Teknologi Sejahtera",
            "kind": LspKind.P2,
            "licence": "BNSP-LSP-9902-ID",
            "licence_valid_until": world.day(420),
            "sector_code": "GAR",
            "city": "Samarinda",
            "address": "Jalan Teladan Nomor 8, Samarinda",
            "phone": "(0541) 555-0142",
            "timezone": "Asia/Makassar",
            "chairman": "Indah Segarawan",
            "certification_manager": "Yusuf Palangiran",
            "numbering": NumberingMode.IMPORTED,
            "is_synthetic": True,
        },
        schemes=[schemes[code] for code in ("PV-GMT-1A", "PV-KOM-OP")],
        actor=admin,
    )
    lsp = world.lsps["portal"]
    open_series(issuer=lsp, kind=SeriesKind.CERTIFICATE, first_number=FIRST_CERTIFICATE, actor=admin)
    for year in sorted({clock.today().year, world.today.year}):
        open_series(issuer=lsp, kind=SeriesKind.REGISTRATION, year=year, first_number=FIRST_REGISTRATION, actor=admin)
