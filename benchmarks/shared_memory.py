"""What several analysing processes of one worker hold between them: resident, and with shared pages counted once. Linux.

Run: .venv/bin/python -m benchmarks.shared_memory [--children 1,2,4] [--load children|imports|model] [--asr pocketsphinx]
     [--whisper FILE --models-dir DIR]

Each child is forked, as Celery's pool does, and reads the first sample clip once; then all of them are looked at
(`/proc/PID/smaps_rollup`). `--load` says what the process that forks them has done before: nothing, as the product; all that is
imported; or the emotion model as well. A speech engine is always a child's own: CTranslate2's threads do not outlive a fork.
"""

import argparse
import multiprocessing
import re
import time
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from recognition.engine.config import EngineConfig
from recognition.memory import give_back_freed

ROOT = Path(__file__).resolve().parents[1]
CLIP = sorted((ROOT / "frontend" / "public" / "samples").glob("*.mp3"))[0]
MODEL = "voice-words"
TOLD = ("Rss", "Pss", "Private_Clean", "Private_Dirty")


def analyse(config: EngineConfig, loaded: object, told: Connection) -> None:
    """In a child: one clip read, then nothing until it is ended."""
    import torch

    from recognition.engine.pipeline import Pipeline, Request
    from recognition.engine.request import Quiet

    torch.set_num_threads(config.threads)
    pipeline = loaded if isinstance(loaded, Pipeline) else Pipeline(config)
    began = time.perf_counter()
    pipeline.run(Request(CLIP, CLIP.name, model=MODEL), Quiet())
    seconds = time.perf_counter() - began
    give_back_freed()  # as after every segment of an analysis
    told.send(seconds)
    told.recv()


def loaded_before(load: str, config: EngineConfig) -> object:
    """What the parent has when it forks."""
    if load == "children":
        return None
    for module in ("asr.faster_whisper", "asr.pocketsphinx", "fusion.voice_words"):  # each otherwise on first use
        import_module(f"recognition.engine.{module}")
    import torch

    from recognition.engine.pipeline import Pipeline

    torch.set_num_threads(1)  # OpenMP's threads, once started, do not outlive a fork either
    pipeline = Pipeline(config)
    if load == "model":
        pipeline.loaded.model(MODEL)
    return pipeline


def memory_mb(process_id: int) -> dict[str, float]:
    """By the kernel's names; private is what would be free again if this process alone ended."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    found = {name: int(re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)[1]) / 1024 for name in TOLD}  # type: ignore[index]
    return {
        "resident": found["Rss"],
        "proportional": found["Pss"],
        "private": found["Private_Clean"] + found["Private_Dirty"],
    }


def measure(count: int, loaded: object, config: EngineConfig) -> tuple[list[dict[str, float]], float]:
    """So many children at once; each one's memory, and the seconds of the first one's analysis."""
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe() for _ in range(count)]
    children = [context.Process(target=analyse, args=(config, loaded, theirs)) for _, theirs in pipes]
    for child in children:
        child.start()
    seconds = [ours.recv() for ours, _ in pipes]
    held = [memory_mb(child.pid or 0) for child in children]
    for ours, _ in pipes:
        ours.send(None)
    for child in children:
        child.join()
    return held, seconds[0]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--children", default="1,2,4", metavar="N,…")
    parser.add_argument("--load", choices=["children", "imports", "model"], default="children")
    parser.add_argument("--asr", default="pocketsphinx")
    parser.add_argument("--whisper", default="base", help="a size, or OpenAI's checkpoint")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "var" / "models")
    options = parser.parse_args()
    config = EngineConfig(
        models_dir=options.models_dir,
        asr=options.asr,
        whisper_model=options.whisper,
        allow_downloads=False,
        threads=1,
    )
    loaded = loaded_before(options.load, config)
    print(
        "| loaded before the fork | children | resident MB each | proportional MB each | private MB each | first result s |"
    )
    print("|---|--:|--:|--:|--:|--:|")
    for count in map(int, options.children.split(",")):
        held, seconds = measure(count, loaded, config)
        mean = {name: sum(each[name] for each in held) / count for name in held[0]}
        told = " | ".join(f"{mean[name]:.0f}" for name in ("resident", "proportional", "private"))
        print(f"| {options.load} | {count} | {told} | {seconds:.2f} |", flush=True)


if __name__ == "__main__":
    main()
