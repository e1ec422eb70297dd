# shellcheck shell=bash disable=SC2034,SC2154 # names shared with common.sh, database.sh and broker.sh
# A private broker and database that belong together under one name. Sourced after common.sh.

# shellcheck source=lib/database.sh
source "$repository/scripts/lib/database.sh"
# shellcheck source=lib/broker.sh
source "$repository/scripts/lib/broker.sh"

# use_servers NAME: says which servers the functions here mean, and takes their lock (file descriptor 9).
use_servers() {
    [[ $1 =~ ^[a-z][a-z0-9-]{0,30}$ ]] || die "a servers' name is lower-case letters, digits and '-', got '$1'" "" 64
    servers_name=$1
    servers_folder=$state_root/$1
    database_folder=$servers_folder/database
    broker_folder=$servers_folder/broker
    broker_node=lianhu-$1@localhost
    [[ ! -f $servers_folder/ports ]] || read_ports
}

# Names (epmd) and database of a broker that joined another are the other's.
read_ports() {
    read -r broker_port management_port distribution_port names_port database_port <"$servers_folder/ports"
    ! has_joined || [[ ! -f $state_root/$joined_name/ports ]] ||
        read -r _ _ _ names_port database_port <"$state_root/$joined_name/ports"
}

# A broker that joined another's cluster, and has no database; its name is then in $joined_name.
has_joined() { [[ -s $servers_folder/joined ]] && read -r joined_name <"$servers_folder/joined"; }

