"""`emotion evaluate --int8`: what the 8-bit variant of a model loses, on the same clips as the model itself."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from recognition.engine.errors import EngineError
from recognition.engine.evaluation.evaluate import (
    STREAMS,
    Said,
    about,
    answers_of,
    choose,
    classes,
    listen,
    load_readable,
    nameable,
    say,
    say_texts,
)
from recognition.engine.evaluation.paired import differences, same_answer
from recognition.engine.fusion.cards import checkpoint_folder, read_card
from recognition.engine.fusion.int8 import full_bytes, quantised, stored_bytes
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.registry import resolve

OTHERS: Mapping[str, str] = {"au-mfcc": "recognition.engine.evaluation.face_voice_int8:compare_faces"}
"""As `evaluate.OTHERS`."""
TOGETHER = 32  # texts


def compare(
    model: str,
    *,
    dataset: str,
    data: Path,
    split: str = "test",
    models_dir: Path | None = None,
    cache: Path | None = None,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """The report of the 8-bit variant of `model`, which analyses read with, beside the model itself.

    Args:
        model, dataset, data, split, models_dir, cache, progress: as for `evaluate`, but for the splits that need more than one
            checkpoint or a synthetic voice.

    Raises:
        DatasetError: as `evaluate`, and where a model needs speech to find its ranges on, when there is none.
        EngineError: `no_int8`, of a model that has no such variant.
        UnknownComponentError, ModelUnavailableError: as `load_model`.
    """
    architecture = read_card(checkpoint_folder(model))["architecture"]["name"]
    if architecture in OTHERS:
        measure: Callable[..., dict[str, Any]] = resolve(OTHERS, architecture, kind="model")
        return measure(model, dataset=dataset, data=data, split=split, cache=cache, progress=progress)
    if architecture != "voice-words":
        raise EngineError(f"There is no 8-bit variant of {model}.", code="no_int8")
    whole = VoiceWordsModel.load(checkpoint_folder(model), models_dir=models_dir)
    source = load_readable(dataset, data, whole)
    chosen = choose(source, whole.card, split)
    labels = classes(chosen, whole.labels)
    named = nameable(chosen, whole, where=f"{dataset} ({split})")
    variant = quantised(whole)
    pairs: list[tuple[Said, Said]] = []
    texts = [utterance for utterance in named if utterance.path is None]
    for begin in range(0, len(texts), TOGETHER):
        some = texts[begin : begin + TOGETHER]
        pairs += zip(say_texts(variant, some), say_texts(whole, some), strict=True)
        progress(len(pairs), len(named))
    for utterance in (utterance for utterance in named if utterance.path is not None):
        heard = listen(whole, utterance)
        pairs.append((say(variant, utterance, heard), say(whole, utterance, heard)))
        progress(len(pairs), len(named))
    return {
        **about(whole, dataset, split),
        "classes": labels,
        "left_out": len(chosen) - len(named),
        "bytes": stored_bytes(variant),
        "full_bytes": full_bytes(whole),
        "streams": {stream: figures for stream in STREAMS if (figures := _figures(pairs, stream, labels))},
    }


def _figures(pairs: Sequence[tuple[Said, Said]], stream: str, labels: Sequence[str]) -> dict[str, Any] | None:
    eighth = answers_of([variant for variant, _ in pairs], stream, labels)
    full = answers_of([whole for _, whole in pairs], stream, labels)
    if eighth is None or full is None:
        return None
    return {
        "examples": len(full.truth),
        "speakers": len({speaker for speaker in full.speakers if speaker}),
        **differences(eighth, full),
        "same_answer": same_answer(eighth, full),
    }
