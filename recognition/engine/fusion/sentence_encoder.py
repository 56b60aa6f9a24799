"""MiniLM as it reads texts: the sums of the packaged encoder, in a fraction of its steps."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple, Self

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.fusion.linear_int8 import EightBitLinear

ROWS = 32

Weights = tuple[Tensor, Tensor]
"""Of a linear layer or a layer norm, and its bias."""


class Linear(NamedTuple):
    """A linear layer in 32 bits, always of as many rows: libraries sum in another order for others."""

    weight: Tensor
    bias: Tensor

    def __call__(self, states: Tensor) -> Tensor:
        """(rows, in), whole times `ROWS` -> (rows, out)."""
        return torch.cat([F.linear(rows, *self) for rows in torch.split(states, ROWS)])


class _Layer(NamedTuple):
    """Query, key and value are one linear layer: what they are made of is read once."""

    queries_keys_values: Linear | EightBitLinear
    attended: Linear | EightBitLinear
    attended_norm: Weights
    wide: Linear | EightBitLinear
    narrow: Linear | EightBitLinear
    narrow_norm: Weights


class SentenceEncoder:
    """BERT's encoder (Devlin et al. 2019, arXiv:1810.04805), for reading alone: no masks, no padding, no dropout.

    Texts are laid end to end, and a layer's weights, which take longer to fetch than to multiply by, are fetched for all of
    them. Attention takes each text by itself, and linear maps `ROWS` tokens at a time: a text's states are then the same to
    the last digit whatever it is read beside.

    Args:
        state: weights by the names of transformers' `BertModel`, which takes seconds to import and is not needed here.
        shape: `features.bert.SHAPE`; activations are `gelu`, positions learnt and absolute.
    """

    def __init__(self, state: Mapping[str, Tensor], shape: Mapping[str, Any]) -> None:
        self.heads: int = shape["num_attention_heads"]
        self.epsilon: float = shape["layer_norm_eps"]
        self.tokens = state["embeddings.word_embeddings.weight"]
        self.positions = state["embeddings.position_embeddings.weight"]
        self.first_sentence = state["embeddings.token_type_embeddings.weight"][0]
        self.norm = _weights(state, "embeddings.LayerNorm")
        self.layers = [_layer(state, f"encoder.layer.{number}") for number in range(shape["num_hidden_layers"])]

    def in_eight_bits(self) -> Self:
        """The same with linear layers in 8 bits."""
        variant = copy(self)
        variant.layers = [
            _Layer._make(EightBitLinear.of(*part) if isinstance(part, Linear) else part for part in layer)
            for layer in self.layers
        ]
        return variant

    def __call__(self, texts: Sequence[Tensor]) -> list[Tensor]:
        """Token ids of each text, (tokens,) -> their states, (tokens, dim)."""
        lengths = [len(text) for text in texts]
        missing = -sum(lengths) % ROWS
        positions = torch.cat([self.positions[:length] for length in lengths])
        embedded = self.tokens[torch.cat(list(texts))] + self.first_sentence + positions
        states = self._normed(F.pad(embedded, (0, 0, 0, missing)), self.norm)
        for layer in self.layers:
            joined = torch.split(layer.queries_keys_values(states), [*lengths, missing])
            attended = F.pad(torch.cat([self._attended(each) for each in joined[:-1]]), (0, 0, 0, missing))
            states = self._normed(states + layer.attended(attended), layer.attended_norm)
            wide = F.gelu(layer.wide(states))
            states = self._normed(states + layer.narrow(wide), layer.narrow_norm)
        return list(torch.split(states, [*lengths, missing])[:-1])

    def _attended(self, joined: Tensor) -> Tensor:
        """Queries, keys and values of one text, (tokens, 3 * dim) -> (tokens, dim)."""
        tokens, width = joined.shape
        apart = joined.view(1, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)  # (3, 1, heads, tokens, dim of a head)
        return F.scaled_dot_product_attention(*apart)[0].transpose(0, 1).reshape(tokens, width // 3)

    def _normed(self, states: Tensor, norm: Weights) -> Tensor:
        return F.layer_norm(states, states.shape[-1:], *norm, self.epsilon)


def _layer(state: Mapping[str, Tensor], name: str) -> _Layer:
    inputs = [_weights(state, f"{name}.attention.self.{part}") for part in ("query", "key", "value")]
    return _Layer(
        Linear(torch.cat([weight for weight, _ in inputs]), torch.cat([bias for _, bias in inputs])),
        Linear(*_weights(state, f"{name}.attention.output.dense")),
        _weights(state, f"{name}.attention.output.LayerNorm"),
        Linear(*_weights(state, f"{name}.intermediate.dense")),
        Linear(*_weights(state, f"{name}.output.dense")),
        _weights(state, f"{name}.output.LayerNorm"),
    )


def _weights(state: Mapping[str, Tensor], name: str) -> Weights:
    return state[f"{name}.weight"], state[f"{name}.bias"]
