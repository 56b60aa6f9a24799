import pytest
import torch

from recognition.engine.features.vggish import EMBEDDING_DIM
from recognition.engine.fusion.branches import WORDS_DIM, BranchOutput
from recognition.engine.fusion.fusions import CONTEXT_DIM, FUSIONS, GatedFusion, context
from recognition.engine.registry import resolve

LABELS = 7
BATCH = 5


def _outputs(dim: int) -> BranchOutput:
    return BranchOutput(torch.randn(BATCH, dim), torch.randn(BATCH, LABELS))


@pytest.mark.parametrize("name", FUSIONS)
def test_every_fusion_gives_logits_and_weights_that_sum_to_one(name: str) -> None:
    fusion = resolve(FUSIONS, name, kind="model")(LABELS).eval()
    output = fusion(_outputs(EMBEDDING_DIM), _outputs(WORDS_DIM), torch.rand(BATCH, CONTEXT_DIM), torch.ones(BATCH))
    assert output.logits.shape == (BATCH, LABELS)
    assert torch.allclose(output.weights.sum(dim=1), torch.ones(BATCH))


@pytest.mark.parametrize("name", FUSIONS)
def test_absent_words_do_not_change_the_answer(name: str) -> None:
    fusion = resolve(FUSIONS, name, kind="model")(LABELS).eval()
    voice, gate, absent = _outputs(EMBEDDING_DIM), torch.rand(BATCH, CONTEXT_DIM), torch.zeros(BATCH)
    one = fusion(voice, _outputs(WORDS_DIM), gate, absent)
    other = fusion(voice, _outputs(WORDS_DIM), gate, absent)
    assert torch.allclose(one.logits, other.logits)
    assert one.weights[:, 0].tolist() == [1.0] * BATCH


def test_gated_without_words_is_exactly_the_voice() -> None:
    voice = _outputs(EMBEDDING_DIM)
    gate = torch.rand(BATCH, CONTEXT_DIM)
    fused = GatedFusion(LABELS).eval()(voice, _outputs(WORDS_DIM), gate, torch.zeros(BATCH))
    assert torch.allclose(fused.logits.softmax(dim=1), voice.logits.softmax(dim=1), atol=1e-6)


def test_the_gate_sees_confidence_signal_and_length_within_zero_and_one() -> None:
    assert context(asr_confidence=0.7, snr_db=90.0, duration_s=60.0) == [0.7, 1.0, 1.0]
    assert context(asr_confidence=0.0, snr_db=-5.0, duration_s=5.0) == [0.0, 0.0, 0.5]
    assert context(asr_confidence=0.0, snr_db=None, duration_s=0.0) == [0.0, 0.5, 0.0]
