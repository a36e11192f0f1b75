#!/usr/bin/env bash
# Compares the product with the raw socket and with other STOMP clients, in one interleaved run, and writes docs/performance.md with a chart.
# Before that it measures steps, growth, memory and the like; benchmarks/notes.md, written by hand, stands at the end.
# Takes about an hour on a machine that does nothing else.
#
#   benchmarks/compare.sh [--rounds N] [--seconds S] [--modes send …] [--sizes 256 …]
#   OTHERS=kept benchmarks/compare.sh …    steps, growth and the like as they were measured last
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
missing=()
for package in python3-stomp ruby-stomp php8.2-cli php8.2-stomp util-linux; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
# node comes with npm where it is not Debian's.
command -v npm >/dev/null || missing+=(nodejs npm)
if [ ${#missing[@]} -ne 0 ]; then
  "${as_root[@]}" apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" >/dev/null
fi

build=$PWD/artifacts/benchmarks
mkdir -p "$build/rivals"
cp benchmarks/rivals/* "$build/rivals/"
(cd "$build/rivals" && npm install --no-audit --no-fund --silent)
dotnet publish Stomp.Cli -c Release -v quiet -o "$build/stomp"
dotnet publish benchmarks/Peer -c Release -v quiet -o "$build/peer"
dotnet publish benchmarks/Compare -c Release -v quiet -o "$build/compare"
if [ "${OTHERS:-}" != kept ]; then
  dotnet run -c Release --project benchmarks/Suites -- --filter '*' --artifacts "$build/suites" --figures "$build/suites.jsonl" >"$build/suites.log"
  dotnet run -c Release --project benchmarks/Measure -- figures --figures "$build/figures.jsonl" >"$build/figures.log"
fi

exec "$build/compare/stomp-compare" --ours "$build/stomp/stomp" --peer "$build/peer/stomp-peer" --rivals "$build/rivals" \
  --figures "$build/suites.jsonl" "$build/figures.jsonl" --notes benchmarks/notes.md --output docs/performance.md "$@"
