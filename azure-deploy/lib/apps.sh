# shellcheck shell=bash
# Worker and beat: made or changed where what they shall be differs from what was last given to Azure.

spec_mark() { sha256 | cut -c 1-10; }

# What Azure was last given, by the mark that came with it. A failed one is given again.
# shellcheck disable=SC2016  # backquotes are JMESPath's
app_mark() { ask containerapp list --resource-group "$GROUP" --query "[?name=='$1' && properties.provisioningState!='Failed'].tags.\"undertone-mark\" | [0]"; }
app_exists() { ask containerapp list --resource-group "$GROUP" --query "[?name=='$1'].name | [0]"; }

# put_app app|job NAME: both made and changed by “create”, which gives Azure the whole description. “update --yaml” merges it into
# what is there, and fails for apps whose secrets are in a vault (github.com/Azure/azure-cli/issues/27295).
put_app() {
  case $1 in
    app) patiently change containerapp create --resource-group "$GROUP" --name "$2" --yaml "$WORK/$2.yaml" ;;
    job) patiently change containerapp job create --resource-group "$GROUP" --name "$2" --yaml "$WORK/$2.yaml" ;;
  esac
}

# ensure_app NAME CONFIGURATION TEMPLATE PROFILE
ensure_app() {
  local name=$1 configuration=$2 template=$3 profile=$4 mark is
  mark=$(printf '%s%s%s' "$configuration" "$template" "$profile" | spec_mark)
  is=$(app_mark "$name")
  if [[ $is != "$mark" ]]; then
    note "describing it to Azure"
    spec containerApps "$name" "$mark" "$configuration" "$template" "$profile" >"$WORK/$name.yaml"
    put_app app "$name"
  fi
  settle "$name" containerapp list --resource-group "$GROUP" --query "[?name=='$name'].properties.provisioningState | [0]"
}

ensure_worker() {
  local profile=Consumption
  [[ $GPU == no ]] || profile=gpu
  step "workers: $WORKER ($MIN_WORKERS to $MAX_WORKERS)"
  ensure_app "$WORKER" "$(worker_configuration)" "$(worker_template)" "$profile"
}

ensure_beat() {
  step "clock: $BEAT"
  ensure_app "$BEAT" "$(beat_configuration)" "$(beat_template)" Consumption
}
