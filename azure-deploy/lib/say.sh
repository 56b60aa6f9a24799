# shellcheck shell=bash
# What is said to the person at the terminal, and what happens when a step fails or is interrupted.

STEP="starting"
WORK=""

say() { printf '%s\n' "$*"; }
note() { printf '  %s\n' "$*"; }
warn() { printf '  ! %s\n' "$*" >&2; }

step() {
  STEP=$1
  say "• $STEP"
}

# What is wrong, and then, line by line, what to do.
die() {
  said_why
  printf '\nundertone: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# A folder for this user alone: values that az reads from files. Gone when the script ends, however it ends; what a killed run
# left is removed by the next.
open_work_folder() {
  local base=${TMPDIR:-/tmp} old pid
  base=${base%/}
  for old in "$base/undertone-azure.$UID".*; do
    pid=${old#"$base/undertone-azure.$UID."} pid=${pid%%.*}
    if [[ -d $old && -O $old && $pid =~ ^[0-9]+$ ]] && ! kill -0 "$pid" 2>/dev/null; then rm -rf "$old"; fi
  done
  umask 077
  trap 'ended $?' EXIT
  trap 'interrupted INT 130' INT
  trap 'interrupted TERM 143' TERM
  trap 'interrupted HUP 129' HUP
  WORK=$(mktemp -d "$base/undertone-azure.$UID.$$.XXXXXX")
  : >"$WORK/secrets"
}

# The last word where nothing else was said: no step may end in silence.
ended() {
  if (($1)) && [[ ! -e $WORK/said ]]; then
    printf '\nundertone: the step “%s” ended unexpectedly (status %s).\n' "$STEP" "$1" >&2
    printf '  Nothing is lost. Run the same command again: it goes on where this run stopped.\n' >&2
  fi
  restore_terminal
  rm -rf "$WORK"
}
TERMINAL=""
restore_terminal() { [[ -z $TERMINAL ]] || stty "$TERMINAL" 2>/dev/null || true; }
# Also from a shell inside $( ), which cannot set a variable out here.
said_why() { if [[ -d $WORK ]]; then : >"$WORK/said"; fi; }

interrupted() {
  said_why
  trap - INT TERM HUP
  printf '\nundertone: interrupted at the step “%s”.\n' "$STEP" >&2
  printf '  Nothing is lost. Run the same command again: it goes on where this run stopped.\n' >&2
  exit "$2"
}

# Values that must not be shown: every line of the given file is masked from now on in whatever az says.
keep_secret() { cat "$1" >>"$WORK/secrets" && printf '\n' >>"$WORK/secrets"; }

# awk and not sed: a secret may hold any character, and reaches awk by a file, never by its command line.
mask() {
  awk 'FILENAME == ARGV[1] { if (length($0) > 5) secret[++count] = $0; next }
       { for (i = 1; i <= count; i++)
           while ((at = index($0, secret[i])) > 0) $0 = substr($0, 1, at - 1) "***" substr($0, at + length(secret[i]))
         print }' "$WORK/secrets" -
}
