# shellcheck shell=bash
# Every call of the Azure CLI goes through here: `ask` never changes anything, `change` does, and is only shown by --dry-run.

# Between two looks at something that Azure is still making; how often it is looked at.
PAUSE_S=${UNDERTONE_AZURE_PAUSE_S:-15}
LOOKS=${UNDERTONE_AZURE_LOOKS:-80}
export AZURE_CORE_NO_COLOR=true AZURE_CORE_ONLY_SHOW_ERRORS=true AZURE_CORE_COLLECT_TELEMETRY=false \
  AZURE_EXTENSION_USE_DYNAMIC_INSTALL=no
# What “az config” has as defaults would be added to calls that must not have it, such as a group to a role that names its scope.
export AZURE_DEFAULTS_GROUP="" AZURE_DEFAULTS_LOCATION=""

pause() { ((PAUSE_S == 0)) || sleep "$PAUSE_S"; }

# Whether a line of $2 is exactly $1.
has_line() { [[ $'\n'$2$'\n' == *$'\n'"$1"$'\n'* ]]; }

# The one place that runs az. Its complaints go into a file; it answers nothing where it fails. What only needs time is tried
# again for five minutes: the CLI itself does so for some of its commands, and not for those of Container Apps.
run_az() {
  local look status why="" told=""
  for ((look = 1; ; look++)); do
    status=0
    az "$@" 2>"$WORK/stderr" </dev/null || status=$?
    if ((!status || status > 127 || look >= 20)); then return "$status"; fi
    if ((PATIENT)) && grep -Eiq "$NOT_YET_ALLOWED" "$WORK/stderr"; then
      why="waiting until all of Azure has heard of the new role (up to five minutes)"
    elif grep -Eiq "$BUSY" "$WORK/stderr" || { ((HARMLESS)) && grep -Eiq "$AWAY" "$WORK/stderr"; }; then
      why="Azure is busy, or the way to it is: trying again (for up to five minutes)"
    else
      return "$status"
    fi
    [[ $told == "$why" ]] || note "$why" >&2
    told=$why
    pause
  done
}
# Azure did nothing of what was asked, and says so: too many requests, or another change of the same thing is under way.
BUSY='TooManyRequests|Too Many Requests|RequestsThrottled|OperationInProgress|RetryableError|ServerIsBusy'
# Whether it did anything is not known: only a question is asked once more.
AWAY='Connection aborted|ConnectionError|ConnectionReset|Max retries exceeded|timed out|Service ?Unavailable|Bad Gateway|Gateway ?Time-?out|Internal ?Server ?Error'
HARMLESS=0

# patiently ask|change …: for what fails for some minutes after a role was given.
patiently() {
  local PATIENT=1
  "$@"
}
PATIENT=0
NOT_YET_ALLOWED='ForbiddenByRbac|AuthorizationFailed|Forbidden|PrincipalNotFound|unable to get value using Managed identity|UNAUTHORIZED'

# Prints what az answers. In a dry run what is asked about may not be there yet: that counts as an empty answer.
ask() {
  local status=0 HARMLESS=1
  # The one question that begins something: two migrations at once would be in each other's way.
  [[ "$1 $2 ${3:-}" != "containerapp job start" ]] || HARMLESS=0
  run_az "$@" --output tsv || status=$?
  ((status)) || return 0
  if ((!DRY_RUN || status > 128)) || [[ $STEP == "$PREFLIGHT" ]]; then failed "$status" "$@"; fi
}

# The same for what is secret: into a file, which is masked from then on.
ask_secretly() {
  local file=$1
  shift
  ask "$@" >"$file"
  keep_secret "$file"
}

change() {
  if ((DRY_RUN)); then
    note "would run: $(shown "$@")"
    return
  fi
  local status=0
  run_az "$@" --output none >"$WORK/stdout" || status=$?
  ((status == 0)) || failed "$status" "$@"
  : >"$WORK/stdout"
}

