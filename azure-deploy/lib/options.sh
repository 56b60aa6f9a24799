# shellcheck shell=bash
# The command line. What was chosen once is kept as tags of the resource group, so that it need not be repeated.

COMMAND=deploy
DRY_RUN=0
YES=0
PREFIX=undertone
# Empty: what the resource group remembers, else the default beside it in `recall_choices`.
LOCATION="" GPU="" MIN_WORKERS="" MAX_WORKERS="" DOMAIN="" ADMIN="" BUDGET="" RETENTION_DAYS=""
SETTINGS_FILE=""

usage() {
  cat <<'TEXT'
Usage: azure-deploy/deploy.sh [update | rotate] [OPTION…]

  (nothing)             make everything, or change what differs from what is wished
  update                bring a newer version of Undertone onto what is there, without a pause
  rotate                new passwords for the database and Redis; then the same as update
  --destroy             delete everything, recordings and backups included

  --dry-run             show every call that would change something, and make none
  --location REGION     where in the world: westeurope, eastus, … (default: westeurope)
  --prefix NAME         beginning of all names; 3 to 11 small letters and digits (default: undertone)
  --gpu, --no-gpu       workers on a GPU (T4), or on CPUs (default)
  --min-workers N       kept running even with nothing to do (default: 0)
  --max-workers N       at most so many at a time (default: 4)
  --domain HOST         your own address, undertone.example.org; “none” takes it away again
  --admin EMAIL         the first administrator, and where alerts go (default: your account's address)
  --budget AMOUNT       a mail when a month costs more, in your subscription's currency, or “none” (default: 200)
  --retention-days N    delete recordings after so many days; “none” keeps them (default: none)
  --settings FILE       further settings in the form of .env.example (default: azure-deploy/settings.env, if there is one)
  --yes                 do not ask before --destroy
  --help                this list

What you choose is remembered in Azure: later runs need only --prefix, where it is not the default.
TEXT
}

read_options() {
  while (($#)); do
    case $1 in
      update | rotate) take_command "$1" ;;
      --destroy) take_command destroy ;;
      --dry-run) DRY_RUN=1 ;;
      --yes) YES=1 ;;
      --gpu) GPU=yes ;;
      --no-gpu) GPU=no ;;
      --help | -h) usage && exit ;;
      --*=*)
        take_option "${1%%=*}" "${1#*=}"
        ;;
      --*)
        (($# > 1)) || misused "$1 needs a value, or there is no such option."
        take_option "$1" "$2"
        shift
        ;;
      *) misused "“$1” is neither a command nor an option." ;;
    esac
    shift
  done
  [[ $PREFIX =~ ^[a-z][a-z0-9]{2,10}$ ]] || misused "--prefix is “${PREFIX}”. Allowed: 3 to 11 small letters and digits, a letter first."
}

take_command() {
  [[ $COMMAND == deploy || $COMMAND == "$1" ]] || misused "$COMMAND and $1 do not go together."
  COMMAND=$1
}

MAIL_ADDRESS='^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'

take_option() {
  case $1 in
    --location) allowed "$1" "$2" '^[a-z0-9]+$' "a region's short name, such as westeurope" && LOCATION=$2 ;;
    --prefix) PREFIX=$2 ;;
    --min-workers) allowed "$1" "$2" '^(0|[1-9][0-9]{0,2})$' "a whole number from 0 to 999" && MIN_WORKERS=$2 ;;
    --max-workers) allowed "$1" "$2" '^[1-9][0-9]{0,2}$' "a whole number from 1 to 999" && MAX_WORKERS=$2 ;;
    --domain) allowed "$1" "$2" '^(none|([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})$' "a host name in small letters, or none" && DOMAIN=$2 ;;
    --admin) allowed "$1" "$2" "$MAIL_ADDRESS" "an e-mail address" && ADMIN=$2 ;;
    --budget) allowed "$1" "$2" '^(none|[1-9][0-9]{0,6})$' "a whole number from 1 up, or none" && BUDGET=$2 ;;
    --retention-days) allowed "$1" "$2" '^(none|[1-9][0-9]{0,4})$' "a whole number from 1 up, or none" && RETENTION_DAYS=$2 ;;
    --settings)
      [[ -f $2 && -r $2 ]] || misused "--settings names “$2”, which cannot be read."
      SETTINGS_FILE=$2
      ;;
    *) misused "There is no option $1." ;;
  esac
}

allowed() { [[ $2 =~ $3 ]] || misused "$1 is “$2”. Allowed: $4."; }

misused() {
  said_why
  printf 'undertone: %s\n  azure-deploy/deploy.sh --help lists what there is.\n' "$1" >&2
  exit 2
}

# Tags of the resource group, one “name<tab>value” a line, fill what was not given now.
recall_choices() {
  local name value
  while IFS=$'\t' read -r name value; do
    # A tag that is not there is None.
    [[ $value != None ]] || continue
    KNOWN_CHOICES="$KNOWN_CHOICES$name=$value"$'\n'
    case $name in
      location) GROUP_REGION=$value ;;
      undertone) GROUP_MARK=$value ;;
      undertone-location) : "${LOCATION:=$value}" ;;
      undertone-gpu) : "${GPU:=$value}" ;;
      undertone-min-workers) : "${MIN_WORKERS:=$value}" ;;
      undertone-max-workers) : "${MAX_WORKERS:=$value}" ;;
      undertone-domain) : "${DOMAIN:=$value}" ;;
      undertone-admin) : "${ADMIN:=$value}" ;;
      undertone-budget) : "${BUDGET:=$value}" ;;
      undertone-retention-days) : "${RETENTION_DAYS:=$value}" ;;
      undertone-settings) KNOWN_SETTINGS=$value ;;
      undertone-invited) INVITED=$value ;;
      undertone-rotated) ROTATED=$value ;;
    esac
  done <<<"$1"
  : "${LOCATION:=westeurope}" "${GPU:=no}" "${MIN_WORKERS:=0}" "${MAX_WORKERS:=4}" "${DOMAIN:=none}" "${BUDGET:=200}" "${RETENTION_DAYS:=none}"
  ((MIN_WORKERS <= MAX_WORKERS)) || misused "--min-workers is $MIN_WORKERS, more than --max-workers, $MAX_WORKERS."
}
KNOWN_CHOICES="" KNOWN_SETTINGS="" INVITED="" ROTATED=never

# As tags, sorted by name, as they are compared and written.
choices() {
  printf '%s\n' "undertone-admin=$ADMIN" "undertone-budget=$BUDGET" "undertone-domain=$DOMAIN" "undertone-gpu=$GPU" \
    "undertone-location=$LOCATION" "undertone-max-workers=$MAX_WORKERS" "undertone-min-workers=$MIN_WORKERS" \
    "undertone-retention-days=$RETENTION_DAYS" "undertone-rotated=$ROTATED" "undertone-settings=$SETTINGS_MARK"
}

# Those of them that are not remembered so.
new_choices() {
  local line
  while IFS= read -r line; do
    has_line "$line" "$KNOWN_CHOICES" || printf '%s\n' "$line"
  done <<<"$(choices)"
}
