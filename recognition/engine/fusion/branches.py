"""The two branches: each turns its stream into an embedding and emotion logits."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import torch
from torch import Tensor, nn

from recognition.engine.features.bert import Bert, bert, minilm, minilm_folder
from recognition.engine.features.speech_detector import POOLED_DIM, pooled_states
from recognition.engine.features.states_trunk import StatesTrunk
from recognition.engine.features.vggish import EMBEDDING_DIM, VGGish
from recognition.engine.fusion.doubt import Familiarity
from recognition.engine.fusion.speaker import BaselineHead

WORDS_DIM = 384

DETECTOR_SHARE = 0.25
"""How much the detector's head counts beside the trunk's two; see DECISIONS.md."""


class BranchOutput(NamedTuple):
    """What a branch says of a batch: embeddings (batch, dim) and logits (batch, labels).

    `pooled` is what the voice's embeddings are made of, (batch, pooled_dim); None for words.
    """

    embedding: Tensor
    logits: Tensor
    pooled: Tensor | None = None


class VoiceBranch(nn.Module):
    """VGGish on log-mel, or a layer on each state of a speech encoder, which has seen its surroundings; and a linear head.

    `second_head`, on the maps themselves, `detector_head`, on the speech detector's states beside the trunk's frames,
    `baseline` and `familiarity` are fitted once the rest is trained, and None until then.

    Args:
        states_dim: of the encoder's states; None is log-mel.
    """

    second_head: nn.Linear | None
    detector_head: nn.Linear | None
    baseline: BaselineHead | None
    familiarity: Familiarity | None

    def __init__(self, labels: int, dropout: float = 0.3, states_dim: int | None = None) -> None:
        super().__init__()
        self.trunk: VGGish | StatesTrunk = (
            VGGish(dropout) if states_dim is None else StatesTrunk(states_dim, dropout=dropout)
        )
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(EMBEDDING_DIM, labels)
        self.second_head = self.detector_head = self.baseline = self.familiarity = None

    @classmethod
    def of_state(cls, state: Mapping[str, Tensor]) -> Self:
        """The branch that these weights are of, ready to hear."""
        on_states = state.get("trunk.states.0.weight")  # (dim,)
        labels = state["head.weight"].shape[0]
        branch = cls(labels, states_dim=None if on_states is None else on_states.shape[0])
        if "second_head.weight" in state:
            branch.second_head = nn.Linear(branch.trunk.pooled_dim, labels)
        if "detector_head.weight" in state:
            branch.detector_head = nn.Linear(POOLED_DIM, labels)
        if "baseline.means" in state:
            branch.baseline, branch.familiarity = (
                BaselineHead(branch.trunk.pooled_dim, labels),
                Familiarity(EMBEDDING_DIM),
            )
        branch.load_state_dict(state)
        return branch.eval()

    def forward(self, frames: Tensor) -> BranchOutput:
        """(batch, frames, dim) -> output; of the dimensions the first are the trunk's, the others the detector's."""
        return self.read(self.trunk.pool(frames[..., : self.trunk.dim]), frames[..., self.trunk.dim :])

    def read(self, pooled: Tensor, states: Tensor) -> BranchOutput:
        """The trunk's maps (batch, pooled_dim) and the detector's states (batch, frames, dim) -> output.

        With a second head the logits are the mean of both, with the detector's these and a share of its own.
        """
        embedding = self.trunk.embed(pooled)
        logits = self.head(self.dropout(embedding))
        if self.second_head is not None:
            logits = (logits + self.second_head(pooled)) / 2
        if self.detector_head is not None:
            logits = logits.lerp(self.detector_head(pooled_states(states)).to(logits.dtype), DETECTOR_SHARE)
        return BranchOutput(embedding, logits, pooled)


class WordsBranch(nn.Module):
    """A BERT encoder; its masked mean over tokens, and a linear head.

    Args:
        published: the encoder that it begins with, whose weights are still to be loaded; None is the packaged MiniLM.
    """

    def __init__(self, labels: int, dropout: float = 0.1, published: Bert | None = None) -> None:
        super().__init__()
        self.published = published
        self.encoder = minilm() if published is None else bert(published.shape)
        self.dim: int = WORDS_DIM if published is None else published.shape["hidden_size"]
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(self.dim, labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> BranchOutput:
        """(batch, tokens) ids and mask -> output; masked tokens count for nothing."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        embedding = (states * weights).sum(dim=1) / weights.sum(dim=1).clamp_min(1.0)
        return BranchOutput(embedding, self.head(self.dropout(embedding)))

    def tuned_state(self) -> dict[str, Tensor]:
        """The tensors that a checkpoint needs: MiniLM's embedding table stays as the package ships it."""
        packaged = self.published is None
        return {name: tensor for name, tensor in self.state_dict().items() if not (packaged and _is_packaged(name))}


def _is_packaged(name: str) -> bool:
    return name.startswith(("encoder.embeddings.", "encoder.pooler."))


class WordsTokenizer:
    """Text to padded BERT token ids and their attention mask."""

    def __init__(self, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.enable_padding()

    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """Texts -> ids and mask, both (batch, tokens)."""
        encodings = self._tokenizer.encode_batch(texts)
        ids = torch.tensor([encoding.ids for encoding in encodings])
        mask = torch.tensor([encoding.attention_mask for encoding in encodings])
        return ids, mask
