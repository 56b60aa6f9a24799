"""In which precision a model is trained."""

from collections.abc import Iterator

import pytest
import torch

from recognition.engine.training import device
from recognition.engine.training.device import halves_are_faster, mixed_precision


@pytest.fixture(autouse=True)
def untried() -> Iterator[None]:
    halves_are_faster.cache_clear()
    yield
    halves_are_faster.cache_clear()


def processor(monkeypatch: pytest.MonkeyPatch, *, halves_s: float, single_s: float) -> list[bool]:
    """A processor that takes so long for a step, and what was tried on it."""
    tried: list[bool] = []

    def seconds(maps: torch.Tensor, weights: torch.Tensor, *, halves: bool) -> float:
        tried.append(halves)
        return halves_s if halves else single_s

    monkeypatch.setattr(device, "_seconds_of_a_step", seconds)
    return tried


@pytest.mark.parametrize(
    ("halves_s", "expected"),
    [(0.48, torch.bfloat16), (0.9, torch.float32), (1.43, torch.float32)],
    ids=["twice as fast", "hardly faster", "slower"],
)
def test_a_processor_computes_in_halves_only_where_that_is_clearly_faster(
    halves_s: float, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor(monkeypatch, halves_s=halves_s, single_s=1.0)

    with mixed_precision("cpu"):
        assert torch.nn.Linear(4, 2)(torch.ones(1, 4)).dtype == expected


def test_a_processor_is_tried_once_with_both(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = processor(monkeypatch, halves_s=0.5, single_s=1.0)

    mixed_precision("cpu")
    first = list(tried)
    mixed_precision(torch.device("cpu"))

    assert set(first) == {True, False}
    assert tried == first


def test_trying_leaves_the_random_numbers_of_a_seed_alone() -> None:
    torch.manual_seed(7)
    expected = torch.randn(3)

    torch.manual_seed(7)
    halves_are_faster()

    assert torch.equal(torch.randn(3), expected)


@pytest.mark.parametrize("judging", [torch.inference_mode, torch.no_grad])
def test_trying_learns_a_step_even_where_nothing_else_learns(
    judging: type[torch.inference_mode | torch.no_grad],
) -> None:
    with judging():
        assert halves_are_faster() in (True, False)


@pytest.mark.filterwarnings("ignore:CUDA is not available")
def test_a_gpu_computes_in_halves_and_no_processor_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = processor(monkeypatch, halves_s=2.0, single_s=1.0)

    context = mixed_precision("cuda")

    assert context.fast_dtype == torch.bfloat16
    assert not tried
