"""Constant content without what it draws, for the check: a person's own lines are read several times as fast.

Opening a page costs by what stands on it, and most of that is the same for everyone and was proven with its blob. So
the check reads a person's part behind a twin of the constant part: as long to the byte, with the same fonts, states and
marks, so that all that a person adds stands at its place, in its order and under its numbers.
"""

from __future__ import annotations

import zlib

import pikepdf

from certification.rendering.objects import Item

# What shows text, builds a path, clips by one, or draws an object of its own. Painting stays: the constant part fills
# the modules of a person's QR, and paints nothing where no path was built.
_DRAWING = frozenset({"Tj", "TJ", "'", '"', "m", "l", "c", "v", "y", "h", "re", "W", "W*", "Do", "sh", "INLINE IMAGE"})


def bare(item: Item) -> Item:
    """A compressed content stream that draws nothing, as long as before; itself where it is too short for that."""
    if item.data is None:
        raise ValueError("not a stream")
    with pikepdf.new() as pdf:
        stream = pikepdf.Stream(pdf, zlib.decompress(item.data))
        kept = [one for one in pikepdf.parse_content_stream(stream) if str(one.operator) not in _DRAWING]
    data = zlib.compress(pikepdf.unparse_content_stream(kept), 9)
    if len(data) > len(item.data):
        return item
    return Item(item.value, data.ljust(len(item.data), b"\n"))
