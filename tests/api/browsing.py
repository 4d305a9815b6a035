"""A real Chromium, without a connection to anywhere but the server under test."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, async_playwright

PHONE = (360, 740)
DESKTOP = (1280, 900)

_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Skips loudly where there is no Chromium; with MELDEWEG_REQUIRE_BROWSER=1 that is a failure."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("MELDEWEG_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on PATH though MELDEWEG_REQUIRE_BROWSER=1: install the package chromium")
        pytest.skip("NOT TESTED: no Chromium on PATH; install the package chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(
    browser: Browser, *, size: tuple[int, int], language: str, javascript: bool = False
) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=language, java_script_enabled=javascript
    )
    context.set_default_timeout(10_000)
    yield await context.new_page()
    await context.close()


async def overhang(page: Page) -> list[str]:
    """What sticks out to the right, visible or not yet scrolled to; empty when nothing does."""
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll("body *:not(.skip)")]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
            .map(e => e.tagName + " " + e.textContent.trim().slice(0, 40))"""
    )
    return found
