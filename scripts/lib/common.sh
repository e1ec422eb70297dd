# shellcheck shell=bash disable=SC2034 # others use what is assigned here
# What every script here shares: where things are, how to fail, processes and ports. Sourced, never run.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# Bulky and short-lived state lives outside the checkout: the database's user must be able to reach it, and a socket's
# path has about a hundred characters. The checkout's own path is in the name, so two copies never meet.
state_root=${LIANHU_TEST_ROOT:-/tmp}/lianhu-$(id -u)-$(printf '%s' "$repository" | sha256sum | cut -c1-8)

say() { printf '%s\n' "$*"; }

warn() { printf '%s\n' "$*" >&2; }

# die SENTENCE [MENDING-COMMAND] [EXIT-CODE]
die() {
    warn "error: $1"
    [[ -z ${2:-} ]] || warn "  try: $2"
    exit "${3:-1}"
}

# Makes a folder that another user may walk through, and refuses one that somebody else put there first.
open_folder() {
    mkdir -p "$1"
    [[ -O $1 ]] || die "$1 belongs to somebody else" "LIANHU_TEST_ROOT=/another/folder $0"
    chmod 755 "$1"
}

# What a caller had open must not stay open in the servers that outlive this script: he may wait for its end.
close_inherited() {
    local descriptor
    for descriptor in "/proc/$$/fd/"*; do
        descriptor=${descriptor##*/}
        # Bash reads the script itself through 255.
        if ((descriptor > 2 && descriptor != 255)); then eval "exec $descriptor>&-"; fi
    done
}

# Runs a command until it succeeds; fails when the seconds are over. wait_until SECONDS COMMAND…
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# A process is known by its number and the tick at which it started: numbers are used again.
started_at() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    # A zombie no longer runs, though it is still listed.
    [[ $stat != Z* ]] || return 1
    awk '{ print $20 }' <<<"$stat"
}

# remember_process FILE PID
remember_process() {
    local start
    start=$(started_at "$2") || return 1
    printf '%s %s\n' "$2" "$start" >"$1"
}

# Prints the number of the process in FILE if that very process still runs.
known_process() {
    local pid start
    [[ -s $1 ]] || return 1
    read -r pid start <"$1" || return 1
    [[ $(started_at "$pid") == "$start" ]] || return 1
    printf '%s\n' "$pid"
}

process_gone() { ! started_at "$1" >/dev/null; }

# stop_process PID SECONDS: a request first, force when the time is over. Safe for a process that has gone already.
stop_process() {
    kill -TERM "$1" 2>/dev/null || return 0
    wait_until "$2" process_gone "$1" || kill_process "$1"
}

kill_process() {
    kill -KILL "$1" 2>/dev/null || return 0
    wait_until 10 process_gone "$1"
}

# Listening and bound ports, decimal, one a line.
used_ports() {
    local number
    while read -r number; do printf '%d\n' "0x$number"; done < <(
        awk 'FNR > 1 { n = split($2, part, ":"); print part[n] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | sort -u)
}

# Somebody listens there; what is left of closed connections does not count.
port_is_listening() { awk '$4 == "0A" { n = split($2, part, ":"); print part[n] }' /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qix "$(printf %04X "$1")"; }

# free_ports COUNT: different ports below the range from which the kernel serves outgoing connections.
free_ports() {
    local used candidate found=0
    used=$(used_ports)
    while ((found < $1)); do
        candidate=$((20000 + (RANDOM * 32768 + RANDOM) % 10000))
        grep -qx "$candidate" <<<"$used" && continue
        used+=$'\n'$candidate
        found=$((found + 1))
        printf '%s\n' "$candidate"
    done
}

port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
