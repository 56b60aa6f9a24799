# shellcheck shell=bash
# New passwords where Undertone itself made them: of the database and of Redis. What is interrupted is simply rotated again.

# Sessions that are open go on; new ones fail until the new revision has taken over, some minutes later.
rotate_passwords() {
  step "vault for secrets: $VAULT"
  ensure_my_role
  look_up_secrets
  look_up_redis_host
  step "new password of the database: $POSTGRES"
  random_text 24 >"$WORK/postgres-password"
  put_secret postgres-password
  change postgres flexible-server update --resource-group "$GROUP" --name "$POSTGRES" --admin-password "@$WORK/postgres-password" --yes
  settle "the server" postgres flexible-server list --resource-group "$GROUP" --query "[?name=='$POSTGRES'].state | [0]"
  put_database_url
  step "new key of Redis: $REDIS"
  change resource invoke-action --action regenerateKey --ids "$REDIS_ID/databases/default" --api-version "$REDIS_API" \
    --request-body '{"keyType": "Primary"}'
  settle "its database" rest --method get --url "$REDIS_ID/databases?api-version=$REDIS_API" --query "value[0].properties.provisioningState"
  ensure_redis_secrets
  ROTATED=$(date -u +%Y%m%dT%H%M%SZ)
  remember_choices
}
