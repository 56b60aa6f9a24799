# shellcheck shell=bash
# What everything is called. Where a name must be the only one in the world, six letters from subscription and prefix end it.
# shellcheck disable=SC2034  # read by the other files

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

name_everything() {
  local mark
  mark=$(printf '%s/%s' "$SUBSCRIPTION" "$PREFIX" | sha256 | cut -c 1-6)
  GROUP=$PREFIX
  GROUP_ID=/subscriptions/$SUBSCRIPTION/resourceGroups/$GROUP
  LOGS=$PREFIX-logs
  IDENTITY=$PREFIX-identity
  VAULT=$PREFIX-kv-$mark
  NETWORK=$PREFIX-net
  POSTGRES=$PREFIX-db-$mark
  REDIS=$PREFIX-redis-$mark
  STORAGE=${PREFIX}media$mark
  CONTAINER=media
  REGISTRY=${PREFIX}images$mark
  ENVIRONMENT=$PREFIX-env
  WEB=$PREFIX-web WORKER=$PREFIX-worker BEAT=$PREFIX-beat MIGRATE=$PREFIX-migrate
  ALERTS=$PREFIX-alerts
  POSTGRES_ZONE=$PREFIX.private.postgres.database.azure.com
  REDIS_ZONE=privatelink.redis.azure.net
  BLOB_ZONE=privatelink.blob.core.windows.net
  VAULT_ID=$GROUP_ID/providers/Microsoft.KeyVault/vaults/$VAULT
  VAULT_URL=https://$VAULT.vault.azure.net
  IDENTITY_ID=$GROUP_ID/providers/Microsoft.ManagedIdentity/userAssignedIdentities/$IDENTITY
  LOGS_ID=$GROUP_ID/providers/Microsoft.OperationalInsights/workspaces/$LOGS
  NETWORK_ID=$GROUP_ID/providers/Microsoft.Network/virtualNetworks/$NETWORK
  POSTGRES_ID=$GROUP_ID/providers/Microsoft.DBforPostgreSQL/flexibleServers/$POSTGRES
  REDIS_ID=$GROUP_ID/providers/Microsoft.Cache/redisEnterprise/$REDIS
  STORAGE_ID=$GROUP_ID/providers/Microsoft.Storage/storageAccounts/$STORAGE
  REGISTRY_ID=$GROUP_ID/providers/Microsoft.ContainerRegistry/registries/$REGISTRY
  REGISTRY_HOST=$REGISTRY.azurecr.io
  ENVIRONMENT_ID=$GROUP_ID/providers/Microsoft.App/managedEnvironments/$ENVIRONMENT
  ALERTS_ID=$GROUP_ID/providers/Microsoft.Insights/actionGroups/$ALERTS
}
