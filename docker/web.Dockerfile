# The web process, beat and the migration: no torch, no speech or emotion library.
FROM python:3.11.13-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /build
RUN python -m venv /opt/undertone
COPY requirements/web.txt requirements/web.txt
RUN /opt/undertone/bin/pip install -r requirements/web.txt

FROM python:3.11.13-slim-bookworm AS web
RUN groupadd --gid 10001 undertone \
    && useradd --uid 10001 --gid undertone --no-create-home --home-dir /tmp --shell /usr/sbin/nologin undertone \
    && install --directory --owner=undertone --group=undertone --mode=0700 /data /models
COPY --from=packages /opt/undertone /opt/undertone
WORKDIR /srv/undertone
COPY manage.py manage.py
COPY emotion_site emotion_site
COPY recognition recognition
COPY worker worker
# Compiled here: the root is read-only where it runs.
RUN ["/opt/undertone/bin/python", "-m", "compileall", "-q", "emotion_site", "recognition", "worker"]
# Each thread would have an allocator's arena of its own, and keep what it once needed: see DECISIONS.md.
ENV PATH=/opt/undertone/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=emotion_site.settings \
    UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN=20 \
    TMPDIR=/var/tmp \
    UNDERTONE_DATA_DIR=/data \
    UNDERTONE_MODELS_DIR=/models
ARG VERSION=unknown
LABEL org.opencontainers.image.title=undertone-web org.opencontainers.image.version=$VERSION
USER 10001:10001
# Uploads on their way in and long recordings, decoded, pass through /var/tmp: a gigabyte each, too much for memory.
VOLUME ["/data", "/models", "/var/tmp"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=8)"]
# The proxy in front is the only one that reaches this port, so what it says of the client is believed.
CMD ["uvicorn", "emotion_site.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--proxy-headers", \
     "--forwarded-allow-ips", "*", "--no-access-log"]
