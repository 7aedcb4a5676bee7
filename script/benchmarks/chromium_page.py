"""The same document by Chromium: one browser, one open page with fonts and style loaded, its body exchanged."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Page, sync_playwright

from benchmarks.document import Person
from certification.rendering.fit import FONTS
from certification.rendering.press import LAYOUTS

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
STYLE = re.compile(r'href="layout:([^"]+)"')
BODY = re.compile(r'<body(?: class="([^"]*)")?>(.*)</body>', re.DOTALL)
INLINE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
EXCHANGE = "([kind, html]) => { document.body.className = kind; document.body.innerHTML = html }"


class ChromiumPage:
    """A context manager: the browser lives as long as the block."""

    def __enter__(self) -> ChromiumPage:
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        self.page: Page | None = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.browser.close()
        self.playwright.stop()

    def __call__(self, person: Person) -> bytes:
        html = person.html
        if self.page is None:
            self.page = self._opened(html)
        body = BODY.search(html)
        if body is None:
            raise ValueError("The layout has no body.")
        self.page.evaluate(EXCHANGE, [body.group(1) or "", body.group(2)])
        made: bytes = self.page.pdf(prefer_css_page_size=True, print_background=True)
        return made

    @property
    def version(self) -> str:
        version: str = self.browser.version
        return version

    def _opened(self, html: str) -> Page:
        page: Page = self.browser.new_page()
        style = "".join((LAYOUTS / name).read_text() for name in STYLE.findall(html))
        style += "".join(INLINE.findall(html))
        for font in FONTS.glob("*.ttf"):
            data = base64.b64encode(font.read_bytes()).decode()
            style = style.replace(f"font:{font.name}", f"data:font/ttf;base64,{data}")
        page.set_content(f'<!doctype html><html lang="id"><head><style>{style}</style></head><body></body></html>')
        page.evaluate("() => Promise.all([...document.fonts].map(font => font.load()))")
        return page
