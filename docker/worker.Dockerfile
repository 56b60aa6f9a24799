# The worker: everything the web process has, and the engine's models.
FROM python:3.11.13-slim-bookworm AS packages
# pip reads this from its environment. The CPU image names the index of PyTorch's CPU builds; without it pip takes the usual
# torch, which on x86 brings the libraries of a GPU.
ARG PIP_EXTRA_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
WORKDIR /build
RUN python -m venv /opt/undertone
COPY requirements/worker.txt requirements/nodeps.txt requirements/
RUN /opt/undertone/bin/pip install -r requirements/worker.txt \
    && /opt/undertone/bin/pip install --no-deps -r requirements/nodeps.txt

FROM python:3.11.13-slim-bookworm AS worker
RUN groupadd --gid 10001 undertone \
    && useradd --uid 10001 --gid undertone --no-create-home --home-dir /tmp --shell /usr/sbin/nologin undertone \
    && install --directory --owner=undertone --group=undertone --mode=0700 /data /models
COPY --from=packages /opt/undertone /opt/undertone
WORKDIR /srv/undertone
COPY manage.py manage.py
COPY emotion_site emotion_site
COPY recognition recognition
COPY worker worker
RUN ["/opt/undertone/bin/python", "-m", "compileall", "-q", "emotion_site", "recognition", "worker"]
# Libraries that keep caches keep them in /tmp, the one place besides the volumes that can be written.
ENV PATH=/opt/undertone/bin:$PATH \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    NUMBA_CACHE_DIR=/tmp/numba \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=emotion_site.settings \
    TMPDIR=/var/tmp \
    UNDERTONE_DATA_DIR=/data \
    UNDERTONE_MODELS_DIR=/models
# Speech weights, where the container gets no volume to keep them: WHISPER_MODEL=base. Without, PocketSphinx transcribes, or what is pulled.
ARG WHISPER_MODEL=
RUN test -z "$WHISPER_MODEL" \
    || { python -m recognition.engine.cli --models-dir /models models pull "whisper-$WHISPER_MODEL" \
         && chown -R undertone:undertone /models; }
ARG VERSION=unknown
LABEL org.opencontainers.image.title=undertone-worker org.opencontainers.image.version=$VERSION
USER 10001:10001
# Uploads on their way in and long recordings, decoded, pass through /var/tmp: a gigabyte each, too much for memory.
VOLUME ["/data", "/models", "/var/tmp"]
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s CMD ["python", "-m", "worker.healthcheck"]
# The clock is beat's: with many workers it must tick once.
EXPOSE 9100
CMD ["python", "-m", "worker.process", "--queue", "analyses", "--queue", "quick", "--patience", "40", "--metrics-port", "9100"]
