import numpy as np
import pytest

from recognition.engine.testing import noise, tone
from recognition.engine.training.rooms import Room, impulse_response, random_room, reverberant

OFFICE = Room((4.0, 3.0, 2.5), (1.0, 1.0, 1.5), (2.0, 2.0, 1.2), reverberation_s=0.4)


def _chance(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def _decay_db(response: np.ndarray) -> np.ndarray:
    """What is still to come after each sample (Schroeder 1965)."""
    left = np.cumsum(np.square(response[::-1].astype(float)))[::-1]
    decay: np.ndarray = 10 * np.log10(left / left[0] + 1e-12)
    return decay


def test_sound_dies_away_in_about_the_time_that_the_room_has() -> None:
    for seed in range(20):
        room = random_room(_chance(seed))
        decay = _decay_db(impulse_response(room, _chance(seed)))
        fall_of_20_db_s = (np.argmax(decay < -25) - np.argmax(decay < -5)) / 16_000
        assert 0.5 < 3 * fall_of_20_db_s / room.reverberation_s < 1.6, room


def test_the_direct_sound_comes_first_and_the_first_wall_after_its_way() -> None:
    response = impulse_response(OFFICE, _chance())
    assert response[0] == pytest.approx(1.0, abs=0.05)
    direct_m = float(np.linalg.norm(np.subtract(OFFICE.mouth_m, OFFICE.microphone_m)))
    by_the_ceiling_m = float(np.linalg.norm(np.subtract((1.0, 1.0, 3.5), OFFICE.microphone_m)))
    expected = (by_the_ceiling_m - direct_m) / 343.0 * 16_000
    assert abs(int(np.flatnonzero(np.abs(response[1:]) > 0.05)[0]) + 1 - expected) < 10


def test_the_farther_the_microphone_the_less_is_direct() -> None:
    near, far = (
        impulse_response(Room((6.0, 5.0, 2.8), (1.0, 1.0, 1.5), (x, x, 1.5), 0.5), _chance()) for x in (1.2, 4.0)
    )
    assert np.square(near[1:]).sum() < 0.2 * np.square(far[1:]).sum()


def test_somebody_in_a_room_is_as_loud_and_speaks_as_long_as_before() -> None:
    voice = np.concatenate([tone(0.5), np.zeros(8_000, np.float32)])
    heard = reverberant(voice, impulse_response(OFFICE, _chance()))
    assert (heard.dtype.name, heard.shape) == ("float32", voice.shape)
    assert float(heard.std()) == pytest.approx(float(voice.std()), rel=0.01)
    assert np.abs(heard[8_100:9_000]).max() > 0.001, "it rings on"


def test_silence_stays_silent() -> None:
    assert not reverberant(np.zeros(4_000, np.float32), impulse_response(OFFICE, _chance())).any()


def test_without_walls_nothing_changes() -> None:
    voice = noise(0.3)
    np.testing.assert_allclose(reverberant(voice, np.ones(1, np.float32)), voice, atol=1e-4)


def test_people_and_microphones_are_inside_their_rooms() -> None:
    for seed in range(50):
        room = random_room(_chance(seed))
        for point in (room.mouth_m, room.microphone_m):
            assert all(0 < place < side for place, side in zip(point, room.size_m, strict=True))


def test_the_same_chance_makes_the_same_room() -> None:
    assert random_room(_chance(3)) == random_room(_chance(3)) != random_room(_chance(4))
    np.testing.assert_array_equal(impulse_response(OFFICE, _chance(3)), impulse_response(OFFICE, _chance(3)))