# The names of the brokers that joined this one.
joined_here() {
    local file
    for file in "$state_root"/*/joined; do
        [[ ! -f $file || $(<"$file") != "$servers_name" ]] || basename "$(dirname "$file")"
    done
}

# each_joined_here VERB: the same for the brokers that joined, before it is done here.
each_joined_here() {
    local name
    for name in $(joined_here); do "$repository/scripts/servers" "$1" "$name"; done
}

servers_lock() {
    open_folder "$state_root"
    open_folder "$servers_folder"
    exec 9>"$servers_folder/lock"
    flock -w 180 9 || die "another command has held the servers '$servers_name' for three minutes"
    [[ ! -f $servers_folder/ports ]] || read_ports
}

servers_exist() { [[ -f $servers_folder/ports ]] || die "there are no servers '$servers_name'" "scripts/servers up $servers_name"; }

choose_ports() {
    free_ports 5 | paste -sd' ' >"$servers_folder/ports.new"
    mv "$servers_folder/ports.new" "$servers_folder/ports"
    read_ports
}

anything_runs() { database_pid >/dev/null || broker_pid >/dev/null || broker_starting; }

# Ports are kept from one start to the next, unless somebody took one in between.
settle_ports() {
    [[ -f $servers_folder/ports ]] || { choose_ports; return; }
    ! anything_runs || return 0
    local port ports=("$broker_port" "$management_port" "$distribution_port")
    has_joined || ports+=("$names_port" "$database_port")
    stop_names
    for port in "${ports[@]}"; do
        port_is_listening "$port" || continue
        choose_ports
        return
    done
}

# Brokers that joined this one find each other by its epmd: it stays as long as one of them runs.
stop_names() {
    local pid name
    for name in $(joined_here); do
        ! (use_servers "$name" && broker_pid >/dev/null) || return 0
    done
    if pid=$(known_process "$servers_folder/names.process"); then stop_process "$pid" 5; fi
}

servers_run() {
    [[ -f $servers_folder/ports ]] && { has_joined || database_pid >/dev/null; } && broker_pid >/dev/null && both_ready
}

both_ready() { port_answers "$database_port" && port_answers "$broker_port" && port_answers "$management_port"; }

servers_up() {
    servers_lock
    servers_run && return 0
    settle_ports
    link_servers
    local broker
    broker_start &
    broker=$!
    has_joined || database_start || die "Postgres did not start; its log is $servers_folder/database.log" "scripts/servers status $servers_name"
    wait "$broker" || die "RabbitMQ did not start; its log is $servers_folder/broker.log" "scripts/servers status $servers_name"
}

link_servers() {
    mkdir -p "$repository/.run"
    ln -sfn "$servers_folder" "$repository/.run/$servers_name"
}

# A further broker, of the cluster of OTHER's, with its cookie and its epmd. It joins at its very first start.
servers_join() {
    local other=$1
    [[ ! -e $servers_folder ]] || die "there are already servers '$servers_name'" "scripts/servers clear $servers_name" 64
    (use_servers "$other" && ! has_joined && servers_run) ||
        die "the servers '$other' do not run, or have joined others" "scripts/servers up $other"
    servers_lock
    printf '%s\n' "$other" >"$servers_folder/joined"
    choose_ports
    link_servers
    mkdir -p "$broker_folder"
    cp -p "$state_root/$other/broker/.erlang.cookie" "$broker_folder/"
    broker_start || die "RabbitMQ did not start; its log is $servers_folder/broker.log" "scripts/servers status $servers_name"
    broker_is_beside "$other" ||
        die "the broker has not joined '$other'; its log is in $broker_folder/log" "scripts/servers clear $servers_name"
}

# Brokers that joined stop first: the last that stops is the one that can start alone.
servers_down() {
    [[ -d $servers_folder ]] || return 0
    each_joined_here down
    servers_lock
    broker_stop &
    has_joined || database_stop
    wait
}

servers_clear() {
    each_joined_here clear
    servers_down
    ! mountpoint -q "$servers_folder/disk" || umount "$servers_folder/disk"
    rm -rf "$servers_folder" "$repository/.run/$servers_name"
}

# servers_disk make|fill|free. Memory, so that filling it touches no other's disk.
servers_disk() {
    local disk=$servers_folder/disk
    servers_exist
    case "$1" in
        make)
            mkdir -p "$disk"
            mountpoint -q "$disk" || mount -t tmpfs -o size=512m,mode=755 lianhu "$disk"
            mkdir -p "$disk/tablespace"
            chown postgres: "$disk/tablespace"
            ;;
        # It ends when nothing more fits.
        fill) cat /dev/zero >"$disk/filled" 2>/dev/null || true ;;
        free) rm -f "$disk/filled" ;;
        *) die "a disk is to 'make', 'fill' or 'free', got '$1'" "" 64 ;;
    esac
}

servers_environment() {
    servers_exist
    cat <<ENVIRONMENT
export LIANHU_TEST_SERVERS=$servers_name
export LIANHU_TEST_FOLDER=$(printf '%q' "$servers_folder")
export LIANHU_TEST_SERVERS_SCRIPT=$(printf '%q' "$repository/scripts/servers")
export LIANHU_TEST_BROKER=127.0.0.1:$broker_port
export LIANHU_TEST_MANAGEMENT=127.0.0.1:$management_port
export LIANHU_TEST_DATABASE=127.0.0.1:$database_port
export LIANHU_BROKER_HOSTS=127.0.0.1:$broker_port
export LIANHU_BROKER_MANAGEMENT=http://127.0.0.1:$management_port
export LIANHU_BROKER_USER=guest
export LIANHU_BROKER_PASSWORD=guest
export LIANHU_BROKER_VIRTUAL_HOST=/
export LIANHU_DATABASE_HOSTS=127.0.0.1:$database_port
export LIANHU_DATABASE_NAME=lianhu
export LIANHU_DATABASE_USER=lianhu
ENVIRONMENT
}

# status_line TITLE PID READY ADDRESS
status_line() { printf '%-9s %-9s %-10s %s\n' "$1" "${2:--}" "$3" "$4"; }

servers_status() {
    servers_exist
    local broker=stopped database=stopped
    if broker_pid >/dev/null; then broker=starting; fi
    ! broker_ready || broker=ready
    if database_pid >/dev/null; then database=starting; fi
    ! database_ready || database=ready
    status_line server pid state address
    status_line RabbitMQ "$(broker_pid || true)" "$broker" "127.0.0.1:$broker_port, management 127.0.0.1:$management_port"
    status_line Postgres "$(database_pid || true)" "$database" "127.0.0.1:$database_port"
    say "logs      $servers_folder/*.log $broker_folder/log"
    [[ $broker == ready && $database == ready ]]
}

# one_server start|stop|halt|kill broker|database
one_server() {
    [[ $2 == broker || $2 == database ]] || die "a server is 'broker' or 'database', got '$2'" "" 64
    [[ $2 == broker ]] || ! has_joined || die "'$servers_name' has no database: it is '$joined_name''s" "" 64
    [[ $1 != halt || $2 == database ]] || die "only a database has an immediate shutdown" "" 64
    servers_exist
    servers_lock
    "$2_$1"
}
