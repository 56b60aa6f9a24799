# shellcheck shell=bash
# A network of its own: apps, database, and doors to Redis and storage. From outside only the web app's address is reached.

APPS_SUBNET=apps DATABASE_SUBNET=database ENDPOINTS_SUBNET=endpoints

ensure_network() {
  step "network: $NETWORK"
  local is
  is=$(ask network vnet list --resource-group "$GROUP" --query "[?name=='$NETWORK'].name | [0]")
  ensure "the network" "$is" "$NETWORK" create_network nothing_to_change
  SUBNETS=$(ask network vnet subnet list --resource-group "$GROUP" --vnet-name "$NETWORK" --query "[].name")
  ensure_subnet "$APPS_SUBNET" 10.60.0.0/23 --delegations Microsoft.App/environments
  ensure_subnet "$DATABASE_SUBNET" 10.60.2.0/28 --delegations Microsoft.DBforPostgreSQL/flexibleServers
  ensure_subnet "$ENDPOINTS_SUBNET" 10.60.2.32/27
  ZONES=$(ask network private-dns zone list --resource-group "$GROUP" --query "[].name")
  ensure_zone "$POSTGRES_ZONE"
  ensure_zone "$REDIS_ZONE"
  ensure_zone "$BLOB_ZONE"
}
SUBNETS="" ZONES=""
create_network() { change network vnet create --resource-group "$GROUP" --name "$NETWORK" --location "$LOCATION" --address-prefixes 10.60.0.0/16; }

ensure_subnet() {
  local name=$1 range=$2
  shift 2
  has_line "$name" "$SUBNETS" && return
  note "making the subnet “${name}”"
  change network vnet subnet create --resource-group "$GROUP" --vnet-name "$NETWORK" --name "$name" --address-prefixes "$range" "$@"
}

# Names inside the network, and only there.
ensure_zone() {
  local zone=$1 is
  if ! has_line "$zone" "$ZONES"; then
    note "making the zone $zone"
    change network private-dns zone create --resource-group "$GROUP" --name "$zone"
  fi
  is=$(ask network private-dns link vnet list --resource-group "$GROUP" --zone-name "$zone" --query "[?name=='$NETWORK'].name | [0]")
  [[ -z $is ]] || return 0
  change network private-dns link vnet create --resource-group "$GROUP" --zone-name "$zone" --name "$NETWORK" \
    --virtual-network "$NETWORK_ID" --registration-enabled false
}

# ensure_door NAME RESOURCE-ID KIND ZONE: the resource's private address in the network, and its name.
ensure_door() {
  local name=$1 id=$2 kind=$3 zone=$4 is
  is=$(ask network private-endpoint list --resource-group "$GROUP" --query "[?name=='$name'].name | [0]")
  if [[ -z $is ]]; then
    note "making its private endpoint"
    change network private-endpoint create --resource-group "$GROUP" --name "$name" --location "$LOCATION" \
      --subnet "$NETWORK_ID/subnets/$ENDPOINTS_SUBNET" --private-connection-resource-id "$id" --group-id "$kind" --connection-name "$name"
  fi
  settle "the private endpoint" network private-endpoint list --resource-group "$GROUP" --query "[?name=='$name'].provisioningState | [0]"
  is=$(ask network private-endpoint dns-zone-group list --resource-group "$GROUP" --endpoint-name "$name" --query "[0].name")
  [[ -z $is ]] || return 0
  change network private-endpoint dns-zone-group create --resource-group "$GROUP" --endpoint-name "$name" --name default \
    --zone-name "$kind" --private-dns-zone "$GROUP_ID/providers/Microsoft.Network/privateDnsZones/$zone"
}
