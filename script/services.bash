# Private servers for the tests: temporary folders, free ports, gone at the end. Sourced by script/test and script/bench.

free_port() {
    "$PYTHON" -c 'from tests.portal import free_port; print(free_port())'
}

# initdb refuses root, so root becomes postgres for it.
as_postgres() {
    if [[ $EUID -eq 0 ]]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# start_postgresql FOLDER [durable]: sets POJOK_TEST_DATABASE_URL. Nothing is kept, so nothing waits for the disk, unless
# it has to be durable.
start_postgresql() {
    local port hasty="-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    [[ ${2:-} != durable ]] || hasty=
    pg_bin=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
    [[ -n $pg_bin ]] || pg_bin=$(dirname "$(command -v initdb)") || return 1
    pg_data=$1/postgresql
    mkdir "$pg_data" && { [[ $EUID -ne 0 ]] || chown postgres: "$pg_data"; } || return 1
    port=$(free_port)
    as_postgres "$pg_bin/initdb" -D "$pg_data/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null &&
        as_postgres "$pg_bin/pg_ctl" -D "$pg_data/data" -l "$pg_data/log" -s -w start \
            -o "-p $port -k $pg_data -c listen_addresses=127.0.0.1 -c max_connections=100 $hasty" &&
        POJOK_TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
}

# start_redis FOLDER: sets POJOK_TEST_REDIS_URL.
start_redis() {
    local port
    port=$(free_port)
    redis-server --port "$port" --bind 127.0.0.1 --save "" --dir "$1" >/dev/null </dev/null &
    redis_pid=$!
    for _ in {1..100}; do
        redis-cli -p "$port" ping >/dev/null 2>&1 && POJOK_TEST_REDIS_URL=redis://127.0.0.1:$port/0 && return 0
        sleep 0.1
    done
    return 1
}

stop_services() {
    [[ -z ${redis_pid:-} ]] || kill "$redis_pid" 2>/dev/null
    [[ -z ${pg_data:-} ]] || as_postgres "$pg_bin/pg_ctl" -D "$pg_data/data" -s -m immediate stop
}
