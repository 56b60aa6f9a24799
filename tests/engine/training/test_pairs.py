import torch

from recognition.engine.features.vggish import EMBEDDING_DIM
from recognition.engine.fusion.branches import WORDS_DIM, BranchOutput
from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.training.pairs import Pairs, Pool, draw_pairs, draw_real_pairs
from recognition.engine.training.recipe import FusionRecipe

COUNT = 2000


def _pool(dim: int, *, context: bool) -> Pool:
    """An example's label can be read off its logits."""
    truth = torch.arange(70) % 7
    outputs = BranchOutput(torch.zeros(70, dim), torch.nn.functional.one_hot(truth, 7).float())
    return Pool(outputs, truth, torch.zeros(70, 3) if context else None)


def _drawn(recipe: FusionRecipe) -> Pairs:
    return draw_pairs(
        _pool(EMBEDDING_DIM, context=True),
        _pool(WORDS_DIM, context=False),
        labels=DEFAULT_LABELS,
        recipe=recipe,
        count=COUNT,
        chance=torch.Generator().manual_seed(0),
    )


def test_a_stream_carries_the_emotion_or_says_neutral() -> None:
    pairs = _drawn(FusionRecipe())
    voice = pairs.voice.logits.argmax(dim=1)
    assert bool(((voice == pairs.truth) | (voice == 0)).all())
    words = pairs.words.logits.argmax(dim=1)
    feels = pairs.truth != 0
    carried = [float((stream == pairs.truth)[feels].float().mean()) for stream in (voice, words)]
    assert 0.3 < carried[0] < 0.65  # everyday voices say less than words do
    assert carried[0] < carried[1] < 0.95


def test_never_are_both_silent() -> None:
    pairs = _drawn(FusionRecipe())
    voice, words = pairs.voice.logits.argmax(dim=1), pairs.words.logits.argmax(dim=1)
    heard = voice == pairs.truth
    read = (words == pairs.truth) & (pairs.words_present > 0)
    assert bool((heard | read).all())


def test_absent_words_have_no_confidence() -> None:
    pairs = _drawn(FusionRecipe(absent=0.5))
    absent = pairs.words_present == 0
    assert 0.4 < float(absent.float().mean()) < 0.6
    assert bool((pairs.context[absent, 0] == 0).all())
    assert bool((pairs.context[~absent, 0] > 0).all())


def test_misheard_words_are_rarer_the_surer_the_recogniser_is() -> None:
    pairs = _drawn(FusionRecipe(voice_carries=1.0, words_carry=1.0, absent=0.0))
    right = pairs.words.logits.argmax(dim=1) == pairs.truth
    sure = pairs.context[:, 0] > 0.8
    assert right[sure].float().mean() > right[~sure].float().mean() + 0.1


def test_real_pairs_keep_a_voice_with_its_own_words() -> None:
    voice, words = _pool(EMBEDDING_DIM, context=True), _pool(WORDS_DIM, context=False)
    recipe = FusionRecipe(pairing="real", absent=0.2)
    chance = torch.Generator().manual_seed(0)
    pairs = draw_real_pairs(voice, words, labels=DEFAULT_LABELS, recipe=recipe, count=COUNT, chance=chance)
    assert bool((pairs.voice.logits.argmax(dim=1) == pairs.truth).all())
    assert bool((pairs.words.logits.argmax(dim=1) == pairs.truth).all())
    assert torch.bincount(pairs.truth, minlength=7).min() > COUNT / 7 * 0.7  # a rare emotion is drawn like any other
    assert 0.15 < float((pairs.words_present == 0).float().mean()) < 0.25
