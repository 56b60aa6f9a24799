# shellcheck shell=bash
# An address of one's own, with a certificate that Azure renews. Until DNS knows it, Azure's own address serves.

BOUND_DOMAINS="[]" DOMAIN_PENDING=""

# What is bound already, as it goes into the app's description; PUBLIC_HOST is what links are made with.
look_up_domains() {
  # One line of JSON by “to_string”, which tsv leaves as it is.
  BOUND_DOMAINS=$(ask containerapp list --resource-group "$GROUP" \
    --query "[?name=='$WEB'].properties.configuration.ingress.customDomains[] | to_string([].{name: name, bindingType: bindingType, certificateId: certificateId})")
  : "${BOUND_DOMAINS:=[]}"
  PUBLIC_HOST=$WEB.$ENVIRONMENT_DOMAIN
  [[ $DOMAIN == none || $BOUND_DOMAINS != *"\"$DOMAIN\""* || $BOUND_DOMAINS != *SniEnabled* ]] || PUBLIC_HOST=$DOMAIN
}

ensure_domain() {
  step "address: ${DOMAIN/none/Azure’s own}"
  local name others is
  others=$(ask containerapp hostname list --resource-group "$GROUP" --name "$WEB" --query "[?name!='$DOMAIN'].name")
  for name in $others; do
    note "taking $name away"
    change containerapp hostname delete --resource-group "$GROUP" --name "$WEB" --hostname "$name" --yes
  done
  [[ $DOMAIN != none ]] || return 0
  is=$(ask containerapp hostname list --resource-group "$GROUP" --name "$WEB" --query "[?name=='$DOMAIN'].bindingType | [0]")
  [[ $is != SniEnabled ]] || return 0
  [[ -n $is ]] || change_in_dns containerapp hostname add --resource-group "$GROUP" --name "$WEB" --hostname "$DOMAIN"
  [[ -n $DOMAIN_PENDING ]] || change_in_dns containerapp hostname bind --resource-group "$GROUP" --name "$WEB" --hostname "$DOMAIN" \
    --environment "$ENVIRONMENT" --validation-method CNAME
  if ((DRY_RUN)); then
    note "would go through the steps of the web app again, for links with that address"
  elif [[ -z $DOMAIN_PENDING ]]; then
    ensure_web
  fi
}

# What only fails because DNS does not say yet that the domain is ours holds nothing up.
change_in_dns() {
  if ((!DRY_RUN)); then
    run_az "$@" --output none >/dev/null && return
    if grep -Eiq 'InvalidCustomHostNameValidation|TXT record|CNAME|domain.*verif|FailedCnameValidation' "$WORK/stderr"; then
      DOMAIN_PENDING=yes
      return
    fi
  fi
  change "$@"
}

dns_records() {
  printf '    CNAME  %-28s %s\n' "$DOMAIN" "$WEB.$ENVIRONMENT_DOMAIN"
  printf '    TXT    %-28s %s\n' "asuid.$DOMAIN" "$DOMAIN_PROOF"
}
