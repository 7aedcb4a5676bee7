"""The QR: what our shortcut draws is what the encoder draws, and an independent reader reads it."""

import segno

from certification.rendering import codes, qr
from tests.certification.paper import BASE


def test_rows_are_those_of_the_encoder():
    for _ in range(5):
        address = codes.address(BASE, codes.new_code())
        made = segno.make_qr(address, error="m", mode="byte", mask=4, boost_error=False)
        assert qr.rows(address) == ["".join(map(str, row)) for row in made.matrix]


def test_operators_and_svg_draw_the_same_modules():
    address = codes.address(BASE, codes.new_code())
    size = qr.side(address)
    drawn = [["0"] * size for _ in range(size)]
    for line in qr.operators(address).decode().splitlines():
        x, y, width, height, operator = line.split()
        assert (height, operator) == ("1", "re")
        for step in range(int(width)):
            drawn[int(y)][int(x) + step] = "1"
    quiet = qr.BORDER
    assert ["".join(row[quiet:-quiet]) for row in drawn[quiet:-quiet]] == qr.rows(address)
    assert sum(row.count("1") for row in drawn) == sum(row.count("1") for row in qr.rows(address))
    assert qr.svg(address).count("M") == 1 + len(qr.operators(address).splitlines())
