"""axe in states that no journey passes by: they are brought about as for scripts.screenshots, by answers the page is given."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.page_shots import Shot, shots
from tests.e2e.accessibility import assert_accessible
from tests.e2e.conftest import FINISHED_WITHIN_MS, first_sample, unseen, window
from tests.running_product import Product

pytestmark = pytest.mark.browser

# Menus and dialogs of an analysis, how one ends otherwise, the door's lesser pages, and what is not there.
STATES = (
    *("analysis-export", "analysis-delete", "analysis-renaming"),
    *("analysis-running", "analysis-failed", "analysis-no-speech"),
    *("sign-in-refused", "sign-in-verify", "account-menu"),
    *("compare-one", "library-empty", "site-down"),
)


@pytest.fixture(scope="module")
def states(browser: Browser, product: Product, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Shot]:
    """By name; those of analyses are of one that is done."""
    url = f"http://127.0.0.1:{product.port}"
    with window(browser, product) as page:
        if page.request.get("/api/v1/recordings/?status=done").json()["count"] == 0:
            page.goto("/")
            sample = first_sample()
            clip = unseen(sample, Path(tmp_path_factory.mktemp("states")) / sample.name)
            page.get_by_label("Files to analyse").set_input_files(clip)
            expect(page.get_by_role("button", name="Export")).to_be_visible(timeout=FINISHED_WITHIN_MS)
    return {shot.name: shot for shot in shots(url)}


@pytest.fixture
def still(browser: Browser, product: Product) -> Iterator[Page]:
    """A window in which nothing glides."""
    with window(browser, product) as page:
        page.emulate_media(reduced_motion="reduce")
        yield page


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_accessible(name: str, states: dict[str, Shot], still: Page) -> None:
    state = states[name]
    state.before(still)
    still.goto(state.path)
    still.locator("h1").first.wait_for()
    expect(still.locator(".animate-pulse")).to_have_count(0)
    state.after(still)
    assert_accessible(still)
