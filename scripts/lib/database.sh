# shellcheck shell=bash disable=SC2154 # use_servers assigns the folder and the port
# A private Postgres under $database_folder, listening on $database_port. Expects common.sh and use_servers.

postgres_binaries() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    [[ -x $folder/postgres ]] || die "Postgres is not installed" "scripts/lib/packages.sh"
    printf '%s\n' "$folder"
}

# Postgres refuses to run as root, so root lends it the user that its package made.
# For a subshell: it becomes the command, so that its number is the command's.
as_database_user() {
    if [[ $(id -u) == 0 ]]; then
        exec setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$database_folder" "$@"
    else
        exec "$@"
    fi
}

database_pid() { known_process "$servers_folder/database.process"; }

database_ready() { "$(postgres_binaries)/pg_isready" -q -t 1 -h 127.0.0.1 -p "$database_port" -d postgres -U lianhu; }

database_make() {
    [[ -d $database_folder/data ]] && return 0
    mkdir -p "$database_folder"
    [[ $(id -u) != 0 ]] || chown postgres: "$database_folder"
    rm -rf "$database_folder/new"
    # Renamed when whole: an interrupted initdb leaves nothing that looks like a cluster.
    (cd "$database_folder" && as_database_user "$(postgres_binaries)/initdb" -D "$database_folder/new" -U lianhu \
        -A trust --encoding=UTF8 --locale=C.UTF-8 --no-instructions) >"$servers_folder/initdb.log" 2>&1 ||
        { tail -n 20 "$servers_folder/initdb.log" >&2; return 1; }
    mv "$database_folder/new" "$database_folder/data"
}

# fsync stays on: these servers are killed in tests that ask what survives.
database_launch() {
    cd "$database_folder" || return 1
    local clock=()
    mapfile -t clock < <(database_clock_environment)
    as_database_user env "${clock[@]}" setsid "$(postgres_binaries)/postgres" -D "$database_folder/data" -p "$database_port" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories="$database_folder" -c max_connections=200 \
        -c shared_buffers=128MB -c fsync=on -c log_timezone=UTC -c timezone=UTC -c log_line_prefix='%m [%p] %a ' \
        </dev/null >>"$servers_folder/database.log" 2>&1 9>&- &
    remember_process "$servers_folder/database.process" $!
}

database_settled() { database_ready || ! database_pid >/dev/null; }

database_start() {
    if ! database_pid >/dev/null; then
        database_make || return 1
        database_forget_dead || return 1
        (database_launch)
    fi
    wait_until 60 database_settled
    database_ready || { tail -n 6 "$servers_folder/database.log" >&2; return 1; }
    database_has_lianhu || database_query postgres 'CREATE DATABASE lianhu' >/dev/null
}

# Only where a clock was set before the start; the library reads the file anew each second, in every backend.
database_clock_environment() {
    [[ -f $servers_folder/clock ]] || return 0
    printf '%s\n' LD_PRELOAD="$(clock_library)" FAKETIME_TIMESTAMP_FILE="$servers_folder/clock" \
        FAKETIME_CACHE_DURATION=1 FAKETIME_DONT_FAKE_MONOTONIC=1
}

clock_library() {
    printf '%s\n' /usr/lib/*/faketime/libfaketime.so.1 | grep -m 1 -v '[*]' ||
        die "libfaketime is not installed" scripts/lib/packages.sh
}

# database_clock SECONDS: how far its clock is off from now on; a jump if it runs.
database_clock() {
    [[ $1 =~ ^[+-]?[0-9]+$ ]] || die "a clock is off by whole seconds, got '$1'" "" 64
    open_folder "$state_root"
    open_folder "$servers_folder"
    # In one step: a backend must not read half a number.
    printf '%+d\n' "$1" >"$servers_folder/clock.new"
    chmod 644 "$servers_folder/clock.new"
    mv "$servers_folder/clock.new" "$servers_folder/clock"
}

# database_query DATABASE SQL
database_query() {
    "$(postgres_binaries)/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$database_port" -U lianhu -d "$1" -c "$2"
}

database_has_lianhu() { [[ $(database_query postgres "SELECT 1 FROM pg_database WHERE datname = 'lianhu'") == 1 ]]; }

# SIGINT is Postgres's fast shutdown; SIGTERM would wait for every client to leave.
database_stop() {
    local pid
    pid=$(database_pid) || return 0
    kill -INT "$pid" 2>/dev/null || return 0
    wait_until 20 process_gone "$pid" || database_kill
}

# Postgres's immediate shutdown: sessions end without a word, and the start after it recovers.
database_halt() {
    local pid
    pid=$(database_pid) || return 0
    kill -QUIT "$pid" 2>/dev/null || return 0
    wait_until 20 process_gone "$pid" || database_kill
}

# As a power cut does it: the postmaster and every backend at once.
database_kill() {
    local pid
    if pid=$(database_pid); then kill_process "$pid"; fi
    for pid in $(database_processes); do kill_process "$pid"; done
}

# Every process of the cluster works in its data folder, also one whose postmaster has died.
database_processes() {
    local process
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/cwd" 2>/dev/null) != "$database_folder/data" ]] || printf '%s\n' "${process#/proc/}"
    done
}

database_no_processes() { [[ -z $(database_processes) ]]; }

# Postgres takes a dead postmaster that nobody has reaped yet for a living one and refuses to start. Its lock is taken
# away only once no process of the cluster is left.
database_forget_dead() {
    [[ -f $database_folder/data/postmaster.pid ]] || return 0
    wait_until 10 database_no_processes || { warn "processes of a dead Postgres are still in $database_folder/data"; return 1; }
    rm -f "$database_folder/data/postmaster.pid" "$database_folder"/.s.PGSQL.*
}
