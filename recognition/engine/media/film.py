"""The pictures of a film, at the moments asked for and at no others: upright, scaled down, and decoded within limits."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError
from av.stream import Discard
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from recognition.engine.media import refusals
from recognition.engine.media.film_track import MAX_SIDE, film_track, sound_start_s
from recognition.engine.media.source import CONTAINER_OPTIONS

Picture = npt.NDArray[np.uint8]
"""(height, width, 3), RGB."""

LONGEST_SIDE = 960  # of a picture that is given out: a face that fills a tenth of it still has some detail
SHOWN_FOR_S = 1.0  # the last picture, when nothing comes after it
# Where the keyframe that a seek finds lies behind the moment after all, it is sought so much earlier.
EARLIER_S = (0.0, 2.0, 10.0, 30.0)
# More pictures than that a second are no film of a person; a file of a gigabyte can hold a hundred million.
MAX_RATE, SOME_PICTURES = 300, 1000


class Film:
    """Context manager over the picture track of a media file.

    No decoder is at work while the file is opened, when its header has not been looked at; the one that is opened then runs
    in one thread, and refuses pictures that turn out larger than the header said.

    Args:
        path: the file.

    Attributes:
        skipped_pictures: packets and pictures that were damaged and left out.
        on_decoded: told of each picture that is decoded, also of those that nobody asked for; what it raises ends the work.

    Raises:
        MediaError: `no_video`, or as opening its sound: `unsupported_media`, `corrupt_media`.
    """

    def __init__(self, path: Path) -> None:
        options = CONTAINER_OPTIONS | {"codec_whitelist": "none"}
        try:
            # An absolute path: FFmpeg would take "name:rest" for a protocol.
            self._container = av.open(str(path.resolve()), "r", options=options, metadata_errors="ignore")
        except FFmpegError as error:
            raise refusals.unreadable(path) from error
        track = film_track(self._container)
        if track is None:
            self._container.close()
            raise refusals.no_video()
        self._track: VideoStream = track
        self._track.codec_context.thread_count = 1
        self._track.codec_context.options = {"max_pixels": str(MAX_SIDE**2)}
        for other in self._container.streams:
            if other is not track:
                other.discard = Discard.all
        self._sound_start_s = sound_start_s(self._container)
        self.skipped_pictures = 0
        self.on_decoded: Callable[[], None] = lambda: None
        self._frames: Iterator[tuple[float, VideoFrame]] = iter(())
        self._shown: tuple[float, VideoFrame] | None = None
        self._coming: tuple[float, VideoFrame] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._container.close()

    def pictures(self, times_s: Sequence[float]) -> Iterator[Picture | None]:
        """What the film shows at these rising times of the recording's sound; None where it shows nothing.

        The same time has the same picture, whatever was asked for before.
        """
        made: tuple[VideoFrame, Picture] | None = None
        for count, time_s in enumerate(times_s):
            at_s = time_s + self._sound_start_s
            if count == 0:
                self._go_to(at_s)
            frame = self._at(at_s)
            if frame is None:
                yield None
                continue
            if made is None or made[0] is not frame:
                made = (frame, _upright(frame, float(self._track.sample_aspect_ratio or 1)))
            yield made[1]

    def _at(self, at_s: float) -> VideoFrame | None:
        while self._coming is not None and self._coming[0] <= at_s:
            self._shown, self._coming = self._coming, next(self._frames, None)
        if self._shown is None or (self._coming is None and at_s - self._shown[0] > SHOWN_FOR_S):
            return None
        return self._shown[1]

    def _go_to(self, at_s: float) -> None:
        """Have the picture of that time, or one before it, shown: by reading on where that is the shorter way, else by a seek."""
        if self._shown is not None and self._shown[0] <= at_s and self._keyframe_before(at_s) <= self._shown[0]:
            return
        for earlier_s in EARLIER_S:
            self._seek(at_s - earlier_s)
            if self._coming is not None and self._coming[0] <= at_s:
                return

    def _keyframe_before(self, at_s: float) -> float:
        """Where decoding can begin, by the file's index; infinity where it has none."""
        index = self._track.index_entries
        place = index.search_timestamp(self._ticks(at_s))
        return float("inf") if place < 0 else float(index[place].timestamp * self._time_base)

    def _seek(self, at_s: float) -> None:
        self._shown = None
        try:
            self._container.seek(self._ticks(at_s), stream=self._track)
        except FFmpegError:
            self._coming = None
            return
        self._frames = self._decoded()
        self._coming = next(self._frames, None)

    def _decoded(self) -> Iterator[tuple[float, VideoFrame]]:
        """Pictures and their times, from where the file stands to where it ends or breaks off."""
        first_s: float | None = None
        for count, frame in enumerate(self._whole()):
            ticks = frame.pts if frame.pts is not None else frame.dts
            if ticks is None:
                continue
            time_s = float(ticks * self._time_base)
            first_s = time_s if first_s is None else first_s
            if count > SOME_PICTURES + MAX_RATE * max(0.0, time_s - first_s):
                return
            yield time_s, frame

    def _whole(self) -> Iterator[VideoFrame]:
        """Pictures that nothing is missing of; the others are counted."""
        for packet in self._packets():
            try:
                frames = packet.decode()
            except FFmpegError:
                self.skipped_pictures += 1
                continue
            for frame in frames:
                self.on_decoded()
                if frame.is_corrupt or max(frame.width, frame.height) > MAX_SIDE:
                    self.skipped_pictures += 1
                else:
                    yield frame

    def _packets(self) -> Iterator[Any]:
        packets = self._container.demux(self._track)
        while True:
            try:
                packet = next(packets, None)
            except FFmpegError:
                self.skipped_pictures += 1
                return
            if packet is None:
                return
            yield packet

    def _ticks(self, at_s: float) -> int:
        return round(at_s / self._time_base)

    @property
    def _time_base(self) -> float:
        return float(self._track.time_base or 1 / av.time_base)


def _upright(frame: VideoFrame, aspect: float) -> Picture:
    """The picture as a player shows it, scaled down to `LONGEST_SIDE`; `aspect` is how much wider than high a pixel is."""
    width, height = frame.width * aspect, float(frame.height)
    scale = min(1.0, LONGEST_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    picture: Picture = frame.to_ndarray(width=size[0], height=size[1], format="rgb24").astype(np.uint8, copy=False)
    # Counterclockwise, as the container's matrix has it; what phones write are quarters.
    return np.ascontiguousarray(np.rot90(picture, round(frame.rotation / 90)))
