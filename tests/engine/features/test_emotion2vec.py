from pathlib import Path

import pytest
import torch
import yaml

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.emotion2vec import Emotion2vec, convolutions_of, load_emotion2vec, slopes
from recognition.engine.testing import tone
from tests.engine.features.published import EMOTION2VEC, write_emotion2vec


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_emotion2vec(tmp_path_factory.mktemp("emotion2vec"))


def test_its_states_are_those_of_the_published_program(folder: Path) -> None:
    samples = tone(0.5) + tone(0.5, frequency_hz=710.0, level=0.1)
    states = Emotion2vec(str(folder))(samples)
    # What FunASR 1.4.16's own Emotion2vec makes of the same weights and sound.
    assert states.shape == (24, 48)
    assert states[0, :4].tolist() == pytest.approx([-0.2219, 0.1533, -1.0324, -0.0475], abs=2e-4)
    assert states[-1, -4:].tolist() == pytest.approx([1.4697, 3.872, 1.4949, -1.0668], abs=2e-4)
    assert float(states.abs().mean()) == pytest.approx(0.78367, abs=2e-4)


def test_it_hears_fifty_states_a_second_whatever_the_loudness(folder: Path) -> None:
    extract = Emotion2vec(str(folder))
    assert extract.frames_per_s == 50.0
    assert torch.allclose(extract(tone(0.3)), extract(0.1 * tone(0.3)), atol=1e-3)


def test_heads_that_are_no_power_of_two_have_slopes_between_those_of_the_next() -> None:
    assert slopes(4) == [0.25, 0.0625, 0.015625, 0.00390625]
    assert len(slopes(12)) == 12
    assert slopes(12)[8] == pytest.approx(2**-0.5)


def test_the_convolutions_are_read_as_lists_and_never_run() -> None:
    assert convolutions_of("[(8, 10, 5)] + [(8, 3, 2)] * 2") == ((8, 10, 5), (8, 3, 2), (8, 3, 2))
    with pytest.raises(ValueError, match="list of numbers"):
        convolutions_of("__import__('os').getcwd()")


def test_another_kind_of_network_is_refused(folder: Path, tmp_path: Path) -> None:
    other = {**EMOTION2VEC, "model_conf": {**EMOTION2VEC["model_conf"], "layer_norm_first": True}}  # type: ignore[dict-item]
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(other))
    (tmp_path / "model.pt").write_bytes((folder / "model.pt").read_bytes())
    with pytest.raises(ModelUnavailableError, match="layer_norm_first"):
        load_emotion2vec(tmp_path)


def test_weights_that_are_more_than_weights_are_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes((folder / "config.yaml").read_bytes())
    torch.save({"model": Path("a program's own thing")}, tmp_path / "model.pt")
    with pytest.raises(ModelUnavailableError, match="more than weights"):
        load_emotion2vec(tmp_path)


def test_a_folder_that_lacks_weights_says_which_files_it_needs(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=r"config\.yaml and model\.pt"):
        Emotion2vec(str(tmp_path))(tone(0.1))
