# A stand-in for a resource agent. A file holds the state of its resource on this node. The lines above it set:
#   METADATA  file with the meta-data
#   SCORES    promotion scores of the first node, of the other nodes before the promotion, and after it
#   SCORE_AT  actions that set the score; a real agent often knows it only in the first monitor
#   ATTRIBUTE node attribute that a monitor sets, NAME=VALUE
#   START, MONITOR  seconds that these actions take
#   ready, free     conditions of a start and of a demotion; a real agent waits for the second until it is timed out
STATES=/run/stand-in
STATE=$STATES/$OCF_RESOURCE_INSTANCE
FIRST=rsha2
NODE=$(crm_node -n)

state() { cat "$STATE" 2>/dev/null || echo stopped; }
enter() { mkdir -p $STATES && echo "$1" >"$STATE"; }
runs() { [ "$(cat $STATES/$1 2>/dev/null)" = "${2:-started}" ]; }
promoted_somewhere() {
  cibadmin -Q --xpath "//status//nvpair[@name='primary-$OCF_RESOURCE_INSTANCE']" >/dev/null 2>&1
}

set_score() {
  set -- $SCORES
  if [ "$NODE" = $FIRST ]; then score=$1
  elif promoted_somewhere; then score=$3
  else score=$2; fi
  [ "$score" = none ] || crm_master -l reboot -v "$score"
}

observe() {
  [ -z "$ATTRIBUTE" ] || crm_attribute -l reboot -N "$NODE" -n "${ATTRIBUTE%%=*}" -v "${ATTRIBUTE#*=}"
  case " $SCORE_AT " in *" $1 "*) set_score ;; esac
}

case $1 in
meta-data) exec cat "$METADATA" ;;
validate-all | notify | reload | reload-agent | methods) exit 0 ;;
start)
  [ "$(state)" = stopped ] || exit 0
  ready || { echo "ocf-exit-reason:what it needs does not run here" >&2; exit 1; }
  sleep "${START:-0.2}"
  enter started
  observe start
  ;;
promote)
  [ "$(state)" != stopped ] || exit 1
  enter promoted
  attrd_updater -n "primary-$OCF_RESOURCE_INSTANCE" -U true
  ;;
demote | stop)
  [ "$(state)" != stopped ] || exit 0
  until free; do sleep 0.2; done
  attrd_updater -n "primary-$OCF_RESOURCE_INSTANCE" -D
  enter started
  [ "$1" = stop ] || exit 0
  [ -z "$SCORE_AT" ] || crm_master -l reboot -D
  [ -z "$ATTRIBUTE" ] || crm_attribute -l reboot -N "$NODE" -n "${ATTRIBUTE%%=*}" -D
  rm -f "$STATE"
  ;;
monitor | status)
  [ "$(state)" != stopped ] || exit 7
  sleep "${MONITOR:-0}"
  observe monitor
  [ "$(state)" != promoted ] || exit 8
  ;;
*) exit 3 ;;
esac
exit 0
