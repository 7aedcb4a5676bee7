"""The hidden fields of a page: what a form has to send back besides what is typed."""

from __future__ import annotations

from html.parser import HTMLParser


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden" and given.get("name"):
            self.found[str(given["name"])] = given.get("value") or ""


def hidden(page: str) -> dict[str, str]:
    """Name and value of every hidden field, the one-time key of a form among them."""
    parser = _Inputs()
    parser.feed(page)
    return parser.found
