# shellcheck shell=bash
# Secrets: made here once, kept in the vault, mounted into the apps as files. az takes and gives them by files alone.

ensure_own_secrets() {
  look_up_secrets
  ensure_random_secret secret-key 40
  ensure_random_secret postgres-password 24
  # Always there, so that the apps can name them: a blank counts as not set.
  ensure_given_secret email-url "$EMAIL_URL_FILE"
  ensure_given_secret oidc-client-secret "$OIDC_SECRET_FILE"
}

look_up_secrets() { SECRETS=$(patiently ask keyvault secret list --vault-name "$VAULT" --query "[?attributes.enabled].name"); }
SECRETS=""
has_secret() { has_line "$1" "$SECRETS"; }

# Letters and digits only: they stand in addresses. The first three are for PostgreSQL on Azure, which takes no password without
# small letters, capitals and digits; the rest is what nobody can guess.
random_text() { printf 'Az0' && od -An -tx1 -N"$1" /dev/urandom | tr -d ' \n'; }

ensure_random_secret() {
  has_secret "$1" && return
  random_text "$2" >"$WORK/$1"
  put_secret "$1"
}

# From the file $WORK/NAME.
put_secret() {
  keep_secret "$WORK/$1"
  note "putting the secret “$1” into the vault"
  patiently change keyvault secret set --vault-name "$VAULT" --name "$1" --file "$WORK/$1" --encoding utf-8
  SECRETS=$SECRETS$'\n'$1
}

get_secret() { patiently ask_secretly "$WORK/$1" keyvault secret show --vault-name "$VAULT" --name "$1" --query value; }

# What the operator wrote into a file; without one, what is in the vault stays.
ensure_given_secret() {
  local name=$1 file=$2
  if [[ -n $file ]]; then
    tr -d '\r\n' <"$file" >"$WORK/$name"
    if has_secret "$name"; then
      cp "$WORK/$name" "$WORK/given"
      keep_secret "$WORK/given"
      get_secret "$name"
      [[ $(cat "$WORK/$name") != "$(cat "$WORK/given")" ]] || return 0
      cp "$WORK/given" "$WORK/$name"
    fi
    put_secret "$name"
  elif ! has_secret "$name"; then
    printf ' ' >"$WORK/$name"
    put_secret "$name"
  fi
}
