"""The product where people sign in, once for all files of this folder, with the mail that it sends."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.accounts.site import Site
from tests.e2e.conftest import SAMPLES, Watch, unseen
from tests.running_product import Product, running_product


@pytest.fixture(scope="session")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="session")
def product(built_page: None, mail: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.e2e.product_settings",
        "UNDERTONE_ACCOUNTS": "required",
        "UNDERTONE_SECRET_KEY": "only-for-these-tests-" + uuid4().hex,
        "UNDERTONE_SIGN_UP": "open",
        "UNDERTONE_EMAIL_URL": f"filemail:///{mail}",
        "UNDERTONE_EMAIL_FROM": "undertone@example.org",
    }
    with running_product(tmp_path_factory.mktemp("accounts"), **variables) as product:
        yield product


@pytest.fixture
def site(product: Product, mail: Path, browser: Browser) -> Site:
    return Site(product, mail, browser)


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    with site.visitor() as page:
        yield page


@pytest.fixture
def watch(page: Page, site: Site) -> Watch:
    return Watch(page, f"{site.home}/")


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return unseen(sorted(SAMPLES.glob("*.mp3"))[0], tmp_path / f"talk {uuid4().hex[:8]}.mp3")
