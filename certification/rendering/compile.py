"""A layout laid out once, with hollow slots: what is the same for everyone, cut where a person's text goes.

Slots stand in the layouts as `data-slot`. Their places come from the layout tree, and their text is found in the page's
content at that place, so that a person's text goes in at the same point: colour, reading order and tags stay. The
tree's names are private to WeasyPrint: its version is pinned, and no blob is used before it equals full renders.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pikepdf

from certification.rendering import engine, fit
from certification.rendering.blob import Blob, pack
from certification.rendering.cuts import QrSlot, Slot, TextSlot
from certification.rendering.shaping import Face

FILES = {
    (400, "normal"): fit.REGULAR,
    (400, "italic"): fit.ITALIC,
    (600, "normal"): fit.SEMIBOLD,
    (700, "normal"): fit.BOLD,
}
_LIGATURES = "ff fi fl ffi ffl ft tt fb fh fj fk"
_TEXT_AT = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm")
_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_TO_UNICODE = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>", re.MULTILINE)
_HOLLOW_QR = b"0.5 0.25 m\n0.625 0.25 l\n0.625 0.375 l\n0.5 0.375 l\nh"


class CompileRefused(ValueError):
    """This layout cannot be stamped; the message says which rule of slots it breaks."""


def compile_layout(html: str, charset: str, variant: str | None) -> Blob:
    """Lay out the HTML, whose slots hold sample text; the fonts of slots get every character of `charset`."""
    document = engine.lay_out(html)
    found = [list(_slots(page._page_box)) for page in document.pages]
    elements = [each.element for page in found for each in page]
    if len(set(map(id, elements))) < len(elements):
        raise CompileRefused("a slot whose sample stands on two lines")
    drawings = [_qr_slot(page._page_box) for page in document.pages]
    primer = engine.lay_out(_primer({each.file for page in found for each in page}, charset))
    count = len(document.pages)
    raw = engine.write(document.copy([*document.pages, *primer.pages]), identifier=b"", variant=variant)
    pdf = pikepdf.open(io.BytesIO(raw))
    fonts: dict[str, str] = {}
    pages = []
    # The primer's page comes last and has no slots.
    for page, on_page, drawing in zip(pdf.pages, found, drawings, strict=False):
        parts, used = _cut(page.Contents.read_bytes(), on_page, drawing)
        pages.append(parts)
        fonts |= used
    faces = {name: _face(pdf, name, file) for name, file in fonts.items()}
    _drop_pages_from(pdf, count)
    return pack(pdf, pages, faces)


def _primer(files: set[str], charset: str) -> str:
    """A page that makes the engine's subset of these fonts hold every character."""
    styles = {file: weight_style for weight_style, file in FILES.items()}
    lines = "".join(
        f'<p style="font: {style} {weight} 4pt Paper">{escape(" ".join(charset))} {_LIGATURES}</p>'
        for file in sorted(files)
        for weight, style in [styles[file]]
    )
    faces = "".join(
        f"@font-face {{ font-family: Paper; src: url(font:{file}); font-weight: {weight}; font-style: {style} }}"
        for (weight, style), file in FILES.items()
    )
    return f'<html lang="id"><style>{faces} @page {{ size: 210mm 297mm }}</style><body>{lines}</body></html>'


@dataclass(frozen=True)
class _Found:
    """A slot for text in the layout tree; `left` is where its sample text starts, `file` its font."""

    slot: TextSlot
    left: float
    file: str
    element: Any


def _qr_slot(box: Any) -> QrSlot | None:
    """The place of the QR's drawing under a box of the layout tree; None where there is none."""
    box = getattr(box, "_box", box)
    if box.element_tag == "{http://www.w3.org/2000/svg}svg":
        return QrSlot(box.content_box_x(), box.content_box_y(), box.width)
    return next(filter(None, map(_qr_slot, getattr(box, "children", ()))), None)


def _slots(box: Any, line: Any = None, block: Any = None) -> Iterator[_Found]:
    """Every text slot under a box of the layout tree."""
    box = getattr(box, "_box", box)
    kind = type(box).__name__
    if kind == "LineBox":
        line = box
    elif kind not in {"InlineBox", "TextBox"}:
        block = box
    if kind == "TextBox" and box.element is not None and (key := box.element.get("data-slot")):
        yield _slot(key, box, line, block)
    for child in getattr(box, "children", ()):
        yield from _slots(child, line, block)


