"""Simulated rooms: what walls add to a voice on its way to a microphone."""

from dataclasses import dataclass
from math import ceil, exp, sqrt

import numpy as np
from scipy.signal import fftconvolve

from recognition.engine.media import SAMPLE_RATE_HZ

SOUND_M_PER_S = 343.0
SABINE_S_PER_M = 0.161  # 24 ln 10 / speed of sound
WALL_M = 0.3  # nearer than this nobody speaks or hangs a microphone
JITTER_M = 0.08
HEARD_SHARE = 0.75  # of the reverberation time: until 45 dB down

SIZE_M = ((2.5, 9.0), (2.5, 7.0), (2.3, 3.5))  # from a booth to a classroom
REVERBERATION_S = (0.15, 0.9)
DISTANCE_M = (0.25, 3.0)  # from a headset's to that of a laptop across the table


@dataclass(frozen=True, slots=True)
class Room:
    """A shoebox with somebody in it. Points are metres from one corner; `reverberation_s` is the time to fall by 60 dB."""

    size_m: tuple[float, ...]
    mouth_m: tuple[float, ...]
    microphone_m: tuple[float, ...]
    reverberation_s: float

    @property
    def reflection(self) -> float:
        """Share of the sound pressure that a wall gives back, by Eyring's formula."""
        x, y, z = self.size_m
        absorbed = 1.0 - exp(-SABINE_S_PER_M * x * y * z / (2 * (x * y + y * z + z * x)) / self.reverberation_s)
        return sqrt(1.0 - absorbed)


def random_room(chance: np.random.Generator) -> Room:
    """Any size, furniture and distance that people are recorded in."""
    size = np.array([chance.uniform(*bounds) for bounds in SIZE_M])
    mouth = chance.uniform(WALL_M, size - WALL_M)
    direction = chance.standard_normal(3)
    away_m = exp(chance.uniform(*np.log(DISTANCE_M)))
    microphone = np.clip(mouth + away_m * direction / np.linalg.norm(direction), WALL_M, size - WALL_M)
    return Room(_point(size), _point(mouth), _point(microphone), chance.uniform(*REVERBERATION_S))


def _point(metres: np.ndarray) -> tuple[float, ...]:
    return tuple(map(float, metres))


def impulse_response(room: Room, chance: np.random.Generator) -> np.ndarray:
    """Direct sound, 1 at sample 0, and all that follows it: float32, (samples,).

    Mirror images of the mouth (Allen & Berkley 1979, doi:10.1121/1.382599), walls that turn the sign, which avoids their
    slow drift (Lehmann & Johansson 2008, doi:10.1121/1.2936367), and images a little out of place, which avoids the sweeping
    echo of perfect boxes (De Sena et al. 2015, doi:10.1109/TASLP.2015.2438547).
    """
    direct_m = float(np.linalg.norm(np.subtract(room.mouth_m, room.microphone_m)))
    reach_m = direct_m + SOUND_M_PER_S * HEARD_SHARE * room.reverberation_s
    axes = [
        _images(*sides, reach_m) for sides in zip(room.size_m, room.mouth_m, room.microphone_m, strict=True)
    ]  # each: offsets from the microphone and walls hit
    x, y, z = np.ix_(*(offsets for offsets, _ in axes))
    away_m = np.sqrt(x**2 + y**2 + z**2)
    along_x, along_y, along_z = np.ix_(*(walls for _, walls in axes))
    hits = along_x + along_y + along_z
    near = (away_m < reach_m) & (hits > 0)
    far_m = away_m[near] + chance.uniform(-JITTER_M, JITTER_M, int(near.sum()))
    gains = (-room.reflection) ** hits[near] * direct_m / far_m
    late = np.round((far_m - direct_m) / SOUND_M_PER_S * SAMPLE_RATE_HZ).astype(int)
    response = np.bincount(late.clip(min=0), weights=gains, minlength=1)
    response[0] += 1.0
    return response.astype(np.float32)


def _images(side_m: float, mouth_m: float, microphone_m: float, reach_m: float) -> tuple[np.ndarray, np.ndarray]:
    """Along one axis: where the mirror images are, seen from the microphone, and how many walls lie between."""
    order = np.arange(-ceil(reach_m / (2 * side_m)) - 1, ceil(reach_m / (2 * side_m)) + 2)
    offsets = np.concatenate([2 * order * side_m + mouth_m, 2 * order * side_m - mouth_m]) - microphone_m
    return offsets, np.concatenate([np.abs(2 * order), np.abs(2 * order - 1)])


def reverberant(samples: np.ndarray, response: np.ndarray) -> np.ndarray:
    """The samples in that room, as long and as loud as before: float32, (samples,)."""
    heard = fftconvolve(samples, response)[: len(samples)]
    level, before = (float(np.sqrt(np.mean(np.square(sound)))) for sound in (heard, samples))
    return np.asarray(heard * (before / max(level, 1e-9)), np.float32)
