# The steps that judge the contract as a document. Sourced, not run; ROOT, NODE_TOOLS, SPECTRAL, TEST_PYTHON and LOGS are
# set by then.

CONTRACT=openapi/openapi.json

lint_selftest() {
    node tests/tools/lint-selftest.mjs "$SPECTRAL" openapi/rules.spectral.yaml openapi/rules.test "$LOGS/lint"
}

# A judge is believed when it finds sound what is sound and has been seen to refuse what is not.
redocly() { node "$NODE_TOOLS/@redocly/cli/bin/cli.js" lint --config openapi/redocly.yaml "$1"; }
validator() { "$TEST_PYTHON" -m openapi_spec_validator "$1"; }

lint() {
    local judge
    [ -f "$CONTRACT" ] || { die "$CONTRACT is missing"; return 1; }
    node "$SPECTRAL" lint --ruleset openapi/rules.spectral.yaml --fail-severity=warn "$CONTRACT" || return 1
    for judge in redocly validator; do
        "$judge" "$CONTRACT" || { die "$judge refuses $CONTRACT"; return 1; }
        ! "$judge" openapi/broken.json >"$LOGS/$judge-broken.log" 2>&1 || { die "$judge let openapi/broken.json pass"; return 1; }
    done
    node tests/tools/schema-names.mjs api/src openapi/src
}

diff_selftest() { node tests/tools/contract-diff-selftest.mjs openapi/released.test; }

# Whoever integrated with the last release can go on.
released() { node tests/tools/contract-diff.mjs openapi/released "$CONTRACT"; }

# --- The running service ---

PROGRAM=$TARGET/debug/helsefellesskap

judged_sqlite() { "$TEST_PYTHON" tests/contract/fuzz.py "$PROGRAM" "$LOGS/judged-sqlite" sqlite; }

judged_postgres() {
    "$POSTGRES_BIN/psql" -qX -v ON_ERROR_STOP=1 "$(postgres_url owner)" -c "CREATE DATABASE judged" || return 1
    JUDGED_POSTGRES=$(postgres_url serving judged) JUDGED_POSTGRES_OWNER=$(postgres_url owner judged) \
        "$TEST_PYTHON" tests/contract/fuzz.py "$PROGRAM" "$LOGS/judged-postgres" postgres
}

# A client is made from the contract, compiled, and walks the README's path.
typescript_client() {
    local folder=$LOGS/ts-client port demo status=0 patience=600
    mkdir -p "$folder"
    cp tests/ts-client/* "$folder"
    ln -s "$NODE_TOOLS" "$folder/node_modules"
    node "$NODE_TOOLS/openapi-typescript/bin/cli.js" "$CONTRACT" -o "$folder/schema.d.ts" || return 1
    (cd "$folder" && node "$NODE_TOOLS/typescript/bin/tsc" -p .) || return 1
    port=$("$TEST_PYTHON" -c 'import sys; sys.path.insert(0, "tests/contract"); import region; print(region.free_port(2))')
    "$PROGRAM" demo --port "$port" --data "$folder/data" >"$folder/demo.log" 2>&1 &
    demo=$!
    until grep -q "Stop with Ctrl-C" "$folder/demo.log"; do
        kill -0 "$demo" 2>/dev/null && [ $((patience -= 1)) -gt 0 ] || { cat "$folder/demo.log"; die "no demonstration"; return 1; }
        sleep 0.2
    done
    node "$folder/out/walk.js" "$port" || status=1
    kill "$demo" && wait "$demo" || status=1
    return "$status"
}
