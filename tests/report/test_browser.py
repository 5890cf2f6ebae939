"""The site as a reader meets it: in Chromium, from disk, by mouse, keyboard and phone."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from b12meta.figures.interactive_plot import interactive_forest

TABLE, FIGURE, PLOT = "notebooks/01_table.html", "notebooks/02_figure.html", "notebooks/plot.html"
PAGES = ("index.html", "search.html", TABLE, PLOT, "studies/sener1996.html")
PHONE = {"width": 390, "height": 800}
BREAKS = """kinds => axe.run({...kinds, resultTypes: ["violations"], preload: false}).then(found =>
  found.violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""
TERM = """<p>The <a class="b12-term" href="#t" aria-describedby="t">interval</a> is long.</p>
<div class="b12-meaning" id="t" role="tooltip" hidden>Where it lies.</div>
<link rel="stylesheet" href="../_static/glossary.css">
<script defer src="../_static/glossary.js"></script>"""

pytestmark = pytest.mark.long


@pytest.fixture(scope="session")
def chromium():
    """The machine's own browser, opened once."""
    driver = pytest.importorskip("playwright.sync_api", reason="no Playwright: uv sync")
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("no chromium on PATH: apt-get install chromium")
    with driver.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    package = pytest.importorskip("axe_playwright_python", reason="no axe-core: uv sync")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site(built, pages, tmp_path_factory):
    """The small site, and in it a page with a term and the plot that can be changed."""
    folder = tmp_path_factory.mktemp("browsed") / "a site #1"
    shutil.copytree(built.page.parent, folder)
    effects = {"study": ["Sener", "Zhang", "Najafi"], "level": "means", "vi": 0.05}
    rows = pd.DataFrame(effects, index=["a", "b", "c"])
    rows[["low", "high"]] = [[0.1, 0.1], [-0.3, -0.3], [-0.5, -0.5]]
    own = f"{TERM}{interactive_forest(rows, name='b12').place}</article>"
    text = pages[FIGURE].replace("</article>", own, 1)
    (folder / PLOT).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def visit(chromium, site):
    """Return a function that opens a page of the site; afterwards nothing may have gone wrong."""
    contexts, wrong = [], []

    def opened(path, **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: wrong.extend(_elsewhere(asked.url)))
        page.goto((site / path).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _elsewhere(address):
    return [] if address.startswith(("file:", "data:")) else [address]


def tabbed(page, wanted, most=80):
    """Press Tab until an element that `wanted` selects has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return page.locator(":focus")
    raise AssertionError(f"{wanted}: not reached by {most} presses of Tab")


def test_pages_lead_to_each_other(visit):
    page = visit("index.html")
    page.locator(".sidebar-tree").get_by_text("Tables", exact=True).click()
    assert page.url.endswith(TABLE)
    page.locator("a.next-page").click()
    assert page.url.endswith(FIGURE)
    page.get_by_role("link", name="Sener drawn").click()
    page.locator("#arms-4").wait_for(state="attached")
    assert page.url.endswith("studies/sener1996.html#arms-4")
    page.go_back()
    page.locator("a.prev-page").click()
    assert page.locator("h1").inner_text().startswith("Tables")


def test_search_finds_from_disk(visit):
    page = visit("index.html")
    page.get_by_label("Search").first.fill("najafi")
    page.keyboard.press("Enter")
    found = page.locator("#search-results li a", has_text="Najafi").first
    found.click()
    assert "/studies/najafi2012.html" in page.url
    page = visit("search.html")
    page.get_by_label("Search").first.fill("xyzzyx")
    page.keyboard.press("Enter")
    page.get_by_text("did not match any documents").wait_for()


def test_dark_mode_follows_the_machine_and_the_button(visit):
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert visit(TABLE, color_scheme="light").evaluate(ground) == "rgb(255, 255, 255)"
    page = visit(TABLE, color_scheme="dark")
    assert page.evaluate(ground) == "rgb(20, 24, 27)"
    button = page.locator("button.theme-toggle:visible").first
    button.click()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.reload()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_a_phone_scrolls_no_page_sideways(visit):
    page = visit(PAGES[0], viewport=PHONE, has_touch=True, is_mobile=True)
    base = page.url.removesuffix(PAGES[0])
    for path in (*PAGES, FIGURE):
        page.goto(base + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], path


@pytest.mark.parametrize("width", [800, 1080, 1100, 1320, 1500])
def test_no_screen_scrolls_a_page_sideways(visit, width):
    page = visit(TABLE, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_what_scrolls_and_what_leads_on(visit):
    page = visit(TABLE)
    assert tabbed(page, ".b12-scroll:has(table)").get_attribute("aria-label")
    tabbed(page, "td a, th a")
    page = visit(FIGURE)
    tabbed(page, ".b12-scroll:has(svg)")
    assert tabbed(page, "svg a").text_content() == "Sener drawn"
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies/sener1996.html*")


def test_a_definition_shows_on_focus_and_goes_with_escape(visit):
    page = visit(PLOT)
    note = page.locator("#t")
    assert note.is_hidden()
    tabbed(page, "a.b12-term")
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert note.is_hidden()


def test_the_plot_follows_mouse_and_keyboard(visit):
    page = visit(PLOT)
    said = page.locator(".b12-interactive [role=status]")
    headline = said.inner_text()
    page.locator(".b12-interactive input").first.uncheck()
    assert "without Sener" in said.inner_text()
    tabbed(page, ".b12-interactive input:not(:checked)")
    page.keyboard.press("Space")
    assert said.inner_text() == headline


def test_downloads_are_there(visit, site):
    page = visit(TABLE)
    offered = page.eval_on_selector_all("a[download]", "all => all.map(one => one.href)")
    assert offered
    for address in offered:
        answer = Path(page.evaluate("href => decodeURIComponent(new URL(href).pathname)", address))
        assert answer.is_relative_to(site)
        assert answer.stat().st_size > 0


@pytest.mark.parametrize(("scheme", "rules"), [("light", {}), ("dark", {"runOnly": "cat.color"})])
def test_axe_finds_nothing(visit, axe, scheme, rules):
    page = visit(PAGES[0], color_scheme=scheme)
    base = page.url.removesuffix(PAGES[0])
    for path in PAGES:
        page.goto(base + path)
        page.evaluate(axe)
        assert page.evaluate(BREAKS, rules) == [], path


def test_axe_would_find_something(visit, axe):
    page = visit(TABLE)
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=data:,>')")
    page.evaluate(axe)
    assert "image-alt" in [name for name, *_ in page.evaluate(BREAKS, {})]
