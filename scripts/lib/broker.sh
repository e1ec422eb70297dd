# shellcheck shell=bash disable=SC2154 # use_servers assigns the folders, the node and the ports
# A private RabbitMQ under $broker_folder on $broker_port, $management_port, $distribution_port and $names_port (epmd).
# Expects common.sh and use_servers.

broker_binaries=/usr/lib/rabbitmq/bin

# Debian's wrappers in /usr/sbin change user and cookie, so the real scripts are called, in an environment of our own.
# For a subshell: it becomes the command, so that its number is the command's.
broker_environment() {
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$broker_folder" \
        RABBITMQ_CONF_ENV_FILE="$broker_folder/empty" RABBITMQ_NODENAME="$broker_node" \
        RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$broker_port" \
        RABBITMQ_DIST_PORT="$distribution_port" RABBITMQ_MNESIA_BASE="$broker_folder/mnesia" \
        RABBITMQ_LOG_BASE="$broker_folder/log" RABBITMQ_PID_FILE="$broker_folder/pid" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$broker_folder/enabled_plugins" \
        RABBITMQ_CONFIG_FILE="$broker_folder/rabbitmq.conf" RABBITMQ_GENERATED_CONFIG_DIR="$broker_folder/generated" \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 2:2 -kernel inet_dist_use_interface {127,0,0,1}" \
        ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$names_port" ERL_CRASH_DUMP_SECONDS=0 "$@"
}

# The write-ahead log of quorum queues is kept in memory until it rolls over; the default of 512 MB is for big machines.
broker_write_configuration() {
    cat >"$broker_folder/rabbitmq.conf" <<CONFIGURATION
listeners.tcp.1 = 127.0.0.1:$broker_port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management_port
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 100MB
raft.wal_max_size_bytes = 67108864
collect_statistics_interval = 1000
log.file.level = info
log.console = false
$(broker_peers)
CONFIGURATION
}

# Read at a broker's first start alone. It names itself too: a broker that is not in the list stays by itself.
broker_peers() {
    has_joined || return 0
    cat <<CONFIGURATION
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = lianhu-$joined_name@localhost
cluster_formation.classic_config.nodes.2 = $broker_node
CONFIGURATION
}

# The broker knows OTHER's as one of its cluster.
broker_is_beside() {
    curl -fsS -m 5 -u guest:guest "http://127.0.0.1:$management_port/api/nodes?columns=name" 2>/dev/null |
        grep -qF "\"lianhu-$1@localhost\""
}

broker_make() {
    mkdir -p "$broker_folder"/{mnesia,log,generated}
    : >"$broker_folder/empty"
    printf '[rabbitmq_management].\n' >"$broker_folder/enabled_plugins"
    broker_write_configuration
    [[ -s $broker_folder/.erlang.cookie ]] && return 0
    head -c 24 /dev/urandom | sha256sum | cut -c1-32 >"$broker_folder/.erlang.cookie"
    chmod 400 "$broker_folder/.erlang.cookie"
}

# The virtual machine itself, not the shell that started it: known by its own folder on its command line.
broker_pid() { pgrep -u "$(id -u)" -f "beam\.smp .* -home $broker_folder " | head -n 1 | grep .; }

broker_starting() { known_process "$servers_folder/broker.process" >/dev/null; }

broker_ready() {
    port_answers "$broker_port" &&
        curl -fsS -m 2 -o /dev/null -u guest:guest "http://127.0.0.1:$management_port/api/vhosts" 2>/dev/null
}

# epmd goes into the background by itself and outlives the broker, so it is started here, where its number is known.
# A broker that joined another uses that one's.
broker_launch_names() {
    if has_joined; then port_answers "$names_port"; return; fi
    known_process "$servers_folder/names.process" >/dev/null && return 0
    setsid env -i PATH="$PATH" epmd -address 127.0.0.1 -port "$names_port" </dev/null >/dev/null 2>&1 9>&- &
    remember_process "$servers_folder/names.process" $!
    wait_until 10 port_answers "$names_port"
}

broker_launch() {
    cd "$broker_folder" || return 1
    broker_environment setsid "$broker_binaries/rabbitmq-server" \
        </dev/null >>"$servers_folder/broker.log" 2>&1 9>&- &
    remember_process "$servers_folder/broker.process" $!
}

broker_settled() { broker_ready || ! { broker_starting || broker_pid >/dev/null; }; }

broker_start() {
    if ! broker_starting && ! broker_pid >/dev/null; then
        [[ -x $broker_binaries/rabbitmq-server ]] || die "RabbitMQ is not installed" "scripts/lib/packages.sh"
        broker_make
        (broker_launch_names) || { warn "epmd does not answer on port $names_port"; return 1; }
        (broker_launch)
    fi
    wait_until 120 broker_settled
    broker_ready || { tail -n 20 "$servers_folder/broker.log" >&2; return 1; }
}

broker_stop() {
    local pid
    # A broker that has just been asked to start has no virtual machine yet.
    ! broker_starting || wait_until 10 broker_pid >/dev/null || true
    if pid=$(broker_pid); then stop_process "$pid" 30; fi
    if pid=$(known_process "$servers_folder/broker.process"); then stop_process "$pid" 5; fi
    stop_names
}

broker_killed() {
    local pid
    if pid=$(broker_pid); then kill_process "$pid"; fi
    ! port_is_listening "$broker_port"
}

broker_kill() {
    local pid
    wait_until 10 broker_killed || die "the broker of '$servers_name' still listens on port $broker_port"
    # The shell around it ends by itself; waiting for it makes the next start certain to be a new one.
    if pid=$(known_process "$servers_folder/broker.process"); then
        wait_until 10 process_gone "$pid" || kill_process "$pid"
    fi
}

# As RabbitMQ's own tool, against this broker.
broker_control() {
    servers_exist
    (cd "$broker_folder" && broker_environment "$broker_binaries/rabbitmqctl" "$@")
}
