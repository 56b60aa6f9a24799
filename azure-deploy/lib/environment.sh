# shellcheck shell=bash
# Where the apps run: a Container Apps environment in the network, whose logs go to the workspace.

ENVIRONMENT_DOMAIN="" DOMAIN_PROOF=""

ensure_environment() {
  step "environment of the apps: $ENVIRONMENT"
  local is
  is=$(ask containerapp env list --resource-group "$GROUP" --query "[?name=='$ENVIRONMENT'].name | [0]")
  ensure "the environment" "$is" "$ENVIRONMENT" create_environment nothing_to_change
  settle "the environment" containerapp env list --resource-group "$GROUP" --query "[?name=='$ENVIRONMENT'].properties.provisioningState | [0]"
  ensure_app_logs
  [[ $GPU == no ]] || ensure_gpu_profile
  look_up_environment
  check_cores
}
# Logs by “azure-monitor”: the other way would put the workspace's key onto a command line.
create_environment() {
  change containerapp env create --resource-group "$GROUP" --name "$ENVIRONMENT" --location "$LOCATION" --enable-workload-profiles true \
    --infrastructure-subnet-resource-id "$NETWORK_ID/subnets/$APPS_SUBNET" --logs-destination azure-monitor
}

ensure_app_logs() {
  local is
  is=$(ask monitor diagnostic-settings list --resource "$ENVIRONMENT_ID" --query "[?name=='undertone'].name | [0]")
  [[ -z $is ]] || return 0
  change monitor diagnostic-settings create --name undertone --resource "$ENVIRONMENT_ID" --workspace "$LOGS_ID" \
    --logs '[{"categoryGroup": "allLogs", "enabled": true}]'
}

ensure_gpu_profile() {
  local is
  is=$(ask containerapp env list --resource-group "$GROUP" --query "[?name=='$ENVIRONMENT'].properties.workloadProfiles[] | [?name=='gpu'].name | [0]")
  [[ -z $is ]] || return 0
  note "adding the GPU profile ($GPU_PROFILE)"
  change containerapp env workload-profile add --resource-group "$GROUP" --name "$ENVIRONMENT" --workload-profile-name gpu --workload-profile-type "$GPU_PROFILE"
}

look_up_environment() {
  local answer
  answer=$(ask containerapp env list --resource-group "$GROUP" \
    --query "[?name=='$ENVIRONMENT'] | [0].[properties.defaultDomain, properties.customDomainConfiguration.customDomainVerificationId]")
  { read -r ENVIRONMENT_DOMAIN && read -r DOMAIN_PROOF; } <<<"$answer" || true
  # Only --dry-run goes on without one: the name is made when the environment is.
  : "${ENVIRONMENT_DOMAIN:=to-be-named.$LOCATION.azurecontainerapps.io}"
}

# Fewer workers than wished would start, and nobody would know why.
check_cores() {
  [[ $GPU == no ]] || return 0
  local cores room
  cores=$(ask containerapp env list-usages --resource-group "$GROUP" --name "$ENVIRONMENT" \
    --query "[?name.value=='ManagedEnvironmentConsumptionCores'].limit | [0]")
  [[ ${cores%.*} =~ ^[0-9]+$ ]] || return 0
  room=$(((${cores%.*} - 8) / ${WORKER_CPU%.*}))
  ((room >= MAX_WORKERS)) || warn "Your quota of ${cores%.*} cores is enough for $room workers, not for $MAX_WORKERS. Ask for more in the portal under Quotas."
}
