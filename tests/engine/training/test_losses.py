import pytest
import torch
import torch.nn.functional as F

from recognition.engine.training.losses import branch_loss, loss_key
from recognition.engine.training.recipe import VoiceRecipe, WordsRecipe

LOGITS = torch.tensor([[4.0, 0.0, 0.0], [0.2, 0.0, 0.1]])
TARGETS = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.9, 0.1]])
WEIGHTS = torch.tensor([1.0, 2.0, 0.5])


def _voice(loss: str = "cross-entropy", gamma: float = 2.0) -> VoiceRecipe:
    return VoiceRecipe(corpora=("made",), loss=loss, gamma=gamma)


def test_by_default_it_is_weighted_cross_entropy() -> None:
    expected = torch.stack(
        [
            WEIGHTS[0] * F.cross_entropy(LOGITS[:1], TARGETS[:1]),
            -(WEIGHTS * TARGETS[1] * LOGITS[1].log_softmax(0)).sum(),
        ]
    ).mean()
    assert float(branch_loss(LOGITS, TARGETS, WEIGHTS, _voice())) == pytest.approx(float(expected))


def test_focal_loss_without_gamma_is_cross_entropy() -> None:
    focal, plain = (branch_loss(LOGITS, TARGETS, WEIGHTS, recipe) for recipe in (_voice("focal", 0.0), _voice()))
    assert float(focal) == pytest.approx(float(plain))


def test_focal_loss_is_the_published_formula() -> None:
    """Lin et al. 2017, equation 5."""
    probability = LOGITS[:1].softmax(dim=1)[0, 0]
    expected = -((1 - probability) ** 3) * probability.log()
    found = branch_loss(LOGITS[:1], TARGETS[:1], torch.ones(3), _voice("focal", 3.0))
    assert float(found) == pytest.approx(float(expected), rel=1e-4)


def test_focal_loss_looks_at_what_is_still_wrong() -> None:
    def share_of_the_easy_one(recipe: VoiceRecipe) -> float:
        logits = LOGITS.clone().requires_grad_()
        branch_loss(logits, torch.eye(3)[:2], torch.ones(3), recipe).backward()  # type: ignore[no-untyped-call]
        easy, hard = (logits.grad if logits.grad is not None else logits).abs().sum(dim=1)
        return float(easy / hard)

    assert share_of_the_easy_one(_voice("focal")) < 0.1 * share_of_the_easy_one(_voice())


def test_it_stays_finite_where_the_answer_is_certain() -> None:
    logits = torch.tensor([[90.0, -90.0]], requires_grad=True)
    for target in ([[1.0, 0.0]], [[0.0, 1.0]]):
        branch_loss(logits, torch.tensor(target), torch.ones(2), _voice("focal", 0.5)).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert bool(logits.grad.isfinite().all())


def test_only_another_loss_than_cross_entropy_tells_stages_apart() -> None:
    assert loss_key([_voice(), WordsRecipe("goemotions", gamma=1.0)]) == ()
    keys = [
        loss_key([_voice("focal"), _voice()]),
        loss_key([_voice(), _voice("focal")]),
        loss_key([_voice("focal", 1.0)]),
    ]
    assert len(set(keys)) == 3
    assert repr(_voice()) == repr(_voice("focal"))
