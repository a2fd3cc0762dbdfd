"""The frame and every component, as a browser shows them: narrow and wide, light, dark and elder."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = ("/", "/accounts/login/", "/styleguide/", "/styleguide/paper/", "/nowhere")
MODES = {"light": [], "dark": [("linli-theme", "dark")], "elder": [("linli-elder", "1")]}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("mode", MODES)
def test_nothing_hinders_a_reader(site, browser, mode, width):
    context = browser.new_context(viewport={"width": width, "height": 740}, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in MODES[mode]])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
    found = {}
    for address in PAGES:
        page.goto(site + address)
        page.wait_for_load_state("networkidle")
        hindrances = [violation["id"] for violation in Axe().run(page).response["violations"]]
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[address] = (hindrances, overflow)
    context.close()
    assert (found, said) == (dict.fromkeys(PAGES, ([], 0)), [])


def test_the_choices_work_without_script(site, browser):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = context.new_page()
    page.goto(site)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Large print").click()
    page.wait_for_load_state("networkidle")
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("data-mode")) == ("en", "elder")
    context.close()


def test_the_desk_is_worked_by_keys(site, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{site}/styleguide/")
    chosen = "document.querySelector('tr.chosen').rowIndex"
    before = page.evaluate(chosen)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(chosen) == before + 1
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("[data-slash]").input_value() == "jk"
    page.close()
