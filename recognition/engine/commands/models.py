"""`emotion models`: what is there, whether it can be used here, and how to get what is missing."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from tqdm import tqdm

from recognition.engine import weights
from recognition.engine.asr.status import engines_status
from recognition.engine.config import EngineConfig
from recognition.engine.errors import EngineError
from recognition.engine.features.vggish_card import WEIGHTS, read_vggish_card
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, model_ids, read_card, verified_weights

VGGISH = "AudioSet VGGish"
HUB_HANDLE = "https://tfhub.dev/google/vggish/1"


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("models", help="list, verify and fetch models")
    actions = parser.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="every model and speech engine: usable or not, why, licence, sha256")
    verify = actions.add_parser("verify", help="compare every weights file with its checksum")
    pull = actions.add_parser("pull", help="download weights")
    pull.add_argument("name", help=f"one of: {', '.join(weights.KNOWN)}")
    imported = actions.add_parser("import-vggish", help="import AudioSet VGGish from TensorFlow Hub or a SavedModel")
    imported.add_argument("source", help=f"a folder, or a handle like {HUB_HANDLE}")
    actions_with_commands = (
        (listing, run_list),
        (verify, run_verify),
        (pull, run_pull),
        (imported, run_import_vggish),
    )
    for action, command in actions_with_commands:
        action.add_argument("--json", action="store_true", help="machine-readable output")
        action.set_defaults(command=command)
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.set_defaults(command=run_list)


def run_list(options: argparse.Namespace) -> None:
    """Print models, speech engines and downloadable weights."""
    config = EngineConfig(models_dir=options.models_dir)
    models = [_model_status(model) for model in model_ids()]
    engines = [asdict(status) for status in engines_status(config)]
    downloads = [asdict(status) for status in weights.status(config)]
    imported = read_vggish_card(options.models_dir)
    if options.json:
        listed = {"models": models, "engines": engines, "weights": downloads, "vggish": imported and asdict(imported)}
        print(json.dumps(listed, indent=2, default=str))
        return
    for model in models:
        state = "usable" if model["usable"] else f"not usable: {model['missing']}"
        print(f"{model['id']:<22} {model['version']:<8} {state}\n{'':22} {model['licence']}, sha256 {model['sha256']}")
    for engine in engines:
        state = "usable" if engine["usable"] else "not usable"
        remedy = f" — {engine['remedy']}" if engine["remedy"] else ""
        print(f"{engine['name']:<22} {state}: {engine['reason']}{remedy}")
    if imported is None:
        print(f"{VGGISH:<22} not imported; only training can use it — emotion models import-vggish {HUB_HANDLE}")
    else:
        print(f"{VGGISH:<22} imported from {imported.source}\n{'':22} {imported.licence}, sha256 {imported.sha256}")


def run_verify(options: argparse.Namespace) -> None:
    """Compare every shipped weights file with its card.

    Raises:
        EngineError: the first that is missing or not what its card says.
    """
    broken = [status for model in model_ids() if not (status := _model_status(model))["usable"]]
    if options.json:
        print(json.dumps({"broken": broken}, indent=2))
    if broken:
        raise EngineError(broken[0]["missing"], code="checksum_mismatch")
    if not options.json:
        print(f"{len(model_ids())} models verified")


def run_pull(options: argparse.Namespace) -> None:
    """Download weights into the models folder.

    Raises:
        EngineError: when the name is unknown, or the download fails.
    """
    with tqdm(total=100, desc=options.name, file=sys.stderr, bar_format="{desc}: {percentage:3.0f}% |{bar}|") as bar:

        def on_progress(share: float) -> None:
            bar.update(round(share * 100) - bar.n)

        path = weights.pull(options.name, EngineConfig(models_dir=options.models_dir), on_progress)
    print(json.dumps({"path": str(path)}) if options.json else f"{options.name} is at {path}")


def run_import_vggish(options: argparse.Namespace) -> None:
    """Import AudioSet VGGish into the models folder.

    Raises:
        EngineError: when TensorFlow Hub is missing, the source cannot be had, or it is something else.
    """
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    from recognition.engine.features.vggish_import import import_vggish

    card = import_vggish(options.source, EngineConfig(models_dir=options.models_dir))
    path = options.models_dir / WEIGHTS
    if options.json:
        print(json.dumps({"path": str(path), **asdict(card)}))
        return
    print(f"AudioSet VGGish is at {path}: sha256 {card.sha256}")
    print(f"It gives its source's embeddings within {card.largest_difference:.1e}.")


def _model_status(model: str) -> dict[str, Any]:
    folder = CHECKPOINTS_DIR / model
    card = read_card(folder)
    try:
        verified_weights(folder)
        missing = None
    except EngineError as error:
        missing = error.message
    kept = {name: card[name] for name in ("id", "version", "licence", "sha256")}
    return {**kept, "usable": missing is None, "missing": missing}
