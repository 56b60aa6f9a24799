"""Small grey pictures held in memory, as the sets of faces publish them."""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """Rows of bytes, 0 black to 255 white. Two pictures are equal when every point is."""

    pixels: bytes
    width: int
    height: int

    def array(self) -> npt.NDArray[np.uint8]:
        """The picture as (height, width), read-only."""
        return np.frombuffer(self.pixels, dtype=np.uint8).reshape(self.height, self.width)


def decode_picture(encoded: bytes) -> GreyPicture:
    """A PNG or JPEG file's content, as grey."""
    # Imported here because only sets of faces need it, and the other loaders should not wait for it.
    from PIL import Image

    with Image.open(io.BytesIO(encoded)) as image:
        grey = image.convert("L")
    return GreyPicture(grey.tobytes(), grey.width, grey.height)
