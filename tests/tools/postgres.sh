# A private PostgreSQL for tests and measurements: own folder, own port, own users. Sourced, not run.
#
#   postgres_start            starts one and sets POSTGRES_PORT, POSTGRES_FOLDER and POSTGRES_BIN
#   postgres_start durable    the same with fsync, as measurements need it
#   postgres_url ROLE [DB]    prints a connection URL
#   postgres_stop             stops it and removes its folder; harmless when none runs

POSTGRES_FOLDER=
POSTGRES_PORT=
POSTGRES_BIN=

# The server refuses to run as root, so root hands it to the user that the Debian package makes.
postgres_as() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# Debian keeps the server's programs out of PATH, one folder a version.
postgres_find_bin() {
    local found
    found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
    [ -x "$found" ] || found=$(command -v initdb || true)
    [ -n "$found" ] && POSTGRES_BIN=$(dirname "$(readlink -f "$found")") && [ -x "$POSTGRES_BIN/postgres" ]
}

# A run that was killed outright leaves its server behind. The lock it held is free then, and only then.
postgres_sweep() {
    local folder
    for folder in /tmp/helsefellesskap-pg.*; do
        [ -O "$folder/lock" ] || continue
        (
            flock --nonblock 8 || exit 0
            [ ! -f "$folder/data/postmaster.pid" ] ||
                postgres_as "$POSTGRES_BIN/pg_ctl" stop -D "$folder/data" -m immediate >/dev/null 2>&1 || true
            rm -rf "$folder"
        ) 8<"$folder/lock"
    done
}

# A port is free only once one holds it, so the server itself tries: below the range the system gives to clients.
postgres_listen() {
    local settings=$1 attempt
    for attempt in 1 2 3 4 5 6 7 8; do
        POSTGRES_PORT=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if postgres_as "$POSTGRES_BIN/pg_ctl" start -s -w -t 60 -D "$POSTGRES_FOLDER/data" \
            -l "$POSTGRES_FOLDER/log/server.$attempt.log" -o "-p $POSTGRES_PORT $settings" 9>&-; then
            return 0
        fi
        grep -qi "address already in use" "$POSTGRES_FOLDER/log/server.$attempt.log" || break
    done
    cat "$POSTGRES_FOLDER"/log/server.*.log >&2
    return 1
}

postgres_start() {
    local settings="-c listen_addresses=127.0.0.1 -c max_connections=400 -c shared_buffers=256MB -c TimeZone=UTC"
    # Nothing in a test outlives its server, so nothing needs to survive a power cut.
    [ "${1:-}" = durable ] || settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

    postgres_find_bin || { echo "postgres: initdb not found" >&2; return 1; }
    postgres_sweep
    # /tmp whatever TMPDIR says: another user must reach it, and a socket's path may not be long.
    POSTGRES_FOLDER=$(mktemp -d /tmp/helsefellesskap-pg.XXXXXX)
    mkdir "$POSTGRES_FOLDER/log" "$POSTGRES_FOLDER/socket"
    # Named only once it is held, so that no other run's sweep takes this folder for an abandoned one.
    exec 9>"$POSTGRES_FOLDER/lock.new"
    flock 9
    mv "$POSTGRES_FOLDER/lock.new" "$POSTGRES_FOLDER/lock"
    if [ "$(id -u)" -eq 0 ]; then
        chown postgres "$POSTGRES_FOLDER" "$POSTGRES_FOLDER/log" "$POSTGRES_FOLDER/socket"
        chmod 711 "$POSTGRES_FOLDER"
    fi
    settings+=" -c unix_socket_directories=$POSTGRES_FOLDER/socket"

    # The C.UTF-8 locale orders alike everywhere; trust is safe since only loopback and the private socket are listened on.
    postgres_as "$POSTGRES_BIN/initdb" --pgdata="$POSTGRES_FOLDER/data" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$POSTGRES_FOLDER/log/initdb.log" 2>&1 9>&- ||
        { cat "$POSTGRES_FOLDER/log/initdb.log" >&2; return 1; }
    postgres_listen "$settings" || return 1

    # `owner` migrates and backs up and never serves; `serving` neither owns a table nor steps round row-level security.
    postgres_as "$POSTGRES_BIN/psql" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        --host="$POSTGRES_FOLDER/socket" --port="$POSTGRES_PORT" --username=postgres --dbname=postgres 9>&- <<'SQL'
CREATE ROLE owner LOGIN BYPASSRLS CREATEDB NOSUPERUSER;
CREATE ROLE serving LOGIN NOBYPASSRLS NOCREATEDB NOSUPERUSER;
GRANT CREATE ON DATABASE postgres TO owner;
GRANT CREATE ON SCHEMA public TO owner;
SQL
}

postgres_url() {
    echo "postgres://$1@127.0.0.1:$POSTGRES_PORT/${2:-postgres}"
}

postgres_stop() {
    [ -n "$POSTGRES_FOLDER" ] || return 0
    if [ -f "$POSTGRES_FOLDER/data/postmaster.pid" ]; then
        # Clients are not waited for, and nothing is worth a checkpoint.
        postgres_as "$POSTGRES_BIN/pg_ctl" stop -s -w -t 30 -m immediate -D "$POSTGRES_FOLDER/data" >/dev/null 2>&1 || true
    fi
    exec 9>&-
    rm -rf "$POSTGRES_FOLDER"
    POSTGRES_FOLDER=
}
