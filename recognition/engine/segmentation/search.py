"""Speech looked for as far as it is wanted, so that the first of it can be read before the last is found."""

from collections.abc import Callable

import numpy as np

from recognition.engine.media import Pcm
from recognition.engine.plan import Chunk, Search, parted
from recognition.engine.segmentation.chunks import chunks
from recognition.engine.segmentation.silero import BLOCK_S, FRAME_S, Ear
from recognition.engine.segmentation.speech import settled, spans


def find_parts(
    pcm: Pcm,
    begin: Search,
    *,
    length_s: float,
    count: int = 1,
    on_progress: Callable[[float], None] = lambda _share: None,
) -> tuple[list[Chunk], Search | None]:
    """The chunks of the next parts, and where to go on; None at the end of the sound.

    Together they are the chunks of all its speech (`find_speech`), wherever one search stops and the next goes on.

    Args:
        pcm: the recording.
        begin: how far it has been searched.
        length_s: of a part (`plan.parted`); 0 makes each chunk a part.
        count: how many parts are wanted; at the end of the sound there are fewer.
        on_progress: told the share of the sound that has been searched, 0 to 1.
    """
    ear, frames, found = Ear(begin.ear), begin.frames, [*begin.spans]
    waiting = np.array(begin.waiting, dtype=np.float32)
    blocks = pcm.blocks(BLOCK_S, start_s=frames * FRAME_S)
    while len(parts := parted(chunks(found), length_s)) <= count:  # one more: what would not fit into the last of them
        block = next(blocks, None)
        if block is None and not waiting.size:
            return [*chunks(found)], None
        first = frames - len(waiting)
        if block is None:
            found += spans(waiting, pcm.duration_s, first_frame=first)
            waiting = waiting[:0]
            continue
        heard = ear.hear(block)
        frames += len(heard)
        waiting = np.concatenate([waiting, heard])
        ready = settled(waiting)
        found += spans(waiting[:ready], (first + ready) * FRAME_S, first_frame=first)
        waiting = waiting[ready:]
        on_progress(min(1.0, frames * FRAME_S / pcm.duration_s))
    wanted = [chunk for part in parts[:count] for chunk in part]
    left = tuple(span for part in parts[count:] for chunk in part for span in chunk)
    return wanted, Search(frames, ear.state, tuple(waiting.tolist()), left)
