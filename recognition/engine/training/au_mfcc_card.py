"""What the card of `au-mfcc` says of its architecture and of its limits."""

from typing import Any

LIMITS = (
    "Faces and voices are those of 24 actors in one studio, who speak two neutral sentences and show one emotion each, "
    "facing the camera; everyday faces are fainter, and turn away.",
    "Action units are OpenFace's mean over the clip. Those of other programs are on other scales, and the face's turns and "
    "their timing are lost.",
    "The figures with speaker baseline (“_centred”) scale every measurement by the mean and deviation of all of that "
    "speaker's clips, without their labels: that holds where somebody shows each emotion as often as any other, which "
    "experiments do and recordings do not. The product reads without it.",
    "Its voice trunk was trained on the same actors as the network behind it, so it knows the training clips better than "
    "any others.",
    "It reads expressed emotion. It does not know what a person feels, and is not for decisions about people.",
)


def architecture(branches_of: str | None, branches_sha256: str) -> dict[str, Any]:
    """The card's part; `branches_of` is the shipped checkpoint that has the voice trunk, None where it is stored along."""
    return {
        "name": "au-mfcc",
        "features": "log-mel",
        "features_arguments": {},
        "voice": "20 MFCC in patches of 0.2 s and one token of VGGish's pooled maps, a transformer layer of 32, 4 heads",
        "face": "18 action units by OpenFace 2 (intensity and presence), a token each, a transformer layer of 32, 4 heads",
        "words": None,
        "fusion": "attention-guided gates",
        "branches_of": branches_of,
        "branches_sha256": branches_sha256,
        "languages": [],
    }
