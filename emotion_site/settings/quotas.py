"""What one user may use, and how often anybody may ask. None sets no limit."""

from emotion_site.settings.base import ENV

UNDERTONE_MAX_CONCURRENT_ANALYSES = ENV.max_concurrent_analyses
UNDERTONE_HOURS_PER_MONTH = ENV.hours_per_month
UNDERTONE_STORAGE_GB_PER_USER = ENV.storage_gb_per_user

# A minute's requests: of one user, of one address that has not signed in, uploads of one user or address, and links that are
# opened from one address. The last is a guard against guessing, which is hopeless anyway, and counts everywhere.
UNDERTONE_REQUESTS_PER_MINUTE: dict[str, int | None] = {
    "user": ENV.requests_per_minute,
    "anonymous": ENV.requests_per_minute and max(1, ENV.requests_per_minute // 4),
    "upload": ENV.uploads_per_minute,
    "open": 30,
}
