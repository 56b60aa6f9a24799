"""In which precision a model is trained."""

import pytest
import torch

from recognition.engine.training.device import mixed_precision


@pytest.mark.parametrize(
    ("tiles", "expected"), [(True, torch.bfloat16), (False, torch.float32)], ids=["with AMX", "without AMX"]
)
def test_a_processor_computes_in_halves_only_where_it_multiplies_them_faster(
    tiles: bool, expected: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": tiles})

    with mixed_precision("cpu"):
        assert torch.nn.Linear(4, 2)(torch.ones(1, 4)).dtype == expected


def test_a_processor_of_another_kind_which_has_no_such_tiles_computes_in_single_precision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"architecture": "arm64", "bf16": True})

    with mixed_precision(torch.device("cpu")):
        assert torch.nn.Linear(4, 2)(torch.ones(1, 4)).dtype == torch.float32


@pytest.mark.filterwarnings("ignore:CUDA is not available")
def test_a_gpu_computes_in_halves() -> None:
    context = mixed_precision("cuda")

    assert context.fast_dtype == torch.bfloat16
