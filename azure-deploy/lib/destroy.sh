# shellcheck shell=bash
# Everything away, and nothing left that costs: what Azure keeps of deleted vaults and logs too.

destroy() {
  step "$PREFLIGHT"
  check_programs
  check_az_version
  check_login
  name_everything
  look_up_group
  if [[ -n $GROUP_REGION ]]; then
    require_group
    ask_whether_to_destroy
    destroy_group
  fi
  purge_vault
  say ""
  if ((DRY_RUN)); then say "Nothing was changed."; else say "There is no Undertone “${PREFIX}” in this subscription any more."; fi
}

ask_whether_to_destroy() {
  local answer=""
  say ""
  say "This would be deleted, with all recordings, transcripts, accounts and backups:"
  ask resource list --resource-group "$GROUP" --query "[].join('  ', [name, type])" | sed 's/^/  /'
  if ((YES || DRY_RUN)); then return; fi
  [[ -t 0 ]] || die "--destroy asks first, and there is nobody to ask." "If you are sure: --destroy --yes"
  printf 'Type the name %s to delete all of it: ' "$PREFIX"
  read -r answer || true
  [[ $answer == "$PREFIX" ]] || die "Nothing was deleted."
}

destroy_group() {
  local is
  step "deleting the logs"
  is=$(ask monitor log-analytics workspace list --resource-group "$GROUP" --query "[?name=='$LOGS'].name | [0]")
  [[ -z $is ]] || change monitor log-analytics workspace delete --resource-group "$GROUP" --workspace-name "$LOGS" --force true --yes
  step "deleting the budget"
  forget_budget
  step "deleting everything else (some minutes)"
  change group delete --name "$GROUP" --yes
}

# Azure would keep the deleted vault for a week, and its name. One that somebody gave purge protection nobody can end sooner.
purge_vault() {
  step "the deleted vault"
  local where kept
  where=$(ask keyvault list-deleted --resource-type vault --query "[?name=='$VAULT'].properties.location | [0]")
  [[ -n $where ]] || return 0
  kept=$(ask keyvault list-deleted --resource-type vault --query "[?name=='$VAULT' && properties.purgeProtectionEnabled].properties.scheduledPurgeDate | [0]")
  if [[ -n $kept ]]; then
    warn "The vault $VAULT has purge protection: Azure keeps it, for nothing, until $kept."
  else
    change keyvault purge --name "$VAULT" --location "$where"
  fi
}
