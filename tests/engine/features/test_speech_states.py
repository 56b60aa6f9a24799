import torch

from recognition.engine.features.speech_states import PIECE_FRAMES, TrunkStates
from recognition.engine.features.vggish import VGGish


def test_a_trunk_gives_a_state_for_each_sixteenth_of_a_hundred_frames() -> None:
    states = TrunkStates(VGGish())(torch.randn(64, 64))
    assert states.shape == (4, 512)
    assert states.dtype == torch.float32


def test_very_little_and_very_much_sound_are_heard_too() -> None:
    hear = TrunkStates(VGGish())
    assert hear(torch.randn(3, 64)).shape == (1, 512)
    assert hear(torch.randn(PIECE_FRAMES + 5, 64)).shape == (PIECE_FRAMES // 16, 512)