# A call as one could type it. az reads secrets from files, so none stands here; what was secret is masked all the same.
shown() {
  local word line=az
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./:=@,%+-]* | "") line="$line '${word//\'/\'\\\'\'}'" ;;
      *) line="$line $word" ;;
    esac
  done
  printf '%s\n' "${line//$WORK/…}" | mask
}

failed() {
  local status=$1
  shift
  # A shell that is inside $( ) ends only itself; the failing command then ends the script, by “set -e”.
  ((status < 128)) || exit "$status"
  said_why
  printf '\nundertone: the step “%s” failed at\n  %s\n\n' "$STEP" "$(shown "$@")" >&2
  # Only “acr build” says anything there: why an image could not be built.
  if [[ -s $WORK/stdout ]]; then tail -n 30 "$WORK/stdout" | mask | sed 's/^/  | /' >&2; fi
  grep -v '^WARNING' "$WORK/stderr" | tail -n 15 | mask | sed 's/^/  | /' >&2 || true
  printf '\n  What to do: %s\n  Nothing is lost. Run the same command again then: it goes on where this run stopped.\n' "$(advice)" >&2
  exit 1
}

advice() {
  local said
  said=$(cat "$WORK/stderr")
  case $said in
    *"az login"* | *AADSTS* | *"token has expired"*) echo "sign in again: az login" ;;
    *RequestDisallowedByPolicy*) echo "a policy of your organisation forbids this; whoever keeps its policies can make an exception." ;;
    *ScopeLocked*) echo "somebody locked this against deletion: take the lock away in the portal (Locks)." ;;
    *AuthorizationFailed* | *Forbidden*)
      echo "your account needs the role Owner (or Contributor and User Access Administrator) on the subscription." ;;
    *[Qq]uota*) echo "ask for more in the portal under Quotas, or choose fewer --max-workers; or another --location, after $(again --destroy)." ;;
    *SkuNotAvailable* | *LocationIsOfferRestricted* | *"location is restricted"* | *"not available in"*)
      echo "choose another --location; what was made so far has to go first: $(again --destroy), then $(again --location REGION)." ;;
    *MissingSubscriptionRegistration*) echo "wait a minute: Azure is still registering a service for your subscription." ;;
    *AlreadyTaken* | *AlreadyExists* | *"already in use"* | *AlreadyInUse*) echo "choose another --prefix: somebody else has this name." ;;
    *[Tt]imeout* | *"timed out"* | *TooManyRequests* | *"Connection"* | *ServiceUnavailable* | *InternalServerError*)
      echo "wait a minute: Azure or the way to it is busy." ;;
    *"unrecognized arguments"* | *"is misspelled"* | *"required:"*) echo "bring the Azure CLI up to date: az upgrade" ;;
    *) step_advice ;;
  esac
}

# The least that helps with any step: where Azure itself tells more.
step_advice() { echo "read what Azure says above; README.md, “When something fails”, has more on “${STEP}”."; }

# settle WHAT az…: waits until the state that az answers is a good one; what an interrupted run began is finished by Azure alone.
settle() {
  local what=$1 look state=""
  shift
  ((DRY_RUN)) && return
  for ((look = 0; look < LOOKS; look++)); do
    state=$(ask "$@")
    case $state in
      Succeeded | Ready | Running | Registered | Approved) return ;;
      Failed | Canceled | Disabled)
        die "$what is in the state “${state}”." "Delete it in the portal, or see README.md, “When something fails”; then run this again." ;;
    esac
    ((look > 0)) || note "waiting for $what (${state:-not there yet})"
    pause
  done
  die "$what is still not ready (${state:-not there})." "Run the same command again: it goes on waiting."
}

# ensure WHAT IS WISHED CREATE UPDATE: nothing where it is as wished.
ensure() {
  local what=$1 is=$2 wished=$3 create=$4 update=$5
  if [[ -z $is ]]; then
    note "making $what"
    "$create"
  elif [[ $is != "$wished" ]]; then
    note "changing $what"
    "$update"
  fi
}

# For what is never changed once it is there.
nothing_to_change() { :; }
