"""What a user may choose for an analysis: checked against the tables before anything is stored."""

from rest_framework.exceptions import ErrorDetail, ValidationError

from recognition import catalogue
from recognition.engine.errors import UnknownComponentError


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


def language_normalise(language: str | None) -> str | None:
    """“auto” and nothing both mean: find out."""
    return None if language in (None, "", "auto") else language
