"""The calibration page: rulers and crosses on plain paper, so that a clerk measures how far a printer shifts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from certification.rendering import sheet
from certification.rendering.forms import NO_OFFSETS, Form, Offsets
from certification.rendering.full import shifts
from certification.rendering.press import press
from certification.rendering.refusals import refuse_text
from certification.rendering.sheet import Place

PAPER = (210, 297)
# The rulers stand clear of what a printer cannot reach and of the places of the text.
ACROSS_AT, DOWN_AT = 20, 14
_LABELS = {
    "number": "Nomor sertifikat",
    "name": "Nama",
    "registration": "Nomor registrasi",
    "field": "Bidang",
    "scheme": "Skema",
    "years_id": "Masa berlaku",
    "years_en": "Masa berlaku (Inggris)",
    "qr": "QR, bila dipakai",
    "issued": "Kota, tanggal",
    "issuer": "LSP",
    "signatory": "Penandatangan",
    "holder": "Nama dan nomor",
    "units": "Daftar unit",
}


@dataclass(frozen=True)
class _Cross:
    label: str
    left: float
    top: float

    @property
    def should(self) -> tuple[str, str]:
        return _mm(self.left), _mm(self.top)


@dataclass(frozen=True)
class _Side:
    title: str
    shift: tuple[float, float]
    places: list[tuple[str, Place]]
    crosses: list[_Cross]

    @property
    def set_to(self) -> str:
        right, down = self.shift
        across = f"{_mm(abs(right))} mm ke {'kanan' if right >= 0 else 'kiri'}"
        return f"{across}, {_mm(abs(down))} mm ke {'bawah' if down >= 0 else 'atas'}"


def render_calibration(profile: str, on: datetime.date, offsets: Offsets = NO_OFFSETS) -> bytes:
    """Front and back for plain A4 paper, printed with the offsets that the profile has now; raises RenderRefused."""
    refuse_text(profile, "Nama profil printer", 80)
    front, back = shifts(Form.BLANK, offsets)
    context: dict[str, object] = {
        "profile": profile,
        "on": f"{on:%d-%m-%Y}",
        "sides": [
            _side("Depan", front, sheet.FRONT, ("number", "name")),
            _side("Belakang", back, sheet.BACK, ("holder", "signatory")),
        ],
        "across": [(step, _length(step)) for step in range(PAPER[0] + 1)],
        "down": [(step, _length(step)) for step in range(PAPER[1] + 1)],
        "across_at": ACROSS_AT,
        "down_at": DOWN_AT,
        "tens_across": range(20, PAPER[0], 10),
        "tens_down": range(30, PAPER[1], 10),
    }
    return press("calibration.html", context, identifier=f"calibration {on:%Y%m%d}")


def _side(title: str, shift: tuple[float, float], places: Mapping[str, Place], crossed: tuple[str, ...]) -> _Side:
    return _Side(
        title,
        shift,
        [(_LABELS[key], place) for key, place in places.items() if key not in crossed],
        [_Cross(_LABELS[key], *places[key].middle) for key in crossed],
    )


def _length(step: int) -> float:
    """The length of a ruler's mark, longer at 5 and 10 mm."""
    return 5 if step % 10 == 0 else 3.5 if step % 5 == 0 else 2


def _mm(length: float) -> str:
    return f"{length:.1f}".replace(".", ",")
