#!/bin/sh
# Writes what docker-compose.yml reads as secrets, once: docker/make-secrets.sh [FOLDER, default ./secrets]
# The folder is closed to others. The files in it are not: a container's user, who has no name on this machine, reads them.
set -eu
folder=${1:-secrets}
if [ -e "$folder/secret_key" ]; then
    echo "$folder is there already; nothing was changed." >&2
    exit 1
fi
random() { od -An -tx1 -N"$1" /dev/urandom | tr -d ' \n'; }
postgres=$(random 24)
redis=$(random 24)
mkdir -p "$folder"
chmod 700 "$folder"
umask 022
random 40 >"$folder/secret_key"
printf %s "$postgres" >"$folder/postgres_password"
printf %s "$redis" >"$folder/redis_password"
printf %s "postgres://undertone:$postgres@postgres:5432/undertone" >"$folder/database_url"
printf %s "redis://:$redis@redis:6379/0" >"$folder/redis_url"
# Empty until there is something to put in: the address of the mail server, and what the identity provider knows Undertone by.
: >"$folder/email_url"
: >"$folder/oidc_client_secret"
