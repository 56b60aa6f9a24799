"""`emotion evaluate --int8` of models that read faces and voices: what 8 bits lose, and what they gain in time."""

import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import nn

from recognition.engine.datasets.base import load_dataset
from recognition.engine.evaluation.evaluate import about, choose
from recognition.engine.evaluation.face_voice import Clips, Judged, answers_of, by_stream, with_faces
from recognition.engine.evaluation.paired import differences, same_answer
from recognition.engine.features.vggish_int8 import quietly
from recognition.engine.fusion.au_mfcc import STREAMS, AuMfccModel
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.int8 import dynamic, static
from recognition.engine.fusion.measured import measured
from recognition.engine.fusion.windows import windows
from recognition.engine.training.corpus import Clip

CALIBRATION_CLIPS = 32
TIMED_CLIPS = 40


def quantised(model: AuMfccModel, calibration: Sequence[Clip]) -> AuMfccModel:
    """The same model in 8 bits; `model` stays as it is.

    The transformers' linear layers have 8-bit weights and scale activations as they come (dynamic quantisation); the
    trunk's convolutions, where nearly all the time goes and which know no dynamic kind, are 8-bit throughout, with the
    ranges that activations have on `calibration`.
    """
    trunk = type(model.trunk)()
    trunk.load_state_dict(model.trunk.state_dict())
    with quietly(), torch.inference_mode(False):
        heard = [windows(clip.frames.float()) for clip in calibration]
        trunk.convolutions = static(trunk.eval().convolutions, heard)
        return model.with_parts(trunk.eval(), dynamic(model.alone).eval(), dynamic(model.centred).eval())


def compare_faces(
    model: str,
    *,
    dataset: str,
    data: Path,
    split: str = "test",
    models_dir: Path | None = None,  # noqa: ARG001 - of every comparison
    cache: Path | None = None,
    progress: Callable[[int, int], None],
) -> dict[str, Any]:
    """The report of the 8-bit variant beside the model itself, on the same clips; as `int8.compare`.

    `speed_up` is how many times as fast a segment is read, from sound's frames and action units to scores, the two taking
    turns in one run: median over clips.
    """
    whole = AuMfccModel.load(checkpoint_folder(model))
    source = load_dataset(dataset, data)
    ids = {utterance.id for utterance in choose(source, whole.card, split)}
    calibrating = {utterance.id for utterance in choose(source, whole.card, "dev")}
    with TemporaryDirectory() as folder:
        kept = cache or Path(folder)
        chosen = with_faces(source, ids, whole, kept)
        known = with_faces(source, calibrating, whole, kept).clips
    variant = quantised(whole, known[:: -(-len(known) // CALIBRATION_CLIPS)])
    pairs: list[tuple[Judged, Judged]] = []
    for number, clip in enumerate(chosen.clips, start=1):
        pairs.append((_judged(variant, clip), _judged(whole, clip)))
        progress(number, len(chosen.clips))
    return {
        **about(whole, dataset, split),
        "classes": chosen.labels,
        "left_out": chosen.left_out,
        "calibration": {"dataset": dataset, "clips": CALIBRATION_CLIPS},
        "bytes": sum(map(_stored_bytes, _parts(variant))),
        "full_bytes": sum(2 * tensor.numel() for part in _parts(whole) for tensor in part.state_dict().values()),
        "speed_up": speed_up(variant, whole, chosen.clips[:: max(1, len(chosen.clips) // TIMED_CLIPS)]),
        "streams": {stream: _figures(pairs, stream, chosen) for stream in STREAMS},
    }


def speed_up(variant: AuMfccModel, whole: AuMfccModel, clips: Sequence[Clip]) -> float:
    """How many times as fast the variant is, median over clips; on one thread, each clip by both in turn."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        for model in (variant, whole):
            _judged(model, clips[0])  # the first call prepares what the others use
        ratios = [_cpu_s(whole, clip) / _cpu_s(variant, clip) for clip in clips]
    finally:
        torch.set_num_threads(threads)
    return round(median(ratios), 2)


def _cpu_s(model: AuMfccModel, clip: Clip) -> float:
    """Processor time, which others on the machine do not lengthen as they do the time on the clock."""
    begin = time.process_time()
    _judged(model, clip)
    return time.process_time() - begin


def _judged(model: AuMfccModel, clip: Clip) -> Judged:
    with torch.inference_mode():
        face = torch.tensor(clip.utterance.action_units).numpy()
        answer = model.answer([measured(clip.frames, model.trunk, face)])
    return Judged(model, [clip], by_stream(answer, ""))


def _figures(pairs: Sequence[tuple[Judged, Judged]], stream: str, chosen: Clips) -> dict[str, Any]:
    eighth = answers_of([variant for variant, _ in pairs], stream, chosen.labels)
    full = answers_of([whole for _, whole in pairs], stream, chosen.labels)
    return {
        "examples": len(full.truth),
        "speakers": len(set(full.speakers)),
        **differences(eighth, full),
        "same_answer": same_answer(eighth, full),
    }


def _parts(model: AuMfccModel) -> tuple[nn.Module, ...]:
    return model.trunk.convolutions, model.alone, model.centred


def _stored_bytes(part: nn.Module) -> int:
    file = io.BytesIO()
    torch.save(part.state_dict(), file)
    return file.tell()
