# shellcheck shell=bash
# A version goes live: the database first, then a new revision of web beside the old one, which serves until the new is healthy.

# How long a revision may take to become healthy, in looks of PAUSE_S.
HEALTH_LOOKS=${UNDERTONE_AZURE_HEALTH_LOOKS:-40}
SERVING="" REVISION="" PUBLIC_HOST=""

release() {
  look_up_redis_host
  ensure_migrated
  ensure_web
  ensure_worker
  ensure_beat
}

look_up_redis_host() {
  [[ -z $REDIS_HOST ]] || return 0
  REDIS_HOST=$(ask resource show --ids "$REDIS_ID" --api-version "$REDIS_API" --query properties.hostName)
}

ensure_migrated() {
  step "database tables"
  local configuration template mark is finished
  configuration=$(migrate_configuration)
  template=$(migrate_template)
  mark=$(printf '%s%s' "$configuration" "$template" | spec_mark)
  is=$(ask containerapp job list --resource-group "$GROUP" --query "[?name=='$MIGRATE'].tags.\"undertone-mark\" | [0]")
  if [[ $is != "$mark" ]]; then
    spec jobs "$MIGRATE" "$mark" "$configuration" "$template" Consumption >"$WORK/$MIGRATE.yaml"
    put_app job "$MIGRATE"
  fi
  settle "the job" containerapp job list --resource-group "$GROUP" --query "[?name=='$MIGRATE'].properties.provisioningState | [0]"
  finished=$(ask containerapp job list --resource-group "$GROUP" --query "[?name=='$MIGRATE'].tags.\"undertone-migrated\" | [0]")
  [[ $finished != "$mark" ]] || return 0
  migrate
  change tag update --resource-id "$GROUP_ID/providers/Microsoft.App/jobs/$MIGRATE" --operation merge --tags "undertone-migrated=$mark"
}

# One at a time: what an interrupted run started is waited for, and then run again, which changes nothing more.
migrate() {
  local running execution
  running=$(ask containerapp job execution list --resource-group "$GROUP" --name "$MIGRATE" --query "[?properties.status=='Running'].name | [0]")
  [[ -z $running ]] || await_migration "$running"
  note "bringing the database to this version"
  if ((DRY_RUN)); then
    change containerapp job start --resource-group "$GROUP" --name "$MIGRATE"
    return
  fi
  execution=$(ask containerapp job start --resource-group "$GROUP" --name "$MIGRATE" --query name)
  await_migration "$execution"
}

await_migration() {
  local look state=""
  # The job ends by itself after half an hour.
  for ((look = 0; look < LOOKS * 2; look++)); do
    state=$(ask containerapp job execution show --resource-group "$GROUP" --name "$MIGRATE" --job-execution-name "$1" --query properties.status)
    case $state in
      Succeeded) return ;;
      Failed | Stopped | Degraded) break ;;
    esac
    pause
  done
  die "The database could not be brought to this version ($state). What was serving goes on serving." \
    "See why, by an extension of az: az extension add --name containerapp" \
    "  az containerapp job logs show --resource-group $GROUP --name $MIGRATE --container migrate --execution $1" \
    "or in the portal: $MIGRATE, “Execution history”." \
    "Then run the same command again."
}

ensure_web() {
  step "web app: $WEB"
  local domains mark there
  look_up_domains
  mark=$(printf '%s%s' "$(web_configuration "" "$BOUND_DOMAINS")" "$(web_template "")" | spec_mark)
  there=$(app_exists "$WEB")
  [[ -z $there ]] || settle_web
  choose_revision "r$mark"
  domains=$BOUND_DOMAINS
  if [[ -z $there || -z $REVISION_STATE ]]; then
    spec containerApps "$WEB" "$mark" "$(web_configuration "${SERVING:-$REVISION}" "$domains")" "$(web_template "${REVISION#"$WEB--"}")" Consumption >"$WORK/$WEB.yaml"
    if [[ -z $there ]]; then
      note "making it"
      put_app app "$WEB"
      SERVING=$REVISION
    else
      note "starting the new version beside the one that serves"
      put_app app "$WEB"
    fi
    settle_web
  elif [[ $REVISION_STATE == asleep ]]; then
    change containerapp revision activate --resource-group "$GROUP" --name "$WEB" --revision "$REVISION"
  fi
  await_healthy
  shift_traffic
  retire_others
}

settle_web() {
  # A revision that failed leaves the app “Failed”, while the old one serves: no reason to wait or to stop.
  ((DRY_RUN)) && return
  local look state
  for ((look = 0; look < LOOKS; look++)); do
    state=$(ask containerapp list --resource-group "$GROUP" --query "[?name=='$WEB'].properties.provisioningState | [0]")
    [[ $state != InProgress && $state != Waiting && $state != Updating && $state != Creating ]] && return
    pause
  done
}

# The name of this version's revision, and whether it is there: empty, awake or asleep. One that Azure could not make is given
# up, and the next has a number behind.
choose_revision() {
  local there rows name state active number=0 wished=$1
  SERVING="" REVISION_STATE=""
  REVISION=$WEB--$wished
  there=$(app_exists "$WEB")
  [[ -n $there ]] || return 0
  SERVING=$(ask containerapp list --resource-group "$GROUP" --query "[?name=='$WEB'].properties.configuration.ingress.traffic[] | [?weight==\`100\`].revisionName | [0]")
  rows=$(ask containerapp revision list --resource-group "$GROUP" --name "$WEB" --all \
    --query "[?starts_with(name, '$REVISION')].[name, properties.provisioningState, to_string(properties.active)]")
  while IFS=$'\t' read -r name state active; do
    [[ -n $name ]] || continue
    number=$((number + 1))
    [[ $state != Failed ]] || continue
    REVISION=$name REVISION_STATE=awake
    [[ $active == true ]] || REVISION_STATE=asleep
  done <<<"$rows"
  if [[ -z $REVISION_STATE ]] && ((number)); then REVISION=$REVISION-$number; fi
}
REVISION_STATE=""

await_healthy() {
  ((DRY_RUN)) && return
  local look health=""
  for ((look = 0; look < HEALTH_LOOKS; look++)); do
    health=$(ask containerapp revision show --resource-group "$GROUP" --name "$WEB" --revision "$REVISION" --query "join(' ', [properties.healthState, properties.runningState || 'Running'])")
    case $health in
      "Healthy Running"*) return ;;
      *Failed) break ;;
    esac
    ((look > 0)) || note "waiting until it is healthy: $REVISION"
    pause
  done
  if [[ -n $SERVING && $SERVING != "$REVISION" ]]; then
    change containerapp revision deactivate --resource-group "$GROUP" --name "$WEB" --revision "$REVISION"
  fi
  die "The new version did not become healthy ($health).${SERVING:+ The one before goes on serving.}" \
    "See why: az containerapp logs show --resource-group $GROUP --name $WEB --revision $REVISION --container web --tail 100" \
    "Then run the same command again."
}

shift_traffic() {
  [[ $SERVING != "$REVISION" ]] || return 0
  note "it is healthy, and takes over"
  change containerapp ingress traffic set --resource-group "$GROUP" --name "$WEB" --revision-weight "$REVISION=100"
}

# Requests that the old one still has are finished; Azure sends it no new ones.
retire_others() {
  local name others
  others=$(ask containerapp revision list --resource-group "$GROUP" --name "$WEB" --query "[?properties.active && name!='$REVISION'].name")
  for name in $others; do
    change containerapp revision deactivate --resource-group "$GROUP" --name "$WEB" --revision "$name"
  done
}
