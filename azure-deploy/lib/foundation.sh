# shellcheck shell=bash
# What all the rest stands on: services switched on, the resource group, logs, the apps' identity, the vault for secrets.

ensure_providers() {
  [[ -n $MISSING_PROVIDERS ]] || return 0
  step "switching on Azure services for this subscription"
  local each
  for each in $MISSING_PROVIDERS; do change provider register --namespace "$each"; done
  for each in $MISSING_PROVIDERS; do
    settle "$each" provider show --namespace "$each" --query registrationState
  done
  ((!DRY_RUN)) || return 0
  MISSING_PROVIDERS=""
  check_quota
}

ensure_group() {
  step "resource group $GROUP in $LOCATION"
  if [[ -z $GROUP_REGION ]]; then
    note "making it"
    # Its tags are what later runs remember, and the mark by which --destroy knows its own.
    local tags=() line
    while IFS= read -r line; do tags+=("$line"); done <<<"$(choices)"
    change group create --name "$GROUP" --location "$LOCATION" --tags undertone=yes ${tags[@]+"${tags[@]}"}
    return
  fi
  require_group
  remember_choices
}

# A group of that name that is not ours is left alone.
require_group() {
  [[ -n $GROUP_REGION ]] || die "There is no Undertone “${PREFIX}” in this subscription." "Make it first, by deploy.sh without “update”; or name it: --prefix"
  [[ $GROUP_MARK == yes ]] || die "There is a resource group “${GROUP}” that deploy.sh did not make." "Choose another --prefix."
}

remember_choices() {
  local line new tags=()
  new=$(new_choices)
  [[ -n $new ]] || return 0
  while IFS= read -r line; do tags+=("$line"); done <<<"$new"
  note "remembering what was chosen"
  change tag update --resource-id "$GROUP_ID" --operation merge --tags ${tags[@]+"${tags[@]}"}
  KNOWN_CHOICES=$(choices)$'\n'
}

ensure_logs() {
  step "logs: $LOGS"
  local is
  is=$(ask monitor log-analytics workspace list --resource-group "$GROUP" --query "[?name=='$LOGS'].retentionInDays | [0]")
  ensure "the workspace" "$is" "$LOG_DAYS" create_logs update_logs
  settle "the workspace" monitor log-analytics workspace list --resource-group "$GROUP" --query "[?name=='$LOGS'].provisioningState | [0]"
}
create_logs() {
  change monitor log-analytics workspace create --resource-group "$GROUP" --name "$LOGS" --location "$LOCATION" --retention-time "$LOG_DAYS"
}
update_logs() { change monitor log-analytics workspace update --resource-group "$GROUP" --name "$LOGS" --retention-time "$LOG_DAYS"; }

# By it the apps reach images, secrets and recordings, without any password.
ensure_identity() {
  step "identity of the apps: $IDENTITY"
  look_up_identity
  ensure "the identity" "$PRINCIPAL" "$PRINCIPAL" create_identity nothing_to_change
  look_up_identity
}
PRINCIPAL="" CLIENT_ID=""
look_up_identity() {
  local answer
  answer=$(ask identity list --resource-group "$GROUP" --query "[?name=='$IDENTITY'] | [0].[principalId, clientId]")
  { read -r PRINCIPAL && read -r CLIENT_ID; } <<<"$answer" || true
}
create_identity() { change identity create --resource-group "$GROUP" --name "$IDENTITY" --location "$LOCATION"; }

# No purge protection: it would keep --destroy from giving the name back for ninety days. See README.md, “Secrets”.
ensure_vault() {
  step "vault for secrets: $VAULT"
  local is
  is=$(ask keyvault list --resource-group "$GROUP" --query "[?name=='$VAULT'].name | [0]")
  ensure "the vault" "$is" "$VAULT" create_vault nothing_to_change
  settle "the vault" keyvault show --name "$VAULT" --resource-group "$GROUP" --query properties.provisioningState
  ensure_my_role
  ensure_role "the apps may read secrets" "$PRINCIPAL" ServicePrincipal "Key Vault Secrets User" "$VAULT_ID"
  ensure_own_secrets
}
create_vault() {
  local deleted
  deleted=$(ask keyvault list-deleted --resource-type vault --query "[?name=='$VAULT'].properties.location | [0]")
  if [[ $deleted == "$LOCATION" ]]; then
    note "an earlier one of this name was deleted with its group: taking it back"
    change keyvault recover --name "$VAULT" --location "$LOCATION"
  else
    # It only comes back where it was.
    [[ -z $deleted ]] || change keyvault purge --name "$VAULT" --location "$deleted"
    change keyvault create --resource-group "$GROUP" --name "$VAULT" --location "$LOCATION" --enable-rbac-authorization true --retention-days 7
  fi
}

# The one who runs this: a person, or the service principal or managed identity of a pipeline. Those may seldom read Entra ID, not
# even themselves; what they are called there also stands in the token that they are signed in with.
look_up_me() {
  if [[ $ACCOUNT_TYPE == user ]]; then
    ACCOUNT_KIND=User ME=$(ask ad signed-in-user show --query id)
  else
    ACCOUNT_KIND=ServicePrincipal
    ask_secretly "$WORK/token" account get-access-token --query accessToken
    ME=$(object_id <"$WORK/token")
    [[ -n $ME ]] || die "Azure does not say who $SIGNED_IN_AS is." "Sign in again: az login"
  fi
}

# Of a JSON Web Token: between its dots stands JSON in the alphabet of base64 for addresses, without the filling at its end.
object_id() {
  cut -d . -f 2 | tr '_-' '/+' | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 --decode |
    sed -n 's/.*"oid" *: *"\([0-9A-Fa-f-]*\)".*/\1/p'
}
ME="" ACCOUNT_KIND=""

# Not for whoever made the vault alone: a colleague may rotate.
ensure_my_role() {
  look_up_me
  ensure_role "you may write secrets" "$ME" "$ACCOUNT_KIND" "Key Vault Secrets Officer" "$VAULT_ID"
}

ensure_role() {
  local what=$1 who=$2 kind=$3 role=$4 where=$5 is
  # Who may give no roles need not wait: only a new identity may be unheard of.
  local NOT_YET_ALLOWED=PrincipalNotFound
  is=$(ask role assignment list --assignee-object-id "$who" --scope "$where" --fill-principal-name false --query "[?roleDefinitionName=='$role'].id | [0]")
  [[ -z $is ]] || return 0
  note "allowing: $what"
  patiently change role assignment create --assignee-object-id "$who" --assignee-principal-type "$kind" --role "$role" --scope "$where"
}
