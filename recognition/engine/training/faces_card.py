"""What the card of `efficient-face` says of its architecture and of its limits."""

from typing import Any

from recognition.engine.training.checkpoint import ONE_RUN

LIMITS = (
    "It learnt from grey pictures of faces, 48 pixels wide, found on the web: many are posed, some are drawn. Frames of a "
    "film are none of them, and no film with labels was at hand to measure it on.",
    "Each frame is read by itself and the answers are averaged, so that how a face moves tells it nothing; the shapes that "
    "a mouth takes in speaking may look like emotions.",
    "Disgust, contempt and fear are rare in FER+: of the test faces it finds hardly any of the first two, and takes "
    "more of the fearful for surprised than it finds.",
    "It knows nothing of whose face it is: as far as anyone knows, each picture of FER+ is of another person, and nobody "
    "has said how people of different age, sex and skin are represented.",
    ONE_RUN,
    "It reads expressed emotion. It does not know what a person feels, and is not for decisions about people.",
)


def architecture(side: int, parameters: int, *, mirrored: bool) -> dict[str, Any]:
    """The card's part; `side` is of the pictures that the network takes, in pixels, `mirrored` whether it also reads their
    mirror images."""
    return {
        "name": "efficient-face",
        "features": f"grey pictures, 48 pixels fine, {side} wide, each standardised by itself",
        "face": "EfficientFace: ShuffleNet V2 stages, a local feature extractor of the quarters, a channel-spatial modulator",
        "voice": None,
        "words": None,
        "fusion": None,
        "branches_of": None,
        "side": side,
        "parameters": parameters,
        "mirrored": mirrored,
        "languages": [],
    }
