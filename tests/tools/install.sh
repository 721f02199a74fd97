# Installs what the tests need and the machine lacks. Sourced, not run. Everything is either there afterwards or the
# function fails with one line that says what to do.

die() {
    echo "error: $*" >&2
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        # Without a terminal nobody can type a password, so sudo must not wait for one.
        if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
    else
        return 1
    fi
}

APT_UPDATED=
apt_install() {
    command -v apt-get >/dev/null || { die "missing $*, and this is no Debian or Ubuntu: please install by hand"; return 1; }
    echo "installing $*"
    # The lists are fetched once a run, and a second run at the same time is waited for.
    if [ -z "$APT_UPDATED" ]; then
        as_root apt-get -qq -o DPkg::Lock::Timeout=300 update || { die "apt-get update failed; needed for: $*"; return 1; }
        APT_UPDATED=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 \
        install "$@" >/dev/null || die "could not install $* (root or sudo is needed)"
}

ensure_rust() {
    command -v cargo >/dev/null || { die "Rust is missing: install it with rustup, then run this again"; return 1; }
    local component
    for component in fmt clippy; do
        cargo "$component" --version >/dev/null 2>&1 && continue
        [ "$component" = fmt ] && component=rustfmt
        echo "installing $component"
        rustup component add "$component" || { die "$component is missing and rustup could not add it"; return 1; }
    done
}

# SQLite and libpq are built from source.
ensure_c_compiler() {
    command -v cc >/dev/null || apt_install gcc libc6-dev
}

# The address the demonstration prints is tried as it is printed.
ensure_curl() {
    command -v curl >/dev/null || apt_install curl ca-certificates
}

ensure_postgres() {
    if ! postgres_find_bin; then
        # The package would otherwise make and start a cluster of its own that nobody asked for.
        local quiet=/etc/postgresql-common/createcluster.d/helsefellesskap-tests.conf
        as_root mkdir -p "${quiet%/*}" && echo "create_main_cluster = false" | as_root tee "$quiet" >/dev/null
        apt_install postgresql || { as_root rm -f "$quiet"; return 1; }
        as_root rm -f "$quiet"
        postgres_find_bin || { die "PostgreSQL was installed, yet its server is not to be found"; return 1; }
    fi
    local version
    version=$("$POSTGRES_BIN/postgres" --version | grep -oE '[0-9]+' | head -n 1)
    [ "$version" -ge 14 ] || { die "PostgreSQL $version is too old: 14 or newer is needed"; return 1; }
    [ "$(id -u)" -ne 0 ] || id postgres >/dev/null 2>&1 ||
        die "PostgreSQL does not run as root and there is no user 'postgres': make one with 'useradd --system postgres'"
}

# Sets PYTHON, an interpreter that can make environments. Some installations have the one without the other.
find_python() {
    for PYTHON in python3 python3.13 python3.12 python3.11; do
        "$PYTHON" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return 0
    done
    return 1
}

# Sets TEST_PYTHON, an interpreter that has the independent judges of tests/tools/requirements.txt. They are kept in
# target/, by the digest of that list, for all later runs.
ensure_python() {
    local folder list="$ROOT/tests/tools/requirements.txt"
    folder=$TARGET/tools/python-$(sha256sum "$list" | cut -c1-12)
    mkdir -p "${folder%/*}"
    (
        flock 7
        # What the environment was made from may have gone since.
        [ -f "$folder/complete" ] && "$folder/bin/python" -c '' 2>/dev/null && exit 0
        find_python || { apt_install python3 python3-venv && find_python; } ||
            { die "Python 3.11 or newer with its venv is needed"; exit 1; }
        echo "installing the independent judges"
        # The list is whole, so nothing beside it is asked for; `check` tells when it is not.
        "$PYTHON" -m venv --clear "$folder" &&
            "$folder/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --no-deps -r "$list" &&
            "$folder/bin/python" -m pip --disable-pip-version-check check >&2 &&
            touch "$folder/complete"
    ) 7>"$folder.lock" || { die "pip could not install the independent judges"; return 1; }
    export TEST_PYTHON=$folder/bin/python
}

# Sets NODE_TOOLS, the folder with the packages of tests/tools/package.json. It is kept in target/, by the digest of its
# lock file, for all later runs.
ensure_node_tools() {
    command -v node >/dev/null && command -v npm >/dev/null || apt_install nodejs npm || return 1
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 18) ? 0 : 1)' ||
        { die "Node.js $(node --version) is too old: 18.18 or newer is needed"; return 1; }

    local folder lock="$ROOT/tests/tools/package-lock.json"
    folder=$TARGET/tools/node-$(sha256sum "$lock" | cut -c1-12)
    mkdir -p "$folder"
    (
        flock 7
        [ -f "$folder/complete" ] && exit 0
        echo "installing the contract's tools"
        cp "$ROOT/tests/tools/package.json" "$lock" "$folder"
        # No package's own install script is run: none is needed, and one of them only reports usage.
        (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch "$folder/complete"
    ) 7>"$folder/lock" || { die "npm could not install the contract's tools"; return 1; }
    NODE_TOOLS=$folder/node_modules
    SPECTRAL=$NODE_TOOLS/@stoplight/spectral-cli/dist/index.js
    # Spectral looks for rule sets beside the folder it is called from, and here.
    export NODE_PATH=$NODE_TOOLS
}
