"""Whisper's weights, tried once per start beside the running product; the terminal says how it went."""

from scripts.install import say
from scripts.preflight import environment_reader


def main() -> None:
    """Fetch the weights that `auto` would use, where they are missing; PocketSphinx serves until then."""
    # The engine is imported here, not above: it needs the installed `.venv`.
    from recognition.engine.config import EngineConfig
    from recognition.engine.errors import ModelUnavailableError
    from recognition.engine.weights import KNOWN, pull

    environment = environment_reader().read()
    name = f"whisper-{environment.whisper_model}"
    wanted = environment.asr != "pocketsphinx" and name in KNOWN
    if not wanted or (environment.models_dir / KNOWN[name].file).is_file():
        return
    config = EngineConfig(models_dir=environment.models_dir)
    try:
        pull(name, config)
    except ModelUnavailableError as error:
        say(f"{error.message} PocketSphinx transcribes (English). Try again: .venv/bin/emotion models pull {name}")
    else:
        say(f"Whisper {environment.whisper_model} is here now.")


if __name__ == "__main__":
    main()
