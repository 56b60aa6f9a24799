# shellcheck shell=bash
# Undertone's own settings, from a file in the form of .env.example: what goes to the apps as they are, and what is secret.

SETTINGS=() # NAME=VALUE
SETTINGS_MARK=none
EMAIL_URL_FILE="" OIDC_SECRET_FILE=""
# PyTorch's own CPU builds: the usual ones bring gigabytes for a GPU, and Container Apps runs no image of more than 8 GB on CPUs.
TORCH_INDEX_URL=${TORCH_INDEX_URL:-https://download.pytorch.org/whl/cpu}

PLAIN_SETTINGS='^UNDERTONE_(SIGN_UP|EMAIL_FROM|OIDC_URL|OIDC_CLIENT_ID|OIDC_NAME|ASR|WHISPER_MODEL|MAX_UPLOAD_MB|MAX_DURATION_S|MAX_CONCURRENT_ANALYSES|HOURS_PER_MONTH|STORAGE_GB_PER_USER|REQUESTS_PER_MINUTE|UPLOADS_PER_MINUTE)$'

read_settings() {
  local file=${SETTINGS_FILE:-$HERE/settings.env} line number=0
  if [[ ! -f $file ]]; then
    [[ -z $KNOWN_SETTINGS || $KNOWN_SETTINGS == none ]] && return
    die "$PREFIX was made with a settings file, and there is none now." \
      "Give it again (--settings FILE), or an empty one to do without."
  fi
  # shellcheck disable=SC2094  # the file's name is only for messages
  while IFS= read -r line || [[ -n $line ]]; do
    number=$((number + 1))
    line=${line%$'\r'}
    case $line in
      '' | '#'* | [A-Z_]*=) ;;
      [A-Z_]*=*) take_setting "${line%%=*}" "${line#*=}" "$file" ;;
      *) die "Line $number of $file is no setting." "Allowed: NAME=value, as in .env.example." ;;
    esac
  done <"$file"
  # `${SETTINGS[@]+…}`: bash 3.2 calls an empty array unset.
  SETTINGS_MARK=$(printf '%s\n' ${SETTINGS[@]+"${SETTINGS[@]}"} "$EMAIL_URL_FILE" "$OIDC_SECRET_FILE" | sha256 | cut -c 1-12)
}

take_setting() {
  local name=$1 value=$2 file=$3
  case $name in
    UNDERTONE_EMAIL_URL_FILE) EMAIL_URL_FILE=$(secret_file "$name" "$value" "$file") ;;
    UNDERTONE_OIDC_CLIENT_SECRET_FILE) OIDC_SECRET_FILE=$(secret_file "$name" "$value" "$file") ;;
    UNDERTONE_EMAIL_URL | UNDERTONE_OIDC_CLIENT_SECRET)
      die "$name is a secret, and stands in $file." "Put it into a file of its own and name that: ${name}_FILE=/path" ;;
    TORCH_INDEX_URL) TORCH_INDEX_URL=$value ;;
    *)
      [[ $name =~ $PLAIN_SETTINGS ]] || die "$file sets $name, which deploy.sh decides itself or does not know." "Remove that line."
      [[ $value != *[[:cntrl:]]* ]] || die "$name in $file holds a control character." "Remove it."
      SETTINGS+=("$name=$value")
      ;;
  esac
}

# A path in the settings file is meant from where that file lies.
secret_file() {
  local path=$2
  [[ $path == /* ]] || path=$(dirname "$3")/$path
  [[ -r $path && -s $path ]] || die "$1 in $3 names “$2”, which cannot be read or is empty."
  printf '%s' "$path"
}

# The value of a plain setting, or what stands in its place.
setting() {
  local each
  for each in ${SETTINGS[@]+"${SETTINGS[@]}"}; do
    [[ $each == "$1="* ]] && printf '%s' "${each#*=}" && return
  done
  printf '%s' "${2:-}"
}
