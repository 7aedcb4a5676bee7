"""Where the national world learns and is examined: modules, centres, workshops, LSPs, issuers of training papers."""

from __future__ import annotations

from collections import defaultdict

from certification.choices import LspKind, NumberingMode
from certification.models import Lsp, TrainingIssuer
from pojok_vokasi.demo.national.nation import Corner, Nation
from pojok_vokasi.demo.national.sizes import chance
from training.choices import CentreKind
from training.models import Module, Scheme, SchemeUnit, TrainingCentre, TrainingCorner

CENTRES, LSPS = 38, 24
SCHEMES_PER_LSP = 7
# Prisons of this size have a second and a third workshop.
SECOND, THIRD = 800, 2000
SEATS = 20
TRAINING_FORMAT = "{nomor}/BLT-%02d/{bulan}/{tahun}"
CITIES = (
    "Semarang", "Samarinda", "Bandung", "Medan", "Makassar", "Padang", "Surabaya", "Denpasar", "Palembang", "Manado",
    "Pontianak", "Banjarmasin", "Ambon", "Kupang", "Mataram", "Serang", "Bekasi", "Jambi", "Pekanbaru", "Kendari",
    "Palu", "Gorontalo", "Ternate", "Jayapura", "Sorong", "Bengkulu", "Tanjung Pinang", "Pangkal Pinang", "Surakarta",
    "Yogyakarta", "Malang", "Cirebon", "Bogor", "Balikpapan", "Palangka Raya", "Mamuju", "Bandar Lampung", "Kediri",
)  # fmt: skip
SECTORS = ("LST", "GAR", "TIK", "LOG", "OTO", "AGR", "TNK", "PAR")
CRAFTS = ("Karya Mandiri", "Busana Sejahtera", "Teknologi Utama", "Cipta Terampil", "Bina Teknika", "Agro Lestari")
ISLANDS = ("Nusantara", "Samudra", "Khatulistiwa", "Cendekia")


def make_places(nation: Nation) -> None:
    """Everything but people; few rows, so by the ORM."""
    schemes = list(Scheme.objects.filter(is_complete=True).select_related("field").order_by("code", "version"))
    for entry in SchemeUnit.objects.filter(scheme__in=schemes).select_related("unit").order_by("scheme", "position"):
        nation.units.setdefault(entry.scheme_id, []).append(entry.unit)
    schemes = [scheme for scheme in schemes if nation.units.get(scheme.pk)]
    _modules(nation, schemes)
    _centres(nation)
    _corners(nation)
    _lsps(nation, schemes)


def _modules(nation: Nation, schemes: list[Scheme]) -> None:
    made = []
    for number, scheme in enumerate(schemes):
        days = (20, 25, 18, 30)[number % 4]
        made.append(
            Module(title=f"Pelatihan {scheme.title_id}"[:200], scheme=scheme, hours_jp=days * 8, days=days, seats=16)
        )
    Module.objects.bulk_create(made)
    nation.modules = made


def _centres(nation: Nation) -> None:
    kinds = (CentreKind.BBPVP, CentreKind.BPVP, CentreKind.BLK, CentreKind.LPK)
    nation.centres = TrainingCentre.objects.bulk_create(
        TrainingCentre(
            code=f"BLT-{number + 1:02d}",
            name=f"{CentreKind(kinds[number % 4]).label} {city}",
            kind=kinds[number % 4],
            city=city,
        )
        for number, city in enumerate(CITIES[:CENTRES])
    )
    TrainingIssuer.objects.bulk_create(
        TrainingIssuer(
            centre=centre,
            name_id=centre.name,
            name_en=f"{centre.city} Vocational Training Centre",
            city=centre.city,
            phone=f"(02{number:02d}) 555-01{number:02d}",
            signatory=f"Kepala Contoh {number + 1}",
            numbering=NumberingMode.PORTAL if numbers_here(number) else NumberingMode.IMPORTED,
            number_format=TRAINING_FORMAT % (number + 1),
        )
        for number, centre in enumerate(nation.centres)
    )
    nation.keys |= {f"centre:{number}": centre.pk for number, centre in enumerate(nation.centres)}


def numbers_here(number: int) -> bool:
    """Whether the portal numbers for the centre or LSP with this number; for two of three it does."""
    return number % 3 != 1


def _corners(nation: Nation) -> None:
    fields: dict[int, list[int]] = defaultdict(list)
    for at, module in enumerate(nation.modules):
        fields[module.scheme.field_id].append(at)
    by_field = sorted(fields.items())
    made: list[tuple[TrainingCorner, list[int]]] = []
    for prison in nation.prisons:
        if not nation.enrolments[prison.code]:
            continue
        size, draw = nation.national_sizes[prison.code], chance(f"corners:{prison.code}")
        for number in range(1 + (size >= SECOND) + (size >= THIRD)):
            taught = draw.sample(by_field, min(2, len(by_field)))
            corner = TrainingCorner(prison=prison, name=f"Bengkel {number + 1}", seats=SEATS)
            made.append((corner, [field for field, _modules in taught]))
    TrainingCorner.objects.bulk_create(corner for corner, _fields in made)
    through = TrainingCorner.fields.through
    through.objects.bulk_create(
        through(trainingcorner_id=corner.pk, vocationalfield_id=field) for corner, keys in made for field in keys
    )
    for corner, field_keys in made:
        modules = tuple(at for field in field_keys for at in fields[field])
        nation.corners.setdefault(corner.prison.code, []).append(Corner(corner.pk, corner.seats, modules))


def _lsps(nation: Nation, schemes: list[Scheme]) -> None:
    made = []
    for number in range(LSPS):
        city = CITIES[number % len(CITIES)]
        name = f"{CRAFTS[number % len(CRAFTS)]} {ISLANDS[number // len(CRAFTS)]}"
        made.append(
            Lsp(
                name_id=f"LSP {name}",
                name_en=name,
                kind=LspKind.P3 if number % 2 else LspKind.P2,
                licence=f"BNSP-LSP-{9901 + number}-ID",
                licence_valid_until=nation.day(300 + 20 * number),
                sector_code=SECTORS[number % len(SECTORS)],
                city=city,
                address=f"Jalan Contoh Nomor {number + 1}, {city}",
                phone=f"(02{number:02d}) 555-02{number:02d}",
                chairman="Suryo Adikarso",
                certification_manager="Ratna Wukirsana",
                numbering=NumberingMode.PORTAL if numbers_here(number) else NumberingMode.IMPORTED,
                is_synthetic=True,
            )
        )
    nation.lsps = Lsp.objects.bulk_create(made)
    keys = [scheme.pk for scheme in schemes]
    for number in range(LSPS):
        first = number * SCHEMES_PER_LSP
        nation.lsp_schemes.append(sorted({keys[(first + at) % len(keys)] for at in range(SCHEMES_PER_LSP)}))
    through = Lsp.schemes.through
    through.objects.bulk_create(
        through(lsp_id=lsp.pk, scheme_id=scheme)
        for lsp, schemes_of in zip(nation.lsps, nation.lsp_schemes, strict=True)
        for scheme in schemes_of
    )
    nation.keys |= {f"lsp:{number}": lsp.pk for number, lsp in enumerate(nation.lsps)}
