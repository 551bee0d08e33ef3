# `just` lists the recipes. Each is one plain command: without just, copy it.

_default:
    @just --list --unsorted

# The counter on the demo shop, no server needed
run *args:
    cargo run --release -- {{ args }}

# The server with the demo shop, on http://127.0.0.1:8000
serve *args:
    cargo run --release -p comanda-server -- serve --demo {{ args }}

# Load the demo shop into DATABASE_URL (twice is once)
demo:
    cargo run --release -p comanda-server -- demo

# Before each commit: formatting, arrows, house rules, clippy
check:
    .ci/run quick
    just lint

# Clippy as the gate runs it
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# Format everything
fmt:
    cargo fmt --all

# The whole suite on SQLite
test *args:
    cargo test --workspace {{ args }}

# The whole suite on a throwaway PostgreSQL
test-postgres *args:
    #!/usr/bin/env bash
    set -euo pipefail
    trap 'tests/services down' EXIT
    exports=$(tests/services up postgres)
    eval "$exports"
    cargo test --workspace {{ args }}

# Accept or reject changed screen snapshots (cargo install cargo-insta)
snapshots:
    cargo insta test --review -p comanda

# Plays the model of the shop's money against a real server: 10,000 games of 50 acts
model *args:
    cargo run --release -p comanda-tests --bin model -- {{ args }}

# Ten thousand orders while the worker is killed every two seconds; every letter and call must arrive
effects *args:
    cargo build --release -p comanda-server
    cargo run --release -p comanda-tests --bin effects -- target/release/comanda-server {{ args }}

# Throughput tables; figures are printed, never judged
bench *args:
    cargo run --release -p comanda-tests --bin bench -- {{ args }}

# Licences, banned crates, sources and known vulnerabilities (cargo install --locked cargo-deny)
deny:
    cargo deny check

# The documentation of all crates, in a browser
doc:
    cargo doc --workspace --no-deps --open

# Everything the gate runs
ci:
    .ci/run
