"""The sound of long recordings that this process has decoded, kept from one turn to the next.

Whoever reads a part decodes the recording from its beginning: sound decoded from its middle is not the same to the last
digit. So the next part, which comes soon, finds it here.
"""

from collections import OrderedDict
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from recognition.engine.media import Pcm

KEPT = 2  # two users' recordings take turns; each takes up to 1 GB of disk (`media.pcm`), not of memory

_kept: OrderedDict[UUID, "Pcm"] = OrderedDict()


def take(recording_id: UUID) -> "Pcm | None":
    """Hand it out; whoever has it closes it, or gives it back with `keep`."""
    return _kept.pop(recording_id, None)


def keep(recording_id: UUID, sound: "Pcm | None") -> None:
    """For the next turn; the one not used for longest makes room."""
    if sound is None:
        return
    _kept[recording_id] = sound
    while len(_kept) > KEPT:
        _kept.popitem(last=False)[1].close()


def forget(*, but: Collection[UUID] = ()) -> None:
    """Close what is kept of recordings other than these."""
    for recording_id in [each for each in _kept if each not in but]:
        _kept.pop(recording_id).close()


def recordings_kept() -> list[UUID]:
    return [*_kept]
