"""Speaker baseline: how somebody sounds is judged against how that person sounds on average."""

from typing import Self

import torch
from torch import Tensor, nn

PRIOR_SEGMENTS = 16.0  # how many segments' worth of doubt there is about anybody being unlike the average speaker
OWN_SHARE = 0.5
ROUNDS = 6


class BaselineHead(nn.Module):
    """A second head on the voice trunk, that reads a segment relative to its speaker.

    Its logits are additive: those of the emotion, and an offset of the speaker. The offset is estimated from all of the
    speaker's segments, unlabelled, by expectation maximisation: which emotion each segment shows is inferred, and what
    then is left over on average is the speaker's (maximum a posteriori adaptation, Gauvain & Lee 1994,
    doi:10.1109/89.279278). A plain mean would take a speaker who is angry throughout for an angry-sounding one.

    Args:
        pooled_dim: of the trunk's maps after pooling.
        labels: how many.
    """

    means: Tensor
    """Relative logits of the average speaker in each emotion: (labels, labels), row by emotion."""

    def __init__(self, pooled_dim: int, labels: int) -> None:
        super().__init__()
        self.head = nn.Linear(pooled_dim, labels)
        self.register_buffer("means", torch.zeros(labels, labels))

    @classmethod
    def of_state(cls, state: dict[str, Tensor]) -> Self:
        """The baseline that these weights are of."""
        labels, pooled_dim = state["head.weight"].shape
        baseline = cls(pooled_dim, labels)
        baseline.load_state_dict(state)
        return baseline.eval()

    def forward(self, pooled: Tensor) -> Tensor:
        """Pooled maps (segments, pooled_dim) -> relative logits, (segments, labels), the speaker's offset still in them."""
        logits: Tensor = self.head(pooled)
        return logits

    def offset(self, own: Tensor, relative: Tensor) -> Tensor:
        """The speaker's offset, (labels,).

        Args:
            own: calibrated logits of each segment by itself, (segments, labels).
            relative: this module's logits of the same segments.
        """
        offset = torch.zeros(relative.shape[1])
        scores = own.softmax(dim=1)
        for _ in range(ROUNDS):
            left_over = relative - scores @ self.means
            offset = left_over.sum(dim=0) / (len(relative) + PRIOR_SEGMENTS)
            scores = self.against(own, relative, offset).softmax(dim=1)
        return offset

    def against(self, own: Tensor, relative: Tensor, offset: Tensor) -> Tensor:
        """Logits of segments against their speaker's offset, half by themselves: (segments, labels)."""
        return OWN_SHARE * own + (1 - OWN_SHARE) * (relative - offset)

    def centred(self, relative: Tensor) -> Tensor:
        """Relative logits of all of a speaker's segments less their mean, the average speaker's in its place: (segments, labels).

        The speaker normalisation that is published for RAVDESS and its like. It holds where a speaker shows each emotion
        as often as any other, which experiments do and recordings do not: there `offset` is what to use.
        """
        return relative - relative.mean(dim=0) + self.means.mean(dim=0)


def no_less(logits: Tensor, own: Tensor, label: int) -> Tensor:
    """Logits (segments, labels) in which no segment gives `label` a smaller share than its `own` do; the rest keep their ratios."""
    others = [number for number in range(logits.shape[1]) if number != label]
    floor = logits[:, others].logsumexp(dim=1) + own[:, label] - own[:, others].logsumexp(dim=1)
    raised = logits.clone()
    raised[:, label] = torch.maximum(logits[:, label], floor)
    return raised
