"""What was refused because somebody reached a limit, counted by code for /metrics."""

from prometheus_client import Counter

LIMITS = (
    "throttled",
    "too_many_analyses",
    "monthly_hours_used",
    "storage_quota_used",
    "too_large",
    "too_long",
    "busy",
    "unavailable",
)

REFUSED = Counter("undertone_refusals", "Requests refused because a limit was reached.", ["code"])
for _code in LIMITS:
    REFUSED.labels(code=_code)  # told as 0 from the start, so that the first one shows as a rise


def count(code: str) -> None:
    """Other codes are answers, not limits."""
    if code in LIMITS:
        REFUSED.labels(code=code).inc()
