"""A Whisper of the size “base” that says a fixed number of tokens: for speed alone, where its weights cannot be had.

Run:
    python -m benchmarks.random_whisper OUT.pt [--tokens 90]
    emotion bench --whisper OUT.pt --lengths 600

Every weight is random, as are the costs of none: a layer takes as long whatever it says. But what is random never ends, or
ends anywhere; so the places of tokens have a number each in the states, large enough to outweigh all else, and the token
that is to come next has it, too. Both engines then say the same words in each window of sound, between two timestamps, and
end. 90 tokens in 30 s are somewhat slow speech.
"""

import argparse
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import Tokenizer, get_tokenizer

BASE = ModelDimensions(80, 1500, 512, 8, 6, 51865, 448, 512, 8, 6)
SEED = 1
DEVIATION = 0.02  # of random weights
PLACE, NEXT = 100.0, 1.0  # what outweighs them, where a token stands and in the token that follows
ENGLISH = 511  # the number of the first place, where the language is asked for
FIRST = 2  # the last of the prompt: <|startoftranscript|> <|en|> <|transcribe|>
WINDOW_STEPS = 1500  # 30 s in steps of timestamps
TEXT = (
    " When winter came, my older brother packed two brown bags, locked our little house near that river and walked"
    " over seven hills until he found some work among friendly farmers who grew apples, wheat or honey. Every evening"
    " they sat around one long table, told stories about storms, wolves, lost children and strange lights above"
    " the forest; nobody slept before midnight. Later she wrote him letters full of questions: what did people eat"
    " there, how deep was this snow, which songs could its birds sing?"
)


def write(out: Path, tokens: int) -> None:
    """The checkpoint, as `whisper.load_model` reads it.

    Raises:
        ValueError: when the text has fewer tokens.
    """
    torch.manual_seed(SEED)
    model = Whisper(BASE)
    state = {name: _random(name, weight) for name, weight in model.state_dict().items()}
    tokenizer = get_tokenizer(multilingual=True)
    _speak(state, _sequence(tokenizer, tokens))
    state["decoder.positional_embedding"][0, ENGLISH] = PLACE
    state["decoder.token_embedding.weight"][tokenizer.to_language_token("en"), ENGLISH] = NEXT
    torch.save({"dims": asdict(BASE), "model_state_dict": state}, out)


def _random(name: str, weight: Tensor) -> Tensor:
    """Layer norms and the encoder's places stay as they are."""
    if "ln" in name or name == "encoder.positional_embedding":
        return weight
    return torch.randn_like(weight) * DEVIATION


def _sequence(tokenizer: Tokenizer, tokens: int) -> list[int]:
    """What follows the prompt."""
    said = tokenizer.encode(TEXT)[:tokens]
    if len(said) < tokens:
        raise ValueError(f"The text has {len(said)} tokens.")
    begin: int = tokenizer.timestamp_begin
    return [begin, *said, begin + WINDOW_STEPS, tokenizer.eot]


def _speak(state: dict[str, Tensor], sequence: list[int]) -> None:
    """Let `sequence` follow the prompt, whatever is heard."""
    places, words = state["decoder.positional_embedding"], state["decoder.token_embedding.weight"]
    words[:, : len(sequence)] = 0.0
    for number, token in enumerate(sequence):
        places[FIRST + number, number] = PLACE
        words[token, number] = NEXT


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokens", type=int, default=90)
    options = parser.parse_args()
    write(options.out, options.tokens)
