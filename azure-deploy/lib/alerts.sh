# shellcheck shell=bash
# Who is told when something goes wrong: failures, a queue that waits, restarts, a full database, and the bill.

ensure_alerts() {
  step "alerts, to $ADMIN"
  local is
  is=$(ask monitor action-group list --resource-group "$GROUP" --query "[?name=='$ALERTS'].emailReceivers[0].emailAddress | [0]")
  ensure "who is told" "$is" "$ADMIN" put_action_group put_action_group
  ALERT_MARKS=$(ask monitor metrics alert list --resource-group "$GROUP" --query "[].join(' ', [name, tags.\"undertone-mark\" || 'none'])")
  ensure_metric_alert errors "$GROUP_ID/providers/Microsoft.App/containerApps/$WEB" "total Requests > 20 where statusCodeCategory includes 5xx" 5m \
    "Undertone answered more than twenty requests within five minutes with an error."
  ensure_metric_alert restarts "$GROUP_ID/providers/Microsoft.App/containerApps/$WORKER" "max RestartCount > 3" 15m \
    "A worker of Undertone was restarted again and again."
  ensure_metric_alert database-full "$POSTGRES_ID" "avg storage_percent > 85" 15m "The database of Undertone is nearly full."
  ALERT_MARKS=$(ask resource list --resource-group "$GROUP" --resource-type Microsoft.Insights/scheduledQueryRules --query "[].join(' ', [name, tags.\"undertone-mark\" || 'none'])")
  ensure_log_alert failures Count 0 "Analyses failed because of Undertone, not because of the recordings." \
    "where event in ('analysis_broke', 'analysis_given_up', 'part_given_up')"
  ensure_log_alert queue-age Maximum 900 "Recordings have been waiting for a worker for more than a quarter of an hour." \
    "where event == 'queue_measured' | extend oldest_s = todouble(line.oldest_s)" oldest_s
  ensure_budget
}
ALERT_MARKS=""

put_action_group() {
  change monitor action-group create --resource-group "$GROUP" --name "$ALERTS" --short-name undertone --action email admin "$ADMIN"
}

# ensure_metric_alert NAME RESOURCE CONDITION WINDOW TEXT
ensure_metric_alert() {
  local name=$PREFIX-$1 mark
  mark=$(printf '%s' "$*" | spec_mark)
  has_line "$name $mark" "$ALERT_MARKS" && return
  note "alert: $1"
  change monitor metrics alert create --resource-group "$GROUP" --name "$name" --scopes "$2" --condition "$3" --window-size "$4" \
    --evaluation-frequency 5m --severity 2 --description "$5" --action "$ALERTS_ID" --tags "undertone-mark=$mark"
}

# ensure_log_alert NAME AGGREGATION THRESHOLD TEXT QUERY [COLUMN]
ensure_log_alert() {
  local name=$PREFIX-$1 mark id column=""
  mark=$(printf '%s' "$*" | spec_mark)
  has_line "$name $mark" "$ALERT_MARKS" && return
  note "alert: $1"
  [[ -z ${6:-} ]] || column="\"metricMeasureColumn\": \"$6\", "
  id=$GROUP_ID/providers/Microsoft.Insights/scheduledQueryRules/$name
  # The table is made with the first line that is logged: the query cannot be checked before.
  cat >"$WORK/$1.json" <<JSON
{"location": "$LOCATION", "tags": {"undertone-mark": "$mark"},
 "properties": {"displayName": "$name", "description": $(quoted "$4"), "severity": 2, "enabled": true, "skipQueryValidation": true,
  "evaluationFrequency": "PT5M", "windowSize": "PT15M", "autoMitigate": true, "scopes": ["$LOGS_ID"],
  "criteria": {"allOf": [{"query": "ContainerAppConsoleLogs | where ContainerAppName startswith '$PREFIX-' | extend line = parse_json(Log) | extend event = tostring(line.event) | $5",
   "timeAggregation": "$2", ${column}"operator": "GreaterThan", "threshold": $3, "failingPeriods": {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1}}]},
  "actions": {"actionGroups": ["$ALERTS_ID"]}}}
JSON
  change resource create --id "$id" --api-version 2023-12-01 --is-full-object --properties "@$WORK/$1.json"
}

ensure_budget() {
  local is amount="" to=""
  if [[ $BUDGET == none ]]; then
    forget_budget
    return
  fi
  is=$(ask consumption budget list --resource-group "$GROUP" --query "[?name=='$PREFIX'] | [0].[amount, notifications.*.contactEmails[0] | [0]]")
  { read -r amount && read -r to; } <<<"$is" || true
  ensure "the budget of $BUDGET a month" "${amount:+${amount%%.*} $to}" "$BUDGET $ADMIN" create_budget update_budget
}
# Where there can be no budget, Azure refuses to say whether there is one: with “none” that is as good as none.
forget_budget() {
  local is="" list=(consumption budget list --resource-group "$GROUP" --query "[?name=='$PREFIX'].name | [0]")
  if [[ $BUDGET == none ]]; then is=$(HARMLESS=1 run_az ${list[@]+"${list[@]}"} --output tsv || true); else is=$(ask ${list[@]+"${list[@]}"}); fi
  [[ -z $is ]] || change consumption budget delete-with-rg --resource-group "$GROUP" --budget-name "$PREFIX"
}
budget_mails() {
  local to="contact-emails:['$ADMIN'],enabled:true,operator:GreaterThan"
  printf '{mostly:{%s,threshold:80},spent:{%s,threshold:100}}' "$to" "$to"
}
create_budget() {
  change consumption budget create-with-rg --resource-group "$GROUP" --budget-name "$PREFIX" --amount "$BUDGET" --category Cost \
    --time-grain Monthly --time-period "{start-date:$(date -u +%Y-%m)-01}" \
    --notifications "$(budget_mails)"
}
update_budget() { change consumption budget update-with-rg --resource-group "$GROUP" --budget-name "$PREFIX" --amount "$BUDGET" --notifications "$(budget_mails)"; }
