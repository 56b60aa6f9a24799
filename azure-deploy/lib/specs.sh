# shellcheck shell=bash
# What each app is, as az takes it by --yaml; JSON is YAML. Values are checked names and numbers, or go through `quoted`.

quoted() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# NAME VALUE … as a list of environment variables.
variables() {
  local comma=""
  while (($#)); do
    printf '%s{"name": "%s", "value": %s}' "$comma" "$1" "$(quoted "$2")"
    comma=", "
    shift 2
  done
}

# What web, workers, beat and the migration have in common. Secrets are files; only their paths stand here. SECRETS_ROTATED is
# read by nobody: with another value all of them are started anew, and read the secrets of today.
common_variables() {
  local days="" each more=()
  [[ $RETENTION_DAYS == none ]] || days=$RETENTION_DAYS
  for each in ${SETTINGS[@]+"${SETTINGS[@]}"}; do
    [[ $each =~ ^UNDERTONE_(SIGN_UP|EMAIL|OIDC) ]] || more+=("${each%%=*}" "${each#*=}")
  done
  variables UNDERTONE_ACCOUNTS required UNDERTONE_STORAGE azure AZURE_ACCOUNT_NAME "$STORAGE" AZURE_CONTAINER "$CONTAINER" \
    AZURE_CLIENT_ID "$CLIENT_ID" UNDERTONE_RETENTION_DAYS "$days" UNDERTONE_SECRET_KEY_FILE /mnt/secrets/secret-key \
    DATABASE_URL_FILE /mnt/secrets/database-url REDIS_URL_FILE /mnt/secrets/redis-url SECRETS_ROTATED "$ROTATED" ${more[@]+"${more[@]}"}
}

# For web alone, which signs people in. Azure's ingress and nginx are two proxies. The leading dot is for the addresses of
# single revisions; nobody else can have a name below the environment's.
account_variables() {
  local each more=()
  for each in ${SETTINGS[@]+"${SETTINGS[@]}"}; do
    [[ ! $each =~ ^UNDERTONE_(SIGN_UP|EMAIL|OIDC) ]] || more+=("${each%%=*}" "${each#*=}")
  done
  variables UNDERTONE_ALLOWED_HOSTS ".$ENVIRONMENT_DOMAIN" UNDERTONE_PUBLIC_URL "https://$PUBLIC_HOST" UNDERTONE_PROXIES 2 \
    UNDERTONE_EMAIL_URL_FILE /mnt/secrets/email-url UNDERTONE_OIDC_CLIENT_SECRET_FILE /mnt/secrets/oidc-client-secret ${more[@]+"${more[@]}"}
}

identity_block() { printf '{"type": "UserAssigned", "userAssignedIdentities": {"%s": {}}}' "$IDENTITY_ID"; }
registry_block() { printf '[{"server": "%s", "identity": "%s"}]' "$REGISTRY_HOST" "$IDENTITY_ID"; }

# Names in the vault; Azure fetches them by the identity, newer versions within half an hour.
secret_block() {
  local name comma=""
  for name in "$@"; do
    printf '%s{"name": "%s", "keyVaultUrl": "%s/secrets/%s", "identity": "%s"}' "$comma" "$name" "$VAULT_URL" "$name" "$IDENTITY_ID"
    comma=", "
  done
}

secret_files() {
  local name comma=""
  printf '{"name": "secrets", "storageType": "Secret", "secrets": ['
  for name in "$@"; do
    printf '%s{"secretRef": "%s", "path": "%s"}' "$comma" "$name" "$name"
    comma=", "
  done
  printf ']}'
}
SECRETS_MOUNT='[{"volumeName": "secrets", "mountPath": "/mnt/secrets"}]'

# spec TYPE NAME MARK CONFIGURATION TEMPLATE PROFILE
spec() {
  cat <<JSON
{"type": "Microsoft.App/$1", "name": "$2", "location": "$LOCATION", "tags": {"undertone-mark": "$3"},
 "identity": $(identity_block),
 "properties": {"environmentId": "$ENVIRONMENT_ID", "workloadProfileName": "$6",
  "configuration": $4,
  "template": $5}}
JSON
}

migrate_configuration() {
  cat <<JSON
{"triggerType": "Manual", "replicaTimeout": 1800, "replicaRetryLimit": 0, "manualTriggerConfig": {"parallelism": 1, "replicaCompletionCount": 1},
   "registries": $(registry_block), "secrets": [$(secret_block secret-key database-url redis-url)]}
JSON
}
migrate_template() {
  cat <<JSON
{"volumes": [$(secret_files secret-key database-url redis-url)],
   "containers": [{"name": "migrate", "image": "$REGISTRY_HOST/web:$VERSION", "command": ["python", "manage.py", "migrate", "--no-input"],
    "resources": {"cpu": $JOB_CPU, "memory": "$JOB_MEMORY"}, "env": [$(common_variables)], "volumeMounts": $SECRETS_MOUNT}]}
JSON
}

WEB_SECRETS="secret-key database-url redis-url email-url oidc-client-secret"
# web_configuration TRAFFIC-REVISION CUSTOM-DOMAINS
web_configuration() {
  # shellcheck disable=SC2086  # the names are words
  cat <<JSON
{"activeRevisionsMode": "Multiple", "maxInactiveRevisions": 5,
   "ingress": {"external": true, "targetPort": 8080, "transport": "auto", "allowInsecure": false,
    "traffic": [{"revisionName": "$1", "weight": 100}], "customDomains": $2},
   "registries": $(registry_block), "secrets": [$(secret_block $WEB_SECRETS)]}
JSON
}
# nginx and web side by side. Ready is who reaches database, queue and storage, asked through nginx. A replica that is told to stop,
# by a newer version or because fewer are enough, first finishes what it was asked: as long as Azure's ingress lets an upload take.
REQUEST_S=240
# web_template SUFFIX
web_template() {
  # shellcheck disable=SC2086
  cat <<JSON
{"revisionSuffix": "$1", "terminationGracePeriodSeconds": $((REQUEST_S + 20)), "volumes": [$(secret_files $WEB_SECRETS)],
   "scale": {"minReplicas": 1, "maxReplicas": $WEB_MAX_REPLICAS, "rules": [{"name": "requests", "http": {"metadata": {"concurrentRequests": "50"}}}]},
   "containers": [
    {"name": "proxy", "image": "$REGISTRY_HOST/frontend:$VERSION", "resources": {"cpu": $PROXY_CPU, "memory": "$PROXY_MEMORY"},
     "env": [$(variables UNDERTONE_WEB 127.0.0.1:8000 UNDERTONE_MAX_UPLOAD_MB "$(setting UNDERTONE_MAX_UPLOAD_MB 1024)" UNDERTONE_OIDC_URL "$(setting UNDERTONE_OIDC_URL)")],
     "probes": [$(http_probe Readiness /readyz 8080 30), $(http_probe Liveness /index.html 8080 30)]},
    {"name": "web", "image": "$REGISTRY_HOST/web:$VERSION", "resources": {"cpu": $WEB_CPU, "memory": "$WEB_MEMORY"},
     "env": [$(common_variables), $(account_variables), $(variables UVICORN_TIMEOUT_GRACEFUL_SHUTDOWN "$REQUEST_S")], "volumeMounts": $SECRETS_MOUNT,
     "probes": [$(http_probe Startup /healthz 8000 10), $(http_probe Liveness /healthz 8000 30)]}]}
JSON
}
http_probe() {
  printf '{"type": "%s", "httpGet": {"path": "%s", "port": %s, "httpHeaders": [{"name": "Host", "value": "localhost"}]}, "periodSeconds": %s, "timeoutSeconds": 10, "failureThreshold": 6}' "$@"
}

worker_configuration() {
  printf '{"activeRevisionsMode": "Single", "registries": %s, "secrets": [%s]}' "$(registry_block)" "$(secret_block secret-key database-url redis-url redis-password)"
}
worker_template() {
  local cpu=$WORKER_CPU memory=$WORKER_MEMORY
  [[ $GPU == no ]] || cpu=$GPU_CPU memory=$GPU_MEMORY
  cat <<JSON
{"terminationGracePeriodSeconds": 60, "volumes": [$(secret_files secret-key database-url redis-url)],
   "scale": {"minReplicas": $MIN_WORKERS, "maxReplicas": $MAX_WORKERS, "cooldownPeriod": 300, "pollingInterval": 15, "rules": [$(queue_rules)]},
   "containers": [{"name": "worker", "image": "$REGISTRY_HOST/worker:$VERSION", "resources": {"cpu": $cpu, "memory": "$memory"},
    "env": [$(common_variables)], "volumeMounts": $SECRETS_MOUNT,
    "probes": [$(http_probe Liveness /metrics 9100 30)]}]}
JSON
}
# Each line of QUEUE: a Redis list, and how much of it one worker is for.
queue_rules() {
  local list length comma=""
  while read -r list length _; do
    [[ -n $list && $list != '#'* ]] || continue
    printf '%s{"name": "%s", "custom": {"type": "redis", "metadata": {"address": "%s:%s", "listName": "%s", "listLength": "%s", "databaseIndex": "0", "enableTLS": "true"}, "auth": [{"secretRef": "redis-password", "triggerParameter": "password"}]}}' \
      "$comma" "$(printf '%s' "$list" | tr -c 'a-z0-9\n' '-')" "$REDIS_HOST" "$REDIS_PORT" "$list" "${length:-1}"
    comma=", "
  done <"$HERE/QUEUE"
}

beat_configuration() {
  printf '{"activeRevisionsMode": "Single", "registries": %s, "secrets": [%s]}' "$(registry_block)" "$(secret_block secret-key database-url redis-url)"
}
# One clock, however many workers.
beat_template() {
  cat <<JSON
{"volumes": [$(secret_files secret-key database-url redis-url)], "scale": {"minReplicas": 1, "maxReplicas": 1},
   "containers": [{"name": "beat", "image": "$REGISTRY_HOST/web:$VERSION", "command": ["python", "-m", "worker.beat", "--health-port", "9101"],
    "resources": {"cpu": $BEAT_CPU, "memory": "$BEAT_MEMORY"}, "env": [$(common_variables)], "volumeMounts": $SECRETS_MOUNT,
    "probes": [$(http_probe Liveness / 9101 30)]}]}
JSON
}
