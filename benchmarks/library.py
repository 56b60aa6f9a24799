"""How long the library takes with many recordings, over HTTP's own code path, in a database made for it.

    python -m benchmarks.library [--recordings 10000] [--segments 20]

SQLite in a temporary folder, or what DATABASE_URL names (it is filled, and left so: give it one of its own).
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from typing import Any

ROUNDS = 5
WORDS = ("meeting", "budget", "winter", "harbour", "coffee", "train", "letter", "promise", "garden", "weather", "quiet")
EMOTIONS = ("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised")
REQUESTS = {
    "first page": "",
    "page 400": "page=400",
    "one rare word": "search=zeppelin",
    "two common words": "search=budget+harbour",
    "a phrase": "search=%22budget+harbour%22",
    "emotion and order": "emotion=sad&ordering=title",
    "word, emotion, state, model": "search=coffee&emotion=happy&status=done&model=voice-words",
}


def main() -> None:
    """Fill a database and time each request."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", type=int, default=10_000)
    parser.add_argument("--segments", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNDERTONE_DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emotion_site.settings")
        import django

        django.setup()
        fill(arguments.recordings, arguments.segments)
        measure()


def fill(recordings: int, segments: int) -> None:
    """Recordings of made-up words, one analysis each."""
    from django.core.management import call_command

    from recognition.full_text import folded, title_words
    from recognition.models import Analysis, Recording, Segment

    call_command("migrate", verbosity=0)
    chance, start = random.Random(1), time.monotonic()
    rows = [
        Recording(title=title, title_words=title_words(title), name="x.wav", file="none", media_type="audio/wav",
                  size_bytes=1, sha256="0" * 64)
        for title in (f"Recording {number} {chance.choice(WORDS)}" for number in range(recordings))
    ]  # fmt: skip
    Recording.objects.bulk_create(rows, batch_size=500)
    analyses = [
        Analysis(recording=row, model="voice-words", status="done", top=chance.choice(EMOTIONS)) for row in rows
    ]
    Analysis.objects.bulk_create(analyses, batch_size=500)

    def said(analysis: Any) -> list[Segment]:
        texts = (" ".join(chance.choices(WORDS, k=10)) for _ in range(segments))
        return [
            Segment(analysis=analysis, index=index, text=text, search_words=folded(text), body={"start_s": index})
            for index, text in enumerate(texts)
        ]

    for first in range(0, len(analyses), 200):
        Segment.objects.bulk_create([row for each in analyses[first : first + 200] for row in said(each)])
    Segment.objects.filter(pk=Segment.objects.order_by("pk")[:1]).update(text="a zeppelin", search_words="a zeppelin")
    print(f"{recordings} recordings, {recordings * segments} segments, made in {time.monotonic() - start:.0f} s")


def measure() -> None:
    """The median of a few rounds of each request, and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from rest_framework.test import APIClient

    client = APIClient()
    for name, query in REQUESTS.items():
        took = []
        for _round in range(ROUNDS):
            start = time.perf_counter()
            with CaptureQueriesContext(connection) as counted:
                answer = client.get(f"/api/v1/recordings/?{query}", HTTP_HOST="127.0.0.1").json()
            took.append(time.perf_counter() - start)
        print(f"{name:<30} {statistics.median(took) * 1000:6.0f} ms {len(counted):3} queries {answer['count']:6} found")


if __name__ == "__main__":
    main()
