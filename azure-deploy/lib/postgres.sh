# shellcheck shell=bash
# PostgreSQL: the truth. Reached from the network alone, over TLS; backed up by Azure, to any minute of the last two weeks.

ensure_postgres() {
  step "database: $POSTGRES (new ones take about ten minutes)"
  local is wished="$POSTGRES_SKU $POSTGRES_BACKUP_DAYS"
  is=$(ask postgres flexible-server list --resource-group "$GROUP" --query "[?name=='$POSTGRES'].join(' ', [sku.name, to_string(backup.backupRetentionDays)]) | [0]")
  ensure "the server" "$is" "$wished" create_postgres update_postgres
  settle "the server" postgres flexible-server list --resource-group "$GROUP" --query "[?name=='$POSTGRES'].state | [0]"
  ensure_postgres_storage
  is=$(ask postgres flexible-server db list --resource-group "$GROUP" --server-name "$POSTGRES" --query "[?name=='undertone'].name | [0]")
  ensure "the database" "$is" undertone create_database nothing_to_change
  has_secret database-url || put_database_url
}

# The address first: a vault that was taken back may hold that of a server with another password.
create_postgres() {
  put_database_url
  change postgres flexible-server create --resource-group "$GROUP" --name "$POSTGRES" --location "$LOCATION" \
    --tier "$POSTGRES_TIER" --sku-name "$POSTGRES_SKU" --version "$POSTGRES_VERSION" \
    --storage-size "$POSTGRES_STORAGE_GB" --storage-auto-grow Enabled --backup-retention "$POSTGRES_BACKUP_DAYS" \
    --subnet "$NETWORK_ID/subnets/$DATABASE_SUBNET" \
    --private-dns-zone "$GROUP_ID/providers/Microsoft.Network/privateDnsZones/$POSTGRES_ZONE" \
    --admin-user undertone --admin-password "@$WORK/postgres-password" --yes
}
update_postgres() {
  change postgres flexible-server update --resource-group "$GROUP" --name "$POSTGRES" --tier "$POSTGRES_TIER" --sku-name "$POSTGRES_SKU" \
    --backup-retention "$POSTGRES_BACKUP_DAYS" --yes
}

# It grows by itself, and never shrinks: only less than is wished is changed.
ensure_postgres_storage() {
  local gb
  gb=$(ask postgres flexible-server list --resource-group "$GROUP" --query "[?name=='$POSTGRES'].storage.storageSizeGb | [0]")
  [[ $gb =~ ^[0-9]+$ ]] && ((gb < POSTGRES_STORAGE_GB)) || return 0
  change postgres flexible-server update --resource-group "$GROUP" --name "$POSTGRES" --storage-size "$POSTGRES_STORAGE_GB" --yes
}

create_database() { change postgres flexible-server db create --resource-group "$GROUP" --server-name "$POSTGRES" --name undertone; }

put_database_url() {
  [[ -s $WORK/postgres-password ]] || get_secret postgres-password
  printf 'postgres://undertone:%s@%s.postgres.database.azure.com:5432/undertone?sslmode=require' \
    "$(cat "$WORK/postgres-password")" "$POSTGRES" >"$WORK/database-url"
  put_secret database-url
}
