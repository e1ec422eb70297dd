# shellcheck shell=bash disable=SC2154 # use_servers assigns the servers' folder; common.sh the repository's
# The fleet as processes on this machine, beside its servers. Sourced after common.sh, steps.sh, servers.sh, build.sh.
#
# use_fleet NAME says which; fleet_extra holds further NAME=VALUE settings for every program, such as LIANHU_CLOCK. With
# fleet_smpp the carrier also speaks SMPP at that port, and which carrier there is stands in fleet_extra.

fleet_workers=(lianhu-intake lianhu-notice lianhu-escalation lianhu-inspection)
fleet_carrier=standin-carrier
fleet_extra=()
fleet_smpp=''

use_fleet() {
    use_servers "$1"
    fleet_programs=$servers_folder/programs
    fleet_logs=$servers_folder/logs
    carrier_folder=$servers_folder/carrier
    binaries=$(programs_folder release)
}

# with_settings COMMAND…: in the environment that points at the fleet's own servers.
with_settings() {
    (
        eval "$(servers_environment)"
        exec env "${fleet_extra[@]}" "$@"
    )
}

lianhu() { with_settings "$binaries/lianhu" "$@"; }

# program_port PROGRAM: chosen once and kept, unless somebody else listens there by now.
program_port() {
    local file=$fleet_programs/$1.port port
    if [[ -s $file ]]; then
        port=$(<"$file")
        if program_pid "$1" >/dev/null || ! port_is_listening "$port"; then
            printf '%s\n' "$port"
            return
        fi
    fi
    free_ports 1 | tee "$file"
}

program_pid() { known_process "$fleet_programs/$1.process"; }

carrier_secret() {
    [[ -s $fleet_programs/secret ]] || (umask 077 && head -c 24 /dev/urandom | sha256sum | cut -c1-48 >"$fleet_programs/secret")
    cat "$fleet_programs/secret"
}

# program_settings PROGRAM: NAME=VALUE lines for this program alone.
program_settings() {
    [[ $1 == "$fleet_carrier" ]] || printf 'LIANHU_HTTP_PORT=%s\n' "$(program_port "$1")"
    [[ $1 == lianhu-notice ]] || return 0
    [[ -z $fleet_smpp ]] || return 0
    printf 'LIANHU_GATEWAY_URL=http://127.0.0.1:%s\n' "$(program_port "$fleet_carrier")"
    printf 'LIANHU_GATEWAY_NAME=standin\nLIANHU_GATEWAY_SECRET=%s\n' "$(carrier_secret)"
}

# program_command PROGRAM: the words of its command line, one a line.
program_command() {
    if [[ $1 != "$fleet_carrier" ]]; then
        # A further replica of a program has a number of its own behind its name.
        printf '%s\n' "$binaries/${1%@*}"
        return
    fi
    printf '%s\n' "$binaries/lianhu" standin-carrier --port "$(program_port "$1")" --directory "$carrier_folder" \
        --secret "$(carrier_secret)" --receipts-url \
        "http://127.0.0.1:$(program_port lianhu-notice)/gateway/standin/receipts"
    [[ -z $fleet_smpp ]] || printf '%s\n' --smpp-port "$fleet_smpp"
}

# A program that runs is left alone if it is this build, with these settings.
program_is_current() {
    program_pid "$1" >/dev/null && [[ ! $3 -nt $fleet_programs/$1.process ]] &&
        [[ $(cat "$fleet_programs/$1.settings" 2>/dev/null) == "$2" ]]
}

launch_program() {
    local program=$1 settings=() command=() all
    mapfile -t settings < <(program_settings "$program")
    settings+=("${fleet_extra[@]}")
    mapfile -t command < <(program_command "$program")
    all=$(printf '%s\n' "${settings[@]}" "${command[@]}"; servers_environment)
    ! program_is_current "$program" "$all" "${command[0]}" || return 0
    stop_program "$program"
    # One log a start: what is shown when a start fails is about that start.
    [[ ! -f $fleet_logs/$program.log ]] || mv "$fleet_logs/$program.log" "$fleet_logs/$program.log.1"
    (
        eval "$(servers_environment)"
        exec setsid env "${settings[@]}" "${command[@]}" </dev/null >>"$fleet_logs/$program.log" 2>&1 9>&-
    ) &
    remember_process "$fleet_programs/$program.process" $! || true
    (umask 077 && printf '%s\n' "$all" >"$fleet_programs/$program.settings")
}

