"""What the card of `face-voice-*` says of its architecture and of its limits."""

from typing import Any

from recognition.engine.training.checkpoint import ONE_RUN
from recognition.engine.training.face_voice_recipe import FaceVoiceNetRecipe

FUSIONS = {
    "lt": "late transformers: each stream ends as what its moments find in the other",
    "it": "intermediate transformers: each stream gains what its moments find in the other",
    "ia": "intermediate attention: a moment counts by how much the other stream attends to it, and nothing is mixed",
}
VOICE_LIMITS = (
    "Voice was learnt from actors who speak neutral sentences; everyday emotion is fainter.",
    "It reads expressed emotion. It does not know what a person feels, and is not for decisions about people.",
)
LATENT_LIMITS = (
    "No film with labels was at hand. Voice and face were trained together on pairs of strangers that carry one emotion: a "
    "clip, and a grey still picture of FER+ made to look like a film (it sways, light drifts, frames are blurred, compressed "
    "and missing). How a face moves with its voice it has never seen.",
    "Figures on `pairs` are of such pairs: they tell that both streams are used, not how films are read. Figures on `ravdess` "
    "are of real voices without a film, those on `ferplus` of real faces without a voice.",
    "No face of FER+ is calm: calm is heard, and its face counts as neutral.",
)
FACELESS_LIMITS = (
    "Where no face is seen the voice's own head answers, not the net with nothing in the face's place. How both do on voices "
    "of calibration speakers stands under calibration, `without_face`.",
)
WORDS_LIMITS = (
    "Words are those of the voice-words model, joined as independent evidence: no data set at hand carries emotion in words, "
    "voice and face at once. They are read in English only, and cannot tell calm from neutral.",
)
STORED_LIMITS = (
    "EfficientFace, stored along, is not that of efficient-face as it is shipped, but of an earlier or another training: their "
    "answers about one face differ.",
)


def limits(recipe: FaceVoiceNetRecipe, *, words: bool, stored: bool) -> list[str]:
    """What to know before relying on it; `stored` is whether EfficientFace, untuned, is stored along."""
    told = [
        *(LATENT_LIMITS if recipe.pairing == "latent" else ()),
        *(STORED_LIMITS if stored else ()),
        *FACELESS_LIMITS,
        *VOICE_LIMITS[:1],
    ]
    return [*told, *(WORDS_LIMITS if words else ()), ONE_RUN, *VOICE_LIMITS[1:]]


def architecture(
    recipe: FaceVoiceNetRecipe, *, face: tuple[str | None, str], words: tuple[str | None, str | None]
) -> dict[str, Any]:
    """The card's part.

    Args:
        face, words: the checkpoint that has EfficientFace, and that which has the words branch, each with the hash of its
            weights; None where the first is stored along, or there are no words.
    """
    return {
        "name": "face-voice",
        "features": "log-mel",
        "features_arguments": {},
        "voice": "20 MFCC in windows of 3 s, four blocks of convolution over time",
        "face": f"{recipe.sample_duration} pictures by EfficientFace, four blocks of convolution over time",
        "words": "MiniLM BERT, 6 layers of 384, masked mean over tokens" if words[0] else None,
        "fusion": recipe.fusion,
        "fusion_told": FUSIONS[recipe.fusion],
        "num_heads": recipe.num_heads,
        "pool_stride": recipe.pool_stride,
        "modality_dropout": recipe.mask,
        "sample_size": recipe.sample_size,
        "sample_duration": recipe.sample_duration,
        "tuned_face": recipe.tune_face,
        "branches_of": None,
        "face_of": face[0],
        "face_sha256": face[1],
        "words_of": words[0],
        "words_sha256": words[1],
        "languages": ["en"] if words[0] else [],
    }
