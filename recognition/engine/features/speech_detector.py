"""What the speech detector's own network makes of sound: a second view of a voice, learnt without any emotion.

Silero VAD (Silero Team 2024, https://github.com/snakers4/silero-vad, MIT) was trained to tell speech from everything else, in
thousands of hours and many languages. Its first layer hears what kind of sound a voice is, its recurrent state how the
voice goes on.
"""

from functools import cache
from importlib.metadata import distribution

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from recognition.engine.features.log_mel import HOP_SAMPLES, MEL_BANDS, WINDOW_SAMPLES, log_mel

STATES_DIM = 257
"""Of one frame: the first layer's answer (128), the recurrent state (128), and the probability that it is speech."""

POOLED_DIM = 2 * (STATES_DIM - 1)
SPEECH_FROM = 0.5  # of the probability

FRAME_SAMPLES = 512  # 32 ms
_CONTEXT_SAMPLES = 64  # the end of the frame before, given with each frame
_ECHO_SAMPLES = 64  # each frame's end, mirrored, so that its last window is full
_STRIDE_SAMPLES = 128  # from one window of the short-time transform to the next
_BINS = 129


def log_mel_and_detector(samples: np.ndarray) -> Tensor:
    """Log-mel beside the detector's states, every 10 ms: float32, (frames, 64 + 257).

    Args:
        samples: float32, (samples,), mono at 16 kHz, at the level of speech.
    """
    frames = log_mel(samples)
    if not len(frames):
        return torch.empty(0, MEL_BANDS + STATES_DIM)
    centres = torch.arange(len(frames)) * HOP_SAMPLES + WINDOW_SAMPLES // 2
    return torch.cat([frames, detector_states(samples)[centres // FRAME_SAMPLES]], dim=1)


def pooled_states(states: Tensor) -> Tensor:
    """Mean and deviation over the frames of speech, or over all where none is: (batch, frames, 257) -> (batch, 512)."""
    states = states.float()
    told, speech = states[..., :-1], states[..., -1:] > SPEECH_FROM
    counted = torch.where(speech.any(dim=1, keepdim=True), speech, True).float()
    counted = counted / counted.sum(dim=1, keepdim=True)
    mean = (told * counted).sum(dim=1, keepdim=True)
    spread = ((told - mean).square() * counted).sum(dim=1).clamp_min(1e-6).sqrt()
    return torch.cat([mean.squeeze(1), spread], dim=1)


def detector_states(samples: np.ndarray) -> Tensor:
    """What the detector makes of each 32 ms, beginning anew: float32, (frames, 257). The last frame is filled up with zeros.

    Args:
        samples: float32, (samples,), mono at 16 kHz; at least one.
    """
    with torch.inference_mode():
        states: Tensor = _detector()(_framed(torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))))
    return states.clone()  # no inference tensor: it may be learnt from


def _framed(samples: Tensor) -> Tensor:
    """(samples,) -> (frames, 64 + 512), each with its context before it."""
    left = -len(samples) % FRAME_SAMPLES
    return F.pad(samples, (_CONTEXT_SAMPLES, left)).unfold(0, _CONTEXT_SAMPLES + FRAME_SAMPLES, FRAME_SAMPLES)


class _Detector(nn.Module):
    """The published network for 16 kHz, whose inner answers no other form of it gives; names are those of its weights."""

    def __init__(self) -> None:
        super().__init__()
        self.stft_conv = nn.Conv1d(1, 2 * _BINS, 256, stride=_STRIDE_SAMPLES, bias=False)
        self.conv1 = nn.Conv1d(_BINS, 128, 3, padding=1)
        self.conv2 = nn.Conv1d(128, 64, 3, padding=1, stride=2)
        self.conv3 = nn.Conv1d(64, 64, 3, padding=1, stride=2)
        self.conv4 = nn.Conv1d(64, 128, 3, padding=1)
        self.lstm_cell = nn.LSTM(128, 128)  # all frames at once, where the published one goes cell by cell
        self.final_conv = nn.Conv1d(128, 1, 1)

    def forward(self, frames: Tensor) -> Tensor:
        """(frames, 64 + 512) -> (frames, 257)."""
        mirrored = F.pad(frames.unsqueeze(1), (0, _ECHO_SAMPLES), mode="reflect")
        real, imaginary = self.stft_conv(mirrored).chunk(2, dim=1)
        first = self.conv1((real.square() + imaginary.square()).sqrt()).relu()  # (frames, 128, 4)
        last = self.conv4(self.conv3(self.conv2(first).relu()).relu()).relu()  # (frames, 128, 1)
        states, _ = self.lstm_cell(last.squeeze(2))
        speech = self.final_conv(states.relu().unsqueeze(2)).squeeze(2).sigmoid()
        return torch.cat([first.mean(dim=2), states, speech], dim=1)


@cache
def _detector() -> _Detector:
    # The file is read from the package without importing it: the import sets torch to one thread.
    published = load_file(str(distribution("silero-vad").locate_file("silero_vad/data/silero_vad_16k.safetensors")))
    network = _Detector()
    for name in [name for name in published if name.startswith("lstm_cell.")]:
        published[f"{name}_l0"] = published.pop(name)
    network.load_state_dict(published)
    return network.eval()
