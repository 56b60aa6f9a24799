"""Everybody's way through the pages: by keyboard alone, enlarged, with spaced text, without motion, without dragging."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import FINISHED_WITHIN_MS, Watch, first_sample, unseen, window
from tests.running_product import Product

PAGES = ("/", "/library", "/models", "/settings", "analysis", "compare")
# 1280 px at 400 % (WCAG 1.4.10), and 1440 px at 200 %.
ENLARGED: tuple[ViewportSize, ...] = ({"width": 320, "height": 640}, {"width": 720, "height": 450})
PHONE_AND_DESK: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1440, "height": 844})
# What is drawn has followed the window's size.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# WCAG 1.4.12.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""
# Of what takes a pointer: smaller than 24 px, with another so near that a circle of 24 px on each would meet (WCAG 2.5.8).
# A word in a text, and what stands in a sentence, is as high as its line.
TOO_SMALL = """() => {
  const shown = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=slider], [role=switch]')]
    .filter(each => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter(each => !each.closest('[inert], .sr-only') && getComputedStyle(each).clipPath === 'none');
  const boxes = shown.map(each => each.closest('label')?.getBoundingClientRect() ?? each.getBoundingClientRect())
  const small = box => box.width > 0 && (box.width < 24 || box.height < 24);
  const middle = box => [box.x + box.width / 2, box.y + box.height / 2];
  const meets = (one, other) => {
    const [[x, y], [u, v]] = [middle(one), middle(other)];
    return Math.hypot(x - u, y - v) < 24;
  };
  return shown.filter((each, place) => small(boxes[place])
    && getComputedStyle(each).display !== 'inline'
    && !each.closest('p, [role=group][aria-label^="Words of"]')
    && boxes.some((box, other) => other !== place && small(box) && meets(boxes[place], box)))
    .map(each => each.outerHTML.slice(0, 160));
}"""
# What has the focus: shown by a ring, and not wholly under something else (WCAG 2.4.7, 2.4.11).
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  // The calendar inside of a date field: the field itself is not focused then, and the browser draws the ring.
  const inside = !one.matches(':focus') && one.matches(':focus-within');
  const ring = inside || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .15], [.5, .85]];
  const seen = points.some(([x, y]) => {
    const top = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
    return top && (one.contains(top) || top.contains(one) || top.closest('label')?.contains(one));
  });
  return { what: one.outerHTML.slice(0, 160), ring, seen };
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(browser: Browser, product: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of an analysis that all these tests look at; of a recording with a name that no space lets break."""
    sample = first_sample()
    clip = unseen(sample, tmp_path_factory.mktemp("reach") / f"{'w' * 120}{sample.suffix}")
    with window(browser, product) as page:
        page.goto("/")
        page.get_by_label("Files to analyse").set_input_files(clip)
        page.get_by_role("button", name="Why? Segment 1").wait_for(timeout=FINISHED_WITHIN_MS)
        yield page.url.partition("#")[0]


def visit(page: Page, address: str, place: str) -> None:
    identity = address.rstrip("/").rpartition("/")[2]
    page.goto({"analysis": address, "compare": f"/compare?ids={identity}"}.get(place, place))
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if place == "analysis":
        expect(page.get_by_role("button", name="Why? Segment 1")).to_be_visible()
    page.wait_for_load_state("networkidle")


@contextmanager
def a_grown_library(page: Page) -> Iterator[None]:
    """Pages of recordings to turn, however many other tests have left behind."""

    def more(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        route.fulfill(response=answer, json={**body, "count": body["count"] + 1000})

    page.route(re.compile(r"/api/v1/recordings/(\?.*)?$"), more)
    yield
    page.unroute_all(behavior="wait")


def assert_reflows(page: Page, what: str) -> None:
    page.evaluate(DRAWN)
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{what}: {wide[0]} px of content in {wide[1]} px"


@pytest.mark.parametrize("place", PAGES)
def test_a_page_is_within_reach(page: Page, watch: Watch, address: str, place: str) -> None:
    with a_grown_library(page):
        it_fits_when_it_is_enlarged_and_spaced(page, address, place)
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, address, place)
    for size in PHONE_AND_DESK:
        page.set_viewport_size(size)
        page.evaluate(DRAWN)
        assert page.evaluate(TOO_SMALL) == [], f"what takes a pointer at {size['width']} px"
    page.set_viewport_size({"width": 1024, "height": 700})
    page.evaluate(DRAWN)
    the_focus_is_seen_wherever_tab_leads(page)
    assert watch.faults == []


