"""The form as people meet it: a phone of 360 pixels, no JavaScript, a keyboard, two languages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from models.installation import Installation
from tests.api.browsing import DESKTOP, PHONE, open_browser, open_page, overhang
from tests.api.conftest import count_rows

pytestmark = [pytest.mark.database, pytest.mark.browser]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest.fixture(params=["de", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_a_threat_is_reported_without_javascript(
    browser: Browser, live_url: str, installation: Installation, language: str, size: tuple[int, int]
) -> None:
    async with open_page(browser, size=size, language=language) as page:
        await page.goto(live_url)
        assert await page.locator("html").get_attribute("lang") == language
        await expect(page.get_by_role("heading", name="110")).to_be_in_viewport()
        assert await overhang(page) == []
        weapon = page.get_by_role("group", name=_in(language, "Waffe", "weapon"))
        await weapon.get_by_label(_in(language, "nein", "no"), exact=True).check()
        await page.get_by_label(_in(language, "Bedrohung", "threat"), exact=True).check()
        await open_all_details(page)
        assert await overhang(page) == []
        await page.get_by_label(_in(language, "E-Mail-Adresse", "E-mail address")).fill("keine Adresse")
        await page.get_by_role("button", name=_in(language, "Meldung absenden", "Send report")).click()

        summary = page.get_by_role("alert")
        await expect(summary).to_be_in_viewport()
        assert await overhang(page) == []
        assert await count_cases(installation) == 0
        await summary.get_by_role("link", name=_in(language, "Was ist passiert?", "What happened?")).click()
        narrative = page.get_by_label(_in(language, "Was ist passiert?", "What happened?"))
        await expect(narrative).to_be_in_viewport()
        await expect(narrative).to_have_attribute("aria-invalid", "true")
        await expect(page.get_by_label(_in(language, "Bedrohung", "threat"), exact=True)).to_be_checked()
        await expect(weapon.get_by_label(_in(language, "nein", "no"), exact=True)).to_be_checked()
        await narrative.fill("Er sagte: „Ich weiß, wo du wohnst.“ 😡")
        await page.get_by_label(_in(language, "E-Mail-Adresse", "E-mail address")).fill("ada@example.org")
        await page.get_by_role("button", name=_in(language, "Meldung absenden", "Send report")).click()

        await expect(page.locator("#case-ref")).to_have_text(re.compile(r"MW-\w{4}-\w{4}"))
        await expect(page.locator("#receipt-code")).to_be_in_viewport()
        await expect(
            page.get_by_text(_in(language, "kein Strafantrag", "not a criminal complaint"))
        ).to_be_visible()
        assert await overhang(page) == []
        assert page.url == f"{live_url}/"
        assert await count_cases(installation) == 1

        codes = await page.locator(".codes").inner_text()
        await page.reload()
        assert await page.locator(".codes").inner_text() == codes
        assert await count_cases(installation) == 1


async def test_a_report_can_be_sent_by_keyboard_alone(
    browser: Browser, live_url: str, installation: Installation
) -> None:
    async with open_page(browser, size=DESKTOP, language="de", javascript=True) as page:
        await page.goto(live_url)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
        for _ in range(20):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.name") == "narrative":
                break
        await page.keyboard.type("Nur das Nötigste.")
        for _ in range(60):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.className") == "send":
                break
        await page.keyboard.press("Enter")
        await expect(page.locator("#case-ref")).to_be_visible()
        assert await count_cases(installation) == 1


async def test_enter_in_a_line_sends_and_does_not_change_the_language(
    browser: Browser, live_url: str
) -> None:
    async with open_page(browser, size=PHONE, language="de") as page:
        await page.goto(live_url)
        await page.get_by_label("Was ist passiert?").fill("x")
        await page.get_by_label("Telefonnummer").press("Enter")
        await expect(page.locator("#case-ref")).to_be_visible()


async def test_changing_the_language_keeps_what_was_typed(browser: Browser, live_url: str) -> None:
    async with open_page(browser, size=PHONE, language="de") as page:
        await page.goto(live_url)
        await page.get_by_label("Was ist passiert?").fill("Mein Text")
        await page.get_by_role("button", name="Continue in English").click()
        await expect(page.get_by_label("What happened?")).to_have_value("Mein Text")
        await page.get_by_role("button", name="Send report").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")


async def test_a_changed_report_after_back_is_asked_about(
    browser: Browser, live_url: str, installation: Installation
) -> None:
    async with open_page(browser, size=PHONE, language="de") as page:
        await page.goto(live_url)
        await page.get_by_label("Was ist passiert?").fill("Erste Fassung")
        token = await page.locator("[name=form_token]").input_value()
        await page.get_by_role("button", name="Meldung absenden").click()
        await expect(page.locator("#case-ref")).to_be_visible()
        await page.goto(live_url)
        await page.evaluate("token => document.querySelector('[name=form_token]').value = token", token)
        await page.get_by_label("Was ist passiert?").fill("Zweite Fassung")
        await page.get_by_role("button", name="Meldung absenden").click()
        await expect(page.get_by_role("alert")).to_contain_text("schon abgesendet")
        await expect(page.get_by_label("Was ist passiert?")).to_have_value("Zweite Fassung")
        assert await count_cases(installation) == 1
        await page.get_by_role("button", name="Als neue Meldung absenden").click()
        await expect(page.locator("#case-ref")).to_be_visible()
        assert await count_cases(installation) == 2


async def test_the_page_asks_nobody_else(browser: Browser, live_url: str, language: str) -> None:
    async with open_page(browser, size=PHONE, language=language, javascript=True) as page:
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        for path in ("/", "/docs", "/case/MW-ABCD-1234"):
            await page.goto(f"{live_url}{path}")
            assert await overhang(page) == []
        assert all(url.startswith(live_url) for url in asked)
        assert complaints == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_everything_to_press_is_large_and_readable(
    browser: Browser, live_url: str, size: tuple[int, int]
) -> None:
    async with open_page(browser, size=size, language="de", javascript=True) as page:
        await page.goto(live_url)
        await open_all_details(page)
        small = await page.evaluate(_SMALL)
        assert small == []
        faint = await page.evaluate(_CONTRAST)
        assert faint == []


# WCAG 2.2, 2.5.8 asks for 24 pixels; fingers that shake want more.
_SMALL = """() => [...document.querySelectorAll(
    "label.choice, button, summary, select, .exit, input:not([type=radio], [type=checkbox], [type=hidden])"
  )].filter(e => e.getBoundingClientRect().height < 32).map(e => e.outerHTML.slice(0, 80))"""

# WCAG 2.2, 1.4.3: 4.5 to 1 for text, against the nearest background that is not transparent.
_CONTRAST = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => { while (e) { const c = channels(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; e = e.parentElement; } return [255, 255, 255]; };
  return [...document.querySelectorAll("body *")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => { const a = light(channels(getComputedStyle(e).color)), b = light(behind(e));
      return [e.textContent.trim().slice(0, 30), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]; })
    .filter(([, ratio]) => ratio < 4.5);
}"""


async def open_all_details(page: Page) -> None:
    closed = page.locator("details:not([open]) > summary")
    while await closed.count():
        await closed.first.click()


async def count_cases(installation: Installation) -> int:
    return (await count_rows(installation))["CaseFile"]


def _in(language: str, german: str, english: str) -> str:
    return german if language == "de" else english
