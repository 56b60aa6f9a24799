# shellcheck shell=bash
# Redis: the queue, and hints to open pages. Azure Managed Redis: its predecessor takes no new ones since October 2026.
# `az redisenterprise` is an extension that az would have to fetch; `az resource` and `az rest` do the same with what is installed.

REDIS_TYPE=Microsoft.Cache/redisEnterprise
REDIS_API=2025-07-01
REDIS_PORT=10000

ensure_redis() {
  step "queue: $REDIS (new ones take about ten minutes)"
  local is
  is=$(ask rest --method get --url "$GROUP_ID/providers/$REDIS_TYPE?api-version=$REDIS_API" --query "value[?name=='$REDIS'].sku.name | [0]")
  ensure "the Redis" "$is" "$REDIS_SKU" put_redis put_redis
  settle "the Redis" resource show --ids "$REDIS_ID" --api-version "$REDIS_API" --query properties.provisioningState
  is=$(ask rest --method get --url "$REDIS_ID/databases?api-version=$REDIS_API" --query "value[0].properties.provisioningState")
  ensure "its database" "$is" "$is" put_redis_database nothing_to_change
  settle "its database" rest --method get --url "$REDIS_ID/databases?api-version=$REDIS_API" --query "value[0].properties.provisioningState"
  ensure_door "$PREFIX-redis" "$REDIS_ID" redisEnterprise "$REDIS_ZONE"
  REDIS_HOST=$(ask resource show --ids "$REDIS_ID" --api-version "$REDIS_API" --query properties.hostName)
  ensure_redis_secrets
}
REDIS_HOST=""

# Without a second node: what it holds is offered again from the database within minutes.
put_redis() {
  cat >"$WORK/redis.json" <<JSON
{"location": "$LOCATION", "sku": {"name": "$REDIS_SKU"},
 "properties": {"minimumTlsVersion": "1.2", "highAvailability": "Disabled", "publicNetworkAccess": "Disabled"}}
JSON
  change resource create --id "$REDIS_ID" --api-version "$REDIS_API" --is-full-object --properties "@$WORK/redis.json"
}

# One shard (NoCluster): Celery and Channels use several keys at once. NoEviction: a queue forgets nothing.
# `az resource create` would ask for a location, which a database has none of.
put_redis_database() {
  cat >"$WORK/redis-database.json" <<JSON
{"properties": {"clientProtocol": "Encrypted", "port": $REDIS_PORT, "clusteringPolicy": "NoCluster", "evictionPolicy": "NoEviction",
 "accessKeysAuthentication": "Enabled"}}
JSON
  change rest --method put --url "$REDIS_ID/databases/default?api-version=$REDIS_API" --body "@$WORK/redis-database.json"
}

# The vault may know an older key: of a Redis that was deleted, where the vault was taken back; of one that the portal gave a new
# one. The address is put last, so where it fits, the password does.
ensure_redis_secrets() {
  get_redis_key
  if has_secret redis-url && has_secret redis-password; then
    mv "$WORK/redis-url" "$WORK/given"
    get_secret redis-url
    if [[ $(cat "$WORK/redis-url") == "$(cat "$WORK/given")" ]]; then return; fi
    mv "$WORK/given" "$WORK/redis-url"
  fi
  put_secret redis-password
  put_secret redis-url
}

# `az resource invoke-action` says nothing of what Azure answered.
get_redis_key() {
  ask_secretly "$WORK/redis-key" rest --method post --url "$REDIS_ID/databases/default/listKeys?api-version=$REDIS_API" --query primaryKey
  ((DRY_RUN)) || [[ -s $WORK/redis-key ]] || die "Azure names no key of $REDIS." "Run the same command again in some minutes."
  # Without the newline that az ends with.
  printf '%s' "$(cat "$WORK/redis-key")" >"$WORK/redis-password"
  printf 'rediss://:%s@%s:%s/0' "$(address_text <"$WORK/redis-password")" "$REDIS_HOST" "$REDIS_PORT" >"$WORK/redis-url"
  keep_secret "$WORK/redis-url"
}

# What base64 holds and an address does not.
address_text() { sed -e 's/%/%25/g' -e 's|/|%2F|g' -e 's/+/%2B/g' -e 's/=/%3D/g'; }
