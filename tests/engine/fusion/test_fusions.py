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


def test_neutral_words_say_nothing_rather_than_vote_neutral() -> None:
    """Whatever the gate has learnt, the order of the voice's emotions is kept, down to a voice that is hardly sure."""
    neutral = torch.zeros(BATCH, LABELS)
    neutral[:, 0] = 30.0
    for seed in range(20):
        torch.manual_seed(seed)
        voice = _outputs(EMBEDDING_DIM)
        words = BranchOutput(torch.randn(BATCH, WORDS_DIM), neutral)
        fused = GatedFusion(LABELS).eval()(voice, words, torch.rand(BATCH, CONTEXT_DIM), torch.ones(BATCH))
        assert fused.logits[:, 1:].argsort(dim=1).tolist() == voice.logits[:, 1:].argsort(dim=1).tolist()


def test_a_neutral_voice_leaves_the_answer_to_words_that_speak() -> None:
    voice = BranchOutput(torch.zeros(1, EMBEDDING_DIM), torch.tensor([[4.0, 0, 0, 0, 0, 0, 0]]))
    words = BranchOutput(torch.zeros(1, WORDS_DIM), torch.tensor([[0.0, 0, 0, 6.0, 0, 0, 0]]))
    for seed in range(20):
        torch.manual_seed(seed)
        fused = GatedFusion(LABELS).eval()(voice, words, torch.rand(1, CONTEXT_DIM), torch.ones(1))
        assert int(fused.logits.argmax()) == 3


def test_the_gate_sees_confidence_signal_and_length_within_zero_and_one() -> None:
    assert context(asr_confidence=0.7, snr_db=90.0, duration_s=60.0) == [0.7, 1.0, 1.0]
    assert context(asr_confidence=0.0, snr_db=-5.0, duration_s=5.0) == [0.0, 0.0, 0.5]
    assert context(asr_confidence=0.0, snr_db=None, duration_s=0.0) == [0.0, 0.5, 0.0]
