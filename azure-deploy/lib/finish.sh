# shellcheck shell=bash
# What there is now, what it costs, what to do next; and, once, the first administrator's link.

finish() {
  if ((DRY_RUN)); then
    say "" "Nothing was changed."
    return
  fi
  tell_what_there_is
  tell_costs
  tell_next
  invite_admin
}

tell_what_there_is() {
  say ""
  say "Undertone is running: https://$PUBLIC_HOST"
  [[ -n $DOMAIN_PENDING ]] || return 0
  say ""
  say "$DOMAIN is not yet yours as far as DNS knows. Write these records where its DNS is kept, then run the same command again:"
  dns_records
}

tell_costs() {
  local arguments=(--min-workers "$MIN_WORKERS")
  [[ $GPU == no ]] || arguments+=(--gpu)
  say ""
  if python3 -c 'import tomllib' 2>/dev/null; then
    python3 "$HERE/costs.py" ${arguments[@]+"${arguments[@]}"} || warn "The costs could not be summed up; see README.md, “What it costs”."
  else
    say "What it costs: azure-deploy/README.md, “What it costs”; costs.py, which sums it up, needs Python 3.11."
  fi
}

tell_next() {
  cat <<TEXT

Next
  logs       az containerapp logs show --resource-group $GROUP --name $WEB --container web --follow
             az containerapp logs show --resource-group $GROUP --name $WORKER --follow
  look over  az containerapp exec --resource-group $GROUP --name $WEB --container web --command "python manage.py doctor"
  scale      $(again) --max-workers 10
  upgrade    git pull && $(again update)
  destroy    $(again) --destroy
TEXT
}

# This command as one would type it again.
again() {
  local line=azure-deploy/deploy.sh
  (($# == 0)) || line="$line $*"
  [[ $PREFIX == undertone ]] || line="$line --prefix $PREFIX"
  printf '%s' "$line"
}

# By a terminal in the running app: the link is shown here, and stands in no log.
invite_admin() {
  [[ -z $INVITED ]] || return 0
  step "first administrator: $ADMIN"
  local command="python manage.py user_invite $ADMIN --admin" link status=0
  if [[ ! -t 0 ]]; then
    say "  There is no terminal here to show the link in. Make it with this:"
    say "  az containerapp exec --resource-group $GROUP --name $WEB --container web --command \"$command\""
    return
  fi
  # az leaves the terminal without an echo.
  TERMINAL=$(stty -g 2>/dev/null || true)
  az containerapp exec --resource-group "$GROUP" --name "$WEB" --revision "$REVISION" --container web --command "$command" \
    >"$WORK/invitation" 2>"$WORK/stderr" || status=$?
  restore_terminal
  link=$(tr -d '\r' <"$WORK/invitation" | grep -Eo 'https?://[^[:space:]]+' | head -n 1 || true)
  if [[ -z $link ]] && grep -q 'has a password' "$WORK/invitation"; then
    note "has a password already"
    change tag update --resource-id "$GROUP_ID" --operation merge --tags undertone-invited=yes
    return
  fi
  if ((status)) || [[ -z $link ]]; then
    [[ -s $WORK/stderr ]] || cp "$WORK/invitation" "$WORK/stderr"
    failed "$((status ? status : 1))" containerapp exec --resource-group "$GROUP" --name "$WEB" --container web --command "$command"
  fi
  say ""
  say "Open this once, to choose your password; whoever opens it is the administrator:"
  say "  $link"
  change tag update --resource-id "$GROUP_ID" --operation merge --tags undertone-invited=yes
}
