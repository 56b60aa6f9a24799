"""The whole product, once per test: these tests kill parts of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_product import Product, running_product


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    with running_product(tmp_path) as product:
        yield product
