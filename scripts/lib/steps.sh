# shellcheck shell=bash disable=SC2154 # the repository's folder comes from common.sh
# Steps: one line each, with what is being done and how long it took; the output goes to a log. Sourced after common.sh.

step_logs=$repository/.run/logs
step_width=44

on_terminal() { [[ -t 1 && ${TERM:-dumb} != dumb ]]; }

# seconds_since EPOCHREALTIME-VALUE, with one decimal
seconds_since() {
    local microseconds=$((${EPOCHREALTIME/[^0-9]/} - ${1/[^0-9]/}))
    printf '%d.%d s' $((microseconds / 1000000)) $((microseconds / 100000 % 10))
}

# padded TEXT: the text and dots up to the common width
padded() {
    local text="  $1 "
    while ((${#text} < step_width)); do text+=.; done
    printf '%s' "$text"
}

# Rewrites the running step's line each second; ends by itself with the script, however that ends.
step_ticks() {
    while sleep 1 && kill -0 "$$" 2>/dev/null; do
        printf '\r%s %s ' "$(padded "$1")" "$(seconds_since "$2")"
    done
}

# What a reader wants from a failed log: the compiler's errors if there are any, else its end.
step_show_log() {
    if grep -q ' error: ' "$1"; then
        grep ' error: ' "$1" | sort -u | head -n 20
    else
        tail -n 20 "$1"
    fi | sed 's/^/    /' >&2
}

# [mend=COMMAND] step TEXT COMMAND…: runs the command (a function may be one) with its output in a log.
# Its own shell with errexit on, in the foreground: Ctrl-C reaches it, and its first failing line ends it.
step() {
    local text=$1 began=$EPOCHREALTIME result=0 ticker='' log
    shift
    mkdir -p "$step_logs"
    log=$step_logs/$(tr -cs 'a-zA-Z0-9\n' '-' <<<"$text" | sed 's/-*$//').log
    if on_terminal; then
        printf '%s' "$(padded "$text")"
        step_ticks "$text" "$began" 2>/dev/null &
        ticker=$!
    fi
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    result=$?
    set -e
    if [[ -n $ticker ]]; then
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        printf '\r'
    fi
    step_report "$text" "$began" "$result" "$log"
}

step_report() {
    if (($3 == 0)); then
        say "$(padded "$1") $(seconds_since "$2")"
        return 0
    fi
    say "$(padded "$1") failed after $(seconds_since "$2")"
    step_show_log "$4"
    warn "error: '$1' failed with exit code $3; the whole log is ${4#"$repository"/}"
    [[ -z ${mend:-} ]] || warn "  try: $mend"
    exit "$3"
}

# A step that had nothing to do says so.
step_skipped() { say "$(padded "$1") nothing to do"; }
