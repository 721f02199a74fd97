# Who may know whom among the crates. Sourced, not run.
#   domain <- persistence <- api -> openapi, domain <- pictures <- api, and the tests see the outside. Tests alone know their places.

# The crates of the workspace that a crate may name in its Cargo.toml, for development included.
allowed_neighbours() {
    case $1 in
        domain) ;;
        persistence) echo domain places ;;
        openapi) ;;
        pictures) echo domain ;;
        api) echo domain persistence openapi pictures ;;
        tests) echo domain persistence openapi pictures api places ;;
        places) ;;
        *) return 1 ;;
    esac
}

# Crates that may be found nowhere below a crate, however deep.
forbidden_below() {
    case $1 in
        domain) echo diesel libsqlite3-sys pq-sys actix-web reqwest tokio utoipa ;;
        persistence) echo actix-web reqwest utoipa places ;;
        openapi) echo diesel libsqlite3-sys pq-sys actix-web reqwest tokio ;;
        pictures) echo diesel libsqlite3-sys pq-sys actix-web reqwest tokio utoipa ;;
    esac
}

# Every crate that goes into a crate's library or program, one name a line.
crates_below() {
    cargo tree --locked --package "$1" --all-features --edges normal,build --prefix none --format '{p}' | cut -d' ' -f1
}

workspace_crates() {
    cargo tree --locked --workspace --depth 0 --prefix none --format '{p}' | cut -d' ' -f1 | sed '/^$/d' | sort -u
}

neighbours() {
    cargo tree --locked --package "$1" --depth 1 --edges normal,build,dev --prefix none --format '{p}' | cut -d' ' -f1
}

contains() { grep -qxF -- "$2" <<<"$1"; }

check_purity() {
    local crate below name faults=0
    # The check must be able to find something: these crates are known to be where we look for them.
    below=$(crates_below persistence) && contains "$below" diesel || { echo "control failed: diesel not found below persistence"; return 1; }
    below=$(crates_below api) && contains "$below" actix-web || { echo "control failed: actix-web not found below api"; return 1; }
    for crate in domain persistence openapi; do
        below=$(crates_below "$crate") && contains "$below" "$crate" || { echo "could not list what $crate is built from"; return 1; }
        for name in $(forbidden_below "$crate"); do
            contains "$below" "$name" || continue
            echo "$crate must not know $name; it comes in this way:"
            cargo tree --locked --package "$crate" --all-features --edges normal,build --invert "$name"
            faults=$((faults + 1))
        done
    done
    [ "$faults" -eq 0 ] && echo "domain, persistence and openapi know nothing they must not"
}

check_arrows() {
    local crates crate near name allowed faults=0
    crates=$(workspace_crates) && contains "$crates" domain || { echo "could not list the workspace"; return 1; }
    for crate in $crates; do
        allowed=$(allowed_neighbours "$crate") || { echo "$crate has no row in tests/tools/arrows.sh"; return 1; }
        near=$(neighbours "$crate") || return 1
        for name in $near; do
            [ "$name" != "$crate" ] && contains "$crates" "$name" || continue
            contains "${allowed// /$'\n'}" "$name" || { echo "$crate must not depend on $name"; faults=$((faults + 1)); }
        done
    done
    # Were the reading above broken, no arrow at all would be seen.
    near=$(neighbours persistence) && contains "$near" domain || { echo "control failed: persistence -> domain not seen"; return 1; }
    [ "$faults" -eq 0 ] && echo "every arrow is an allowed one"
}
