"""One person at a browser: signs in, clicks, types. Knows the portal by what is on the screen only."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as TooLate

from tests.portal import Portal

PASSWORD = "pojok-demo-2026"


class Desk:
    """Somebody signed in at the portal; `page` is what is open in front of him."""

    def __init__(self, portal: Portal, new_page: Callable[..., Page], account: str, **about: bool) -> None:
        """`about` is for `new_page`: `refusals`, `scripts`."""
        self.portal = portal
        self.page = new_page(**about)
        self.page.set_default_timeout(15_000)
        self.go("/akun/masuk/")
        self.page.fill("input[name=username]", account)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{portal.url}/")

    def go(self, path: str) -> None:
        self.page.goto(self.portal.url + path if path.startswith("/") else path)

    def menu(self, label: str) -> None:
        self.page.get_by_role("navigation").get_by_role("link", name=re.compile(rf"^{label}\b")).first.click()

    def link(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label).first.fill(value)

    def choose(self, label: str, option: str | re.Pattern[str]) -> None:
        """The first option of a list whose words hold `option`."""
        box = self.page.get_by_label(label).first
        words = re.compile(re.escape(option)) if isinstance(option, str) else option
        value = box.locator("option").filter(has_text=words).first.get_attribute("value")
        box.select_option(value)

    def row(self, words: str) -> Locator:
        return self.page.get_by_role("row").filter(has_text=words).first

    def send(self) -> None:
        """Press the main button of the page's form."""
        self.page.locator("main form .form-acts button").first.click()

    def says(self, words: str) -> None:
        """Wait until the words are on the screen."""
        try:
            self.page.get_by_text(words).first.wait_for()
        except TooLate as error:
            raise AssertionError(f"{words!r} is not on the screen:\n{self.text}") from error

    def arrives(self, path: str) -> None:
        """Wait until the page whose path matches is open."""
        try:
            self.page.wait_for_url(re.compile(path))
        except TooLate as error:
            raise AssertionError(f"{self.page.url} instead of {path}:\n{self.text}") from error

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def eventually(self, words: str, seconds: int = 60) -> None:
        """Look again until a job behind the page has brought the words."""
        for _second in range(seconds):
            if words in self.text:
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"{words!r} never came:\n{self.text}")
