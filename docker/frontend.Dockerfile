# The page's files, and the one door to everything else.
FROM node:20.19.5-bookworm-slim AS page
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM nginx:1.28.0-bookworm AS frontend
COPY --from=page /build/dist /srv/page
COPY docker/frontend/*.template /etc/nginx/templates/
COPY docker/frontend/15-upload-limit.envsh docker/frontend/16-form-targets.envsh /docker-entrypoint.d/
# The image's own start-up fills the templates in; only our variables, so that nginx's stay what they are.
ENV NGINX_ENVSUBST_FILTER=^UNDERTONE_ \
    NGINX_ENVSUBST_OUTPUT_DIR=/tmp \
    UNDERTONE_LISTEN=8080 \
    UNDERTONE_PAGE=/srv/page \
    UNDERTONE_WEB=web:8000 \
    UNDERTONE_LIVE_WEB=live:8000 \
    UNDERTONE_RESOLVER=127.0.0.11 \
    UNDERTONE_MAX_UPLOAD_MB=1024
ARG VERSION=unknown
LABEL org.opencontainers.image.title=undertone-frontend org.opencontainers.image.version=$VERSION
USER 101:101
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:8080/index.html"]
STOPSIGNAL SIGQUIT
CMD ["nginx", "-c", "/tmp/nginx.conf", "-g", "daemon off;"]
