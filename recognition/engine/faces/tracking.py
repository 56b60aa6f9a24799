"""Whose face it is: detections of neighbouring moments are one face where they lie close, and the largest one counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from recognition.engine.faces.base import Face

# From one moment to another a face moves by less than so much of its side, and grows or shrinks by less than that factor.
REACH, GROWTH = 0.9, 1.7
LEAST_MOMENTS = 2  # a cascade sees a face in a curtain, but not again in the next picture
# Somebody else counts who is there as often as that beside the main face, and at least half as large.
OTHERS_SHARE, OTHERS_SIDE = 1 / 3, 0.5


@dataclass(slots=True)
class Track:
    """One face through the moments, by their number."""

    faces: dict[int, Face] = field(default_factory=dict)

    @property
    def last(self) -> Face:
        return self.faces[max(self.faces)]

    @property
    def presence(self) -> float:
        """How large it is, added up over the moments."""
        return sum(face.side for face in self.faces.values())

    @property
    def side(self) -> float:
        return fmean(face.side for face in self.faces.values())


@dataclass(frozen=True, slots=True)
class Followed:
    """The main face, by the number of the moment; and whether somebody else was there, too."""

    faces: Mapping[int, Face]
    several: bool


def follow(moments: Sequence[Sequence[Face]]) -> Followed:
    """The largest face over all moments, each given with the faces that were found in it."""
    tracks = [track for track in _tracks(moments) if len(track.faces) >= LEAST_MOMENTS]
    if not tracks:
        return Followed({}, several=False)
    main = max(tracks, key=lambda track: track.presence)
    return Followed(main.faces, any(_is_company(track, main) for track in tracks if track is not main))


def _tracks(moments: Sequence[Sequence[Face]]) -> list[Track]:
    tracks: list[Track] = []
    for number, found in enumerate(moments):
        left = list(found)
        # The closest pairs first, so that two people side by side keep their own tracks.
        for _, track, face in sorted(
            ((apart, track, face) for track in tracks for face in found if (apart := _apart(track.last, face)) < REACH),
            key=lambda pair: pair[0],
        ):
            if face in left and number not in track.faces:
                track.faces[number] = face
                left.remove(face)
        tracks += [Track({number: face}) for face in left]
    return tracks


def _apart(one: Face, other: Face) -> float:
    """How far, as a share of the smaller one's side; beyond reach where one is much larger."""
    least, most = sorted((one.side, other.side))
    if most > GROWTH * least:
        return REACH
    (x, y), (other_x, other_y) = one.centre, other.centre
    return float(((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5) / least


def _is_company(track: Track, main: Track) -> bool:
    together = len(track.faces.keys() & main.faces.keys())
    return together >= OTHERS_SHARE * len(main.faces) and track.side >= OTHERS_SIDE * main.side