# Why a program is not ready, in its own words; nothing when it is. A carrier has no health page: it answers or not.
program_trouble() {
    local port answer
    program_pid "$1" >/dev/null || { printf 'stopped\n'; return; }
    port=$(program_port "$1")
    if [[ $1 == "$fleet_carrier" ]]; then
        port_answers "$port" || printf 'does not answer\n'
        return
    fi
    answer=$(curl -sS -m 2 -w '\n%{http_code}' "http://127.0.0.1:$port/readyz" 2>/dev/null) || { printf 'does not answer\n'; return; }
    [[ ${answer##*$'\n'} != 200 ]] || return 0
    jq -r '.reason // (.reasons | join(", ")) // .' <<<"${answer%$'\n'*}" 2>/dev/null | tr '\n' ' ' | cut -c1-60 | grep . ||
        printf 'not ready\n'
}

program_settled() { [[ -z $(program_trouble "$1") ]] || ! program_pid "$1" >/dev/null; }

# start_program PROGRAM: returns when it is ready; prints the end of its log when it never is.
start_program() {
    launch_program "$1"
    wait_until 60 program_settled "$1" || true
    [[ -n $(program_trouble "$1") ]] || return 0
    tail -n 20 "$fleet_logs/$1.log"
    say "$1: $(program_trouble "$1")"
    return 1
}

stop_program() {
    local pid
    pid=$(program_pid "$1") || return 0
    stop_process "$pid" 40
}

fleet_names() { printf '%s\n' "$fleet_carrier" "${fleet_workers[@]}"; }

fleet_start_programs() {
    local program
    mkdir -p "$fleet_programs" "$fleet_logs" "$carrier_folder"
    printf '%s\n' "${fleet_extra[@]}" >"$fleet_programs/extra"
    while read -r program; do
        mend="scripts/fleet logs $program" step "starting $program" start_program "$program"
    done < <(fleet_names)
}

# All at once: each finishes what it has begun, and that takes as long for one as for five.
fleet_stop_programs() {
    local program
    while read -r program; do stop_program "$program" & done < <(fleet_names)
    wait
}

fleet_prepare() {
    packages_step
    mend="scripts/servers status $servers_name" step "starting RabbitMQ and Postgres" \
        "$repository/scripts/servers" up "$servers_name"
    read_ports
    build_step release
}

fleet_management() {
    curl -fsS -m 30 -u guest:guest -H 'content-type: application/json' -X "$1" \
        "http://127.0.0.1:$management_port/api/$2" ${3:+-d "$3"}
}

# First, because RabbitMQ 3.10.8 does not survive that a virtual host goes while its queues' dead-lettering begins: its
# supervisor (rabbit_fifo_dlx_sup) stays dead, and no queue with at-least-once dead-lettering can be made any more.
fleet_forget_policies() {
    local name
    while read -r name; do
        fleet_management DELETE "policies/%2F/$name"
    done < <(fleet_management GET policies/%2F | jq -r '.[].name | @uri')
}

# Both servers as on their first day, and the carrier's box of sent messages empty.
fleet_start_clean() {
    fleet_stop_programs
    database_query postgres 'DROP DATABASE IF EXISTS lianhu WITH (FORCE)'
    database_query postgres 'CREATE DATABASE lianhu'
    fleet_forget_policies
    fleet_management DELETE vhosts/%2F
    fleet_management PUT vhosts/%2F
    fleet_management PUT permissions/%2F/guest '{"configure":".*","write":".*","read":".*"}'
    rm -rf "$carrier_folder" "$fleet_logs"
}

fleet_setup() { mend="scripts/fleet down && scripts/fleet up" step "lianhu setup" lianhu setup; }

fleet_up() {
    fleet_prepare
    fleet_setup
    fleet_start_programs
}

fleet_down() {
    [[ -d $servers_folder ]] || { say "nothing runs"; return; }
    mkdir -p "$fleet_programs"
    step "stopping the programs" fleet_stop_programs
    step "stopping RabbitMQ and Postgres" "$repository/scripts/servers" down "$servers_name"
}

# What points the command at the fleet as it runs, its clock included.
fleet_environment() {
    local setting
    servers_environment
    while read -r setting; do
        [[ -z $setting ]] || printf 'export %s=%q\n' "${setting%%=*}" "${setting#*=}"
    done < <(cat "$fleet_programs/extra" 2>/dev/null)
    printf "export PATH=%q:\"\$PATH\"\n" "$binaries"
}

program_since() {
    [[ -n $1 ]] || { printf -- '-\n'; return; }
    date -d "$(ps -o lstart= -p "$1")" '+%m-%d %H:%M:%S'
}

fleet_status() {
    local program pid trouble port well=0
    [[ -d $fleet_programs ]] || die "the fleet has never been up" "scripts/fleet up"
    printf '%-19s %-8s %-15s %-6s %s\n' program pid 'up since' port state
    while read -r program; do
        trouble=$(program_trouble "$program")
        pid=$(program_pid "$program") || pid=
        port=$(cat "$fleet_programs/$program.port" 2>/dev/null || printf -- -)
        printf '%-19s %-8s %-15s %-6s %s\n' "$program" "${pid:--}" \
            "$(program_since "$pid")" "$port" "${trouble:-ready}"
        [[ -z $trouble ]] || well=1
    done < <(fleet_names)
    say
    servers_status || well=1
    return "$well"
}

# fleet_show_logs [PROGRAM]: follows on a terminal, prints what there is in a pipe.
fleet_show_logs() {
    local files=("$fleet_logs"/*.log)
    if [[ -n ${1:-} ]]; then
        files=("$fleet_logs/$1.log")
        [[ -f ${files[0]} ]] || files=("$fleet_logs/lianhu-$1.log")
    fi
    [[ -f ${files[0]} ]] || die "no log of '${1:-the fleet}'; the programs are: $(fleet_names | paste -sd' ')" "scripts/fleet up"
    if on_terminal; then tail -n 50 -F "${files[@]}"; else tail -n 200 "${files[@]}"; fi
}
