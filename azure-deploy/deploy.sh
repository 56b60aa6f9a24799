#!/usr/bin/env bash
# From an empty Azure subscription to a running Undertone, and back to nothing. README.md beside it explains every step.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")

# shellcheck source=lib/say.sh
source "$HERE/lib/say.sh"
# shellcheck source=lib/az.sh
source "$HERE/lib/az.sh"
# shellcheck source=lib/sizes.sh
source "$HERE/lib/sizes.sh"
# shellcheck source=lib/options.sh
source "$HERE/lib/options.sh"
# shellcheck source=lib/names.sh
source "$HERE/lib/names.sh"
# shellcheck source=lib/settings.sh
source "$HERE/lib/settings.sh"
# shellcheck source=lib/preflight.sh
source "$HERE/lib/preflight.sh"
# shellcheck source=lib/foundation.sh
source "$HERE/lib/foundation.sh"
# shellcheck source=lib/secrets.sh
source "$HERE/lib/secrets.sh"
# shellcheck source=lib/network.sh
source "$HERE/lib/network.sh"
# shellcheck source=lib/postgres.sh
source "$HERE/lib/postgres.sh"
# shellcheck source=lib/redis.sh
source "$HERE/lib/redis.sh"
# shellcheck source=lib/storage.sh
source "$HERE/lib/storage.sh"
# shellcheck source=lib/images.sh
source "$HERE/lib/images.sh"
# shellcheck source=lib/environment.sh
source "$HERE/lib/environment.sh"
# shellcheck source=lib/specs.sh
source "$HERE/lib/specs.sh"
# shellcheck source=lib/apps.sh
source "$HERE/lib/apps.sh"
# shellcheck source=lib/release.sh
source "$HERE/lib/release.sh"
# shellcheck source=lib/alerts.sh
source "$HERE/lib/alerts.sh"
# shellcheck source=lib/rotate.sh
source "$HERE/lib/rotate.sh"
# shellcheck source=lib/domain.sh
source "$HERE/lib/domain.sh"
# shellcheck source=lib/finish.sh
source "$HERE/lib/finish.sh"
# shellcheck source=lib/destroy.sh
source "$HERE/lib/destroy.sh"

# Everything there shall be. Each step looks first and changes only what differs, so that running it again is safe.
deploy() {
  preflight
  ensure_everything
}

ensure_everything() {
  ensure_providers
  ensure_group
  ensure_logs
  ensure_identity
  ensure_vault
  ensure_network
  ensure_postgres
  ensure_redis
  ensure_storage
  ensure_registry
  ensure_images
  ensure_environment
  release
  ensure_alerts
  ensure_domain
  finish
}

# A newer version on what is there, or new passwords: images, migrations, a revision that takes over once it is healthy. With
# an option that changes more, all steps.
update() {
  local new
  preflight
  require_group
  look_up_identity
  new=$(new_choices)
  [[ $COMMAND != rotate ]] || rotate_passwords
  if [[ -n $new ]]; then
    ensure_everything
    return
  fi
  ensure_registry
  ensure_images
  look_up_environment
  release
  finish
}

main() {
  read_options "$@"
  open_work_folder
  case $COMMAND in
    deploy) deploy ;;
    update | rotate) update ;;
    destroy) destroy ;;
  esac
}

# Read whole before it runs: an editor that saves this file meanwhile changes nothing.
main "$@"
exit
