# shellcheck shell=bash
# Is everything here that this needs? Said before anything is made, with what to do.

PREFLIGHT="looking at what is needed"
AZ_AT_LEAST=2.90.0
PROVIDERS="Microsoft.App Microsoft.OperationalInsights Microsoft.ContainerRegistry Microsoft.KeyVault Microsoft.ManagedIdentity
  Microsoft.DBforPostgreSQL Microsoft.Cache Microsoft.Storage Microsoft.Network Microsoft.Insights Microsoft.AlertsManagement
  Microsoft.Consumption Microsoft.ContainerService"
SUBSCRIPTION="" GROUP_REGION="" GROUP_MARK="" SIGNED_IN_AS="" MISSING_PROVIDERS=""

preflight() {
  step "$PREFLIGHT"
  check_programs
  check_az_version
  check_login
  name_everything
  look_up_group
  read_settings
  check_location
  check_providers
  check_quota
}

check_programs() {
  command -v az >/dev/null || die "The Azure CLI, az, is missing." \
    "Install it: https://learn.microsoft.com/cli/azure/install-azure-cli" \
    "Or open Azure's own terminal in a browser, where it is installed: https://shell.azure.com"
  local each
  for each in awk od mktemp date cut sort find grep sed base64; do
    command -v "$each" >/dev/null || die "The program $each is missing." "Install it with your system's packages."
  done
}

check_az_version() {
  local version
  version=$(ask version --query '"azure-cli"')
  older "$version" "$AZ_AT_LEAST" || return 0
  die "The Azure CLI is $version; $AZ_AT_LEAST or newer is needed." "Bring it up to date: az upgrade"
}

