from pathlib import Path

import pytest

from recognition.engine.training.stages import Stages


def test_a_stage_is_made_once_for_what_decided_it_and_anew_for_anything_else(tmp_path: Path) -> None:
    stages, made = Stages(tmp_path / "stages"), []

    def make() -> dict[str, int]:
        made.append(1)
        return {"value": len(made)}

    assert stages.kept("voice", ("recipe", 1), make) == {"value": 1}
    assert stages.kept("voice", ("recipe", 1), make) == {"value": 1}
    assert stages.kept("voice", ("recipe", 2), make) == {"value": 2}
    assert stages.kept("words", ("recipe", 1), make) == {"value": 3}


def test_a_stage_that_fails_leaves_no_file(tmp_path: Path) -> None:
    stages = Stages(tmp_path)

    def fail() -> dict[str, int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stages.kept("voice", 1, fail)
    assert list(tmp_path.iterdir()) == []
