# shellcheck shell=bash
# Recordings: private blobs. No keys and no public address; the apps come by their identity, through the network.

ensure_storage() {
  step "recordings: $STORAGE"
  local is
  is=$(ask storage account list --resource-group "$GROUP" --query "[?name=='$STORAGE'].join(' ', [sku.name, to_string(allowSharedKeyAccess), to_string(allowBlobPublicAccess), publicNetworkAccess]) | [0]")
  ensure "the storage account" "$is" "$STORAGE_SKU false false Disabled" create_storage update_storage
  settle "the storage account" storage account list --resource-group "$GROUP" --query "[?name=='$STORAGE'].provisioningState | [0]"
  ensure_container_kept
  is=$(ask storage container-rm list --storage-account "$STORAGE" --resource-group "$GROUP" --query "[?name=='$CONTAINER'].name | [0]")
  ensure "the container" "$is" "$CONTAINER" create_container nothing_to_change
  ensure_lifecycle
  ensure_role "the apps may keep recordings" "$PRINCIPAL" ServicePrincipal "Storage Blob Data Contributor" "$STORAGE_ID"
  ensure_door "$PREFIX-blob" "$STORAGE_ID" blob "$BLOB_ZONE"
}

STORAGE_RULES=(--sku "$STORAGE_SKU" --allow-shared-key-access false --allow-blob-public-access false --public-network-access Disabled
  --min-tls-version TLS1_2 --https-only true)
create_storage() {
  change storage account create --resource-group "$GROUP" --name "$STORAGE" --location "$LOCATION" --kind StorageV2 "${STORAGE_RULES[@]}"
}
update_storage() { change storage account update --resource-group "$GROUP" --name "$STORAGE" "${STORAGE_RULES[@]}"; }

# A deleted recording is gone at once, as its owner wants; the whole container, deleted by mistake, comes back for a week.
ensure_container_kept() {
  local days
  days=$(ask storage account blob-service-properties show --account-name "$STORAGE" --resource-group "$GROUP" --query "containerDeleteRetentionPolicy.days")
  [[ $days != 7 ]] || return 0
  change storage account blob-service-properties update --account-name "$STORAGE" --resource-group "$GROUP" \
    --enable-container-delete-retention true --container-delete-retention-days 7
}

# Closed to everybody without the identity.
create_container() { change storage container-rm create --storage-account "$STORAGE" --resource-group "$GROUP" --name "$CONTAINER" --public-access off; }

# Undertone deletes by itself when the time has come. The rule is the net below: a day after what the library still
# restores (seven days) nothing of that age is left, whatever happened to the app. Old recordings move to a cheaper tier.
ensure_lifecycle() {
  local is wished=none
  [[ $RETENTION_DAYS == none ]] || wished=$((RETENTION_DAYS + 8))
  is=$(ask storage account list --resource-group "$GROUP" --query "[?name=='$STORAGE'].tags.\"undertone-lifecycle\" | [0]")
  [[ $is != "$wished" ]] || return 0
  note "writing the rule for old recordings (deleted after days: $wished)"
  lifecycle_rules "$wished" >"$WORK/lifecycle.json"
  change storage account management-policy create --account-name "$STORAGE" --resource-group "$GROUP" --policy "@$WORK/lifecycle.json"
  # az tells of a missing rule by an error, and of other errors alike; a tag can be asked for.
  change tag update --resource-id "$STORAGE_ID" --operation merge --tags "undertone-lifecycle=$wished"
}

lifecycle_rules() {
  local filters='"filters": {"blobTypes": ["blockBlob"], "prefixMatch": ["'$CONTAINER'/"]}'
  printf '{"rules": [{"enabled": true, "name": "cooler", "type": "Lifecycle", "definition": {%s, "actions": {"baseBlob": {"tierToCool": {"daysAfterModificationGreaterThan": 60}}}}}' "$filters"
  [[ $1 == none ]] ||
    printf ', {"enabled": true, "name": "retention", "type": "Lifecycle", "definition": {%s, "actions": {"baseBlob": {"delete": {"daysAfterCreationGreaterThan": %s}}}}}' "$filters" "$1"
  printf ']}\n'
}