# older A B: by numbers, field after field; a letter in a version ends its comparison.
older() {
  local a b left=$1 right=$2
  while [[ -n $left || -n $right ]]; do
    a=${left%%[!0-9]*} b=${right%%[!0-9]*}
    ((10#${a:-0} < 10#${b:-0})) && return 0
    ((10#${a:-0} > 10#${b:-0})) && return 1
    left=${left#"$a"} left=${left#.} right=${right#"$b"} right=${right#.}
    [[ $left == [0-9]* ]] || left=""
    [[ $right == [0-9]* ]] || right=""
  done
  return 1
}

check_login() {
  local answer cloud status=0
  # Not by `ask`: that nobody is signed in is the commonest beginning, and deserves its own words.
  answer=$(az account show --query '[id, user.type, user.name, name, environmentName]' --output tsv 2>"$WORK/stderr" </dev/null) || status=$?
  if ((status)); then
    ((status < 128)) || exit "$status"
    die "You are not signed in to Azure." "Sign in: az login" "Several subscriptions? Choose one: az account set --subscription NAME"
  fi
  { read -r SUBSCRIPTION && read -r ACCOUNT_TYPE && read -r SIGNED_IN_AS && read -r SUBSCRIPTION_NAME && read -r cloud; } <<<"$answer"
  [[ $cloud == AzureCloud ]] || die "You are signed in to ${cloud}; deploy.sh knows the names of the public cloud alone." "Change over: az cloud set --name AzureCloud"
  note "subscription: $SUBSCRIPTION_NAME ($SUBSCRIPTION), as $SIGNED_IN_AS"
}
ACCOUNT_TYPE="" SUBSCRIPTION_NAME=""

# What is remembered of earlier runs stands in the resource group's tags: lines of name, tab, value.
look_up_group() {
  local name query="['location', location], ['undertone', tags.undertone]" remembered
  for name in location gpu min-workers max-workers domain admin budget retention-days rotated settings invited; do
    query="$query, ['undertone-$name', tags.\"undertone-$name\"]"
  done
  remembered=$(ask group list --query "[?name=='$GROUP'] | [0].[$query]")
  recall_choices "$remembered"
  # Azure's terminal in the browser says “live.com#someone@example.org”.
  [[ -n $ADMIN || ! ${SIGNED_IN_AS##*#} =~ $MAIL_ADDRESS ]] || ADMIN=${SIGNED_IN_AS##*#}
  [[ -n $ADMIN || $COMMAND == destroy ]] || die "Who shall be the first administrator?" "Say it: --admin you@example.org"
  [[ -z $GROUP_REGION || $GROUP_REGION == "$LOCATION" ]] || die "$PREFIX is in $GROUP_REGION already, and cannot move to $LOCATION." \
    "Leave --location out, or choose another --prefix; or remove what is there first: $(again --destroy)"
}

check_location() {
  local known
  known=$(ask account list-locations --query "[?name=='$LOCATION'].displayName | [0]")
  [[ -n $known ]] || die "There is no region “${LOCATION}” for this subscription." \
    "See which there are: az account list-locations --query '[].name' --output tsv"
  [[ -z $GROUP_REGION ]] || return 0
  check_offered Microsoft.App managedEnvironments "$known"
  check_offered Microsoft.DBforPostgreSQL flexibleServers "$known"
  check_offered Microsoft.Cache redisEnterprise "$known"
}

# Not every region has everything; Azure tells of this by the regions' long names, also before a service is switched on.
check_offered() {
  local there
  there=$(ask provider show --namespace "$1" --query "resourceTypes[?resourceType=='$2'].locations[] | [?@=='$3'] | [0]")
  [[ -n $there ]] || die "The region $LOCATION has no $1/$2." "Choose another --location, such as swedencentral or eastus."
}

check_providers() {
  local registered each
  registered=$(ask provider list --query "[?registrationState=='Registered'].namespace")
  for each in $PROVIDERS; do
    grep -iqx "$each" <<<"$registered" || MISSING_PROVIDERS="$MISSING_PROVIDERS $each"
  done
}

# Only what would otherwise fail after half an hour is asked for.
check_quota() {
  # Without its services a subscription has no numbers yet: it is asked once they are switched on.
  [[ -z $MISSING_PROVIDERS ]] || return 0
  [[ -n $GROUP_REGION ]] || check_environments
  check_postgres_offered
  [[ $GPU == no ]] || check_gpu_offered
}

check_environments() {
  local answer limit used
  answer=$(ask containerapp list-usages --location "$LOCATION" --query "[?name.value=='ManagedEnvironmentCount'] | [0].[currentValue, limit]")
  { read -r used && read -r limit; } <<<"$answer" || return 0
  if [[ ${limit%.*} =~ ^[0-9]+$ ]] && ((${used%.*} >= ${limit%.*})); then
    die "Your quota for Container Apps environments in $LOCATION is used up (${used%.*} of ${limit%.*})." \
      "Ask for more in the portal under Quotas, or choose another --location."
  fi
}

# The CLI would refuse the server by the same list, when network, logs and vault stand there already and tie the region down.
check_postgres_offered() {
  local offered
  offered=$(ask postgres flexible-server list-skus --location "$LOCATION" \
    --query "[?!(supportedFeatures[?name=='OfferRestricted' && status=='Enabled'])].supportedServerEditions[].supportedServerSkus[].name")
  ! grep -iqx "$POSTGRES_SKU" <<<"$offered" || return 0
  [[ -z $GROUP_REGION ]] || return 0
  die "Your subscription gets no PostgreSQL $POSTGRES_SKU in $LOCATION." \
    "Choose another --location, such as swedencentral; or ask for it in the portal: Help + support, “Quotas”, PostgreSQL."
}

check_gpu_offered() {
  local offered none
  offered=$(ask containerapp env workload-profile list-supported --location "$LOCATION" --query "[].name")
  grep -iqx "$GPU_PROFILE" <<<"$offered" || warn "Azure names no $GPU_PROFILE among what $LOCATION has; if that step fails, choose another --location, or --no-gpu."
  none=$(ask containerapp list-usages --location "$LOCATION" --query "[?contains(name.value, 'T4') && limit==\`0\`].name.value | [0]")
  [[ -z $none ]] || warn "Your quota of GPUs in $LOCATION is 0 ($none): ask for some in the portal under Quotas, or no worker will start."
}