def _slot(key: str, text: Any, line: Any, block: Any) -> _Found:
    style = text.style
    align = style["text_align_all"]
    align = {"start": "left", "end": "right"}.get(align, align)
    if style["letter_spacing"] not in (0, "normal") or style["word_spacing"] not in (0, "normal"):
        raise CompileRefused(f"slot {key}: spaced letters")
    left, width = block.content_box_x(), block.width
    anchor = {"left": text.position_x, "center": left + width / 2, "right": left + width}.get(align)
    if anchor is None:
        raise CompileRefused(f"slot {key}: aligned {align}")
    others = [other for other in _texts(line) if other is not text and other.text.strip()]
    if others and (align != "left" or others[-1].position_x > text.position_x):
        raise CompileRefused(f"slot {key}: other text on its line")
    made = TextSlot(key=key, font="", size=style["font_size"], x=anchor, y=text.position_y + text.baseline, align=align)
    return _Found(made, text.position_x, FILES[int(style["font_weight"]), style["font_style"]], text.element)


def _texts(box: Any) -> Iterator[Any]:
    if type(box).__name__ == "TextBox":
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _cut(content: bytes, found: Sequence[_Found], drawing: QrSlot | None) -> tuple[list[bytes | Slot], dict[str, str]]:
    """The content with each slot's text taken out of its place; and the file of each font that slots use, by name."""
    cuts: list[tuple[int, int, Slot]] = []
    fonts: dict[str, str] = {}
    for each in found:
        start, end, font, size = _text_at(content, each)
        fonts[font] = each.file
        cuts.append((start, end, replace(each.slot, font=font, size=size)))
    if drawing is not None:
        if (at := content.find(_HOLLOW_QR)) < 0:
            raise CompileRefused("slot qr: its drawing is not where the layout puts it")
        cuts.append((at, at + len(_HOLLOW_QR), drawing))
    parts: list[bytes | Slot] = []
    done = 0
    for start, end, cut in sorted(cuts, key=lambda each: each[0]):
        parts += [content[done:start], cut]
        done = end
    return [*parts, content[done:]], fonts


def _text_at(content: bytes, found: _Found) -> tuple[int, int, str, float]:
    """From the matrix to the end of the text operator of the slot's sample, name and size of its font."""
    for match in _TEXT_AT.finditer(content):
        if abs(float(match[1]) - found.left) < 0.01 and abs(float(match[2]) - found.slot.y) < 0.01:
            end = content.index(b"TJ", match.end()) + 2
            font = _FONT.search(content, match.end(), end)
            # The size as the engine rounds it, so that equal sizes are told by equality.
            if font is None or content.index(b"ET", match.end()) < end:
                break
            return match.start(), end, font[1].decode(), float(font[2])
    raise CompileRefused(f"slot {found.slot.key}: its text is not where the layout puts it")


def _face(pdf: pikepdf.Pdf, name: str, file: str) -> Face:
    """Texts and widths of the embedded font of that resource name."""
    font = next(page.Resources.Font[f"/{name}"] for page in pdf.pages if f"/{name}" in page.Resources.Font)
    texts = {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _TO_UNICODE.findall(font.ToUnicode.read_bytes())
    }
    widths: dict[int, int] = {}
    listed = list(font.DescendantFonts[0].W)
    for first, run in zip(listed[::2], listed[1::2], strict=True):
        widths.update({int(first) + step: int(width) for step, width in enumerate(run)})
    return Face(file, texts, widths)


def _drop_pages_from(pdf: pikepdf.Pdf, count: int) -> None:
    """Take the primer out again, with its part of the structure tree."""
    while len(pdf.pages) > count:
        dropped = pdf.pages[-1].objgen
        if "/StructTreeRoot" in pdf.Root:
            document = pdf.Root.StructTreeRoot.K[0]
            document.K = pikepdf.Array([kid for kid in document.K if kid.Pg.objgen != dropped])
            parents = pdf.Root.StructTreeRoot.ParentTree
            parents.Nums = pikepdf.Array(list(parents.Nums)[: 2 * count])
        del pdf.pages[-1]
