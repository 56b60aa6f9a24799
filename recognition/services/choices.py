"""What a user may choose for an analysis: checked against the tables before anything is stored."""

from rest_framework.exceptions import ErrorDetail, ValidationError

from recognition import catalogue
from recognition.engine.errors import UnknownComponentError
from recognition.exceptions import ApplicationError


def choices_check(*, model: str, asr: str) -> None:
    """Refuse an unknown model or speech engine, each with its field and code."""
    problems: dict[str, list[ErrorDetail]] = {}
    for field, value, check in (("model", model, catalogue.model_card), ("asr", asr, catalogue.engine_check)):
        try:
            check(value)
        except UnknownComponentError as error:
            problems[field] = [ErrorDetail(error.message, code=error.code)]
    if problems:
        raise ValidationError(problems)


def needs_face(model: str) -> bool:
    """Whether a model can only be used of a recording with action units."""
    return catalogue.ACTION_UNITS in catalogue.model_card(model)["needs"]


def face_check(*, model: str, has_action_units: bool) -> None:
    """Refuse a model of faces where there is no face to read."""
    if needs_face(model) and not has_action_units:
        raise ApplicationError(
            f"The model {model} reads faces: upload the action units of the film with it, as OpenFace 2 writes them.",
            code="action_units_missing",
        )


def needs_film(model: str) -> bool:
    """Whether a model looks at the film, so that the file itself is needed wherever it is at work."""
    return catalogue.VIDEO in catalogue.model_card(model)["needs"]


def film_check(*, model: str, has_video: bool) -> None:
    """Refuse a model that looks at the film where there is none to look at."""
    if needs_film(model) and not has_video:
        raise ApplicationError(
            f"The model {model} looks at faces, and the file has no video: choose a film, or another model.",
            code="no_video",
        )


def language_normalise(language: str | None) -> str | None:
    """“auto” and nothing both mean: find out."""
    return None if language in (None, "", "auto") else language