def it_fits_when_it_is_enlarged_and_spaced(page: Page, address: str, place: str) -> None:
    for size in ENLARGED:
        page.set_viewport_size(size)
        visit(page, address, place)
        assert_reflows(page, f"{place} at {size['width']} px")
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
        SPACED,
    )
    page.set_viewport_size({"width": 390, "height": 844})
    assert_reflows(page, f"{place} with spaced text")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.adoptedStyleSheets = []")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert_reflows(page, f"{place} with its text at 200 % in {width} px")


def the_focus_is_seen_wherever_tab_leads(page: Page) -> None:
    problems, steps = [], 0
    for _step in range(70):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        steps += 1
        if not (focused["ring"] and focused["seen"]):
            problems.append(focused)
    assert steps > 5
    assert problems == []


def test_nothing_glides_for_who_wants_no_motion(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, address, "analysis")
    outline = page.locator("[data-stream] path, [data-stream] polygon, figure svg path").first
    page.get_by_role("button", name="Segment 1 on the radar").click()
    page.evaluate(DRAWN)
    first = outline.get_attribute("d")
    page.wait_for_timeout(300)
    assert outline.get_attribute("d") == first
    running = "document.getAnimations().filter(one => one.playState === 'running' && one.effect.getTiming().duration > 20).length"
    assert page.evaluate(running) == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_what_can_be_dragged_can_be_clicked(page: Page, watch: Watch, address: str) -> None:
    visit(page, address, "analysis")
    place = page.get_by_role("slider", name="Position")
    box = place.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(place).not_to_have_attribute("aria-valuenow", "0")
    page.get_by_role("button", name="Zoom in").click()
    scroll = page.get_by_role("slider", name="Part in sight").or_(page.locator("[role=slider].touch-none")).first
    before = scroll.get_attribute("aria-valuetext") or ""
    strip = scroll.bounding_box()
    assert strip is not None
    page.mouse.click(strip["x"] + 2, strip["y"] + strip["height"] / 2)
    page.mouse.click(strip["x"] + strip["width"] - 2, strip["y"] + strip["height"] / 2)
    expect(scroll).not_to_have_attribute("aria-valuetext", before)
    assert watch.faults == []


def test_a_recording_is_corrected_shared_and_deleted_by_keyboard_alone(page: Page, watch: Watch, address: str) -> None:
    visit(page, address, "analysis")
    edit = page.get_by_role("button", name="Correct the text of segment 1")
    edit.focus()
    page.keyboard.press("Enter")
    text = page.get_by_role("textbox", name="Text of segment 1")
    expect(text).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("What was really said")
    page.keyboard.press("Control+Enter")
    expect(text).to_have_count(0, timeout=FINISHED_WITHIN_MS)
    expect(edit).to_be_focused()
    for name in ("Share", "Delete"):
        trigger = page.get_by_role("button", name=name, exact=True)
        trigger.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").or_(page.get_by_role("alertdialog"))).to_be_visible()
        page.keyboard.press("Escape")
        expect(trigger).to_be_focused()
    export = page.get_by_role("button", name="Export")
    export.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(export).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert watch.faults == []


def test_every_page_is_reached_by_keyboard_and_begins_at_its_heading(page: Page, watch: Watch, address: str) -> None:
    page.goto("/")
    for name in ("Library", "Models", "Settings", "New"):
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        assert "Undertone" in page.title()
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_focused()
    assert watch.faults == []
