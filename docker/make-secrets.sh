#!/bin/sh
# Writes what docker-compose.yml reads as secrets: docker/make-secrets.sh [FOLDER, default ./secrets]
# Run again, after an update say, it adds what is missing and changes nothing that is there.
# The folder is closed to others. The files in it are not: a container's user, who has no name on this machine, reads them.
set -eu
folder=${1:-secrets}
random() { od -An -tx1 -N"$1" /dev/urandom | tr -d ' \n'; }
# The password within an address that was written before, or a new one.
password_of() {
    known=$(sed -n 's#^[^:]*://[^:]*:\([^@]*\)@.*$#\1#p' "$folder/$1" 2>/dev/null || :)
    if [ -n "$known" ]; then printf %s "$known"; else random 24; fi
}
# keep NAME VALUE [maybe-empty]: the file appears whole, or not at all.
keep() {
    if [ -e "$folder/$1" ]; then
        if [ ! -s "$folder/$1" ] && [ -z "${3:-}" ]; then
            echo "$folder/$1 is empty. Remove it, and run this again." >&2
            incomplete=1
        fi
        return
    fi
    printf %s "$2" >"$folder/.$1.new"
    mv "$folder/.$1.new" "$folder/$1"
    echo "$folder/$1 was written."
    written=1
}
written='' incomplete=''
mkdir -p "$folder"
chmod 700 "$folder"
umask 022
keep secret_key "$(random 40)"
keep postgres_password "$(password_of database_url)"
keep redis_password "$(password_of redis_url)"
keep database_url "postgres://undertone:$(cat "$folder/postgres_password")@postgres:5432/undertone"
keep redis_url "redis://:$(cat "$folder/redis_password")@redis:6379/0"
# Empty until there is something to put in: the address of the mail server, and what the identity provider knows Undertone by.
keep email_url '' maybe-empty
keep oidc_client_secret '' maybe-empty
[ -z "$incomplete" ] || exit 1
[ -n "$written" ] || echo "$folder has all there is; nothing was changed."
