"""The whole product: once per test that ends it, and one for those that leave it standing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_product import Product, running_product


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with running_product(tmp_path) as product:
        yield product


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("standing")) as product:
        yield product
