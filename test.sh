#!/usr/bin/env bash
# Sets up what the tests need, builds the solution, runs all of its tests and the samples, and counts what messages cost.
#
#   ./test.sh              everything
#   ./test.sh --no-setup   without installing anything
#   ./test.sh --rows       also lists what each [Trait("Row", ...)] of the tests came to; a row without a test is a failure
#
# The last line is "N passed, N failed, N skipped", summed from the result files. With CI=true or STOMP_BROKERS=required
# a test that did not run is a failure; otherwise tests of brokers that are not installed are skipped and say so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

solution=Stomp.sln
results=$PWD/TestResults
packages=(rabbitmq-server activemq stompserver python3-stomp openssl chromium tcpdump)
setup=yes
rows=no
problems=()

for argument in "$@"; do
  case $argument in
    --no-setup) setup=no ;;
    --rows) rows=yes ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    *) echo "unknown option $argument; see ./test.sh --help" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
exec </dev/null

bold='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; fi

say() { printf '%s[%3ds] %s%s\n' "$bold" "$SECONDS" "$*" "$plain"; }

problem() {
  problems+=("$*")
  printf '%sFAILED: %s%s\n' "$red" "$*" "$plain"
}

required() { [ "${CI:-}" = true ] || [ "${STOMP_BROKERS:-}" = required ]; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Debian starts a server as soon as it is installed, unless this file says no.
install_packages() {
  local policy=/usr/sbin/policy-rc.d own='' status=0 as_root=()
  if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
    if [ ! -t 1 ] || [ "${CI:-}" = true ]; then as_root+=(-n); fi
  fi
  if [ ! -e "$policy" ]; then
    own=yes
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null || return 1
    "${as_root[@]}" chmod 755 "$policy" || status=1
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update || status=1
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null || status=1
  [ -z "$own" ] || "${as_root[@]}" rm -f "$policy"
  return "$status"
}

set_up() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "no Debian: brokers are left as they are"
    return
  fi
  for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  say "installing ${missing[*]}"
  if install_packages "${missing[@]}"; then return; fi
  if required; then problem "could not install ${missing[*]}"; else say "not installed; tests that need them will be skipped"; fi
}

# The projects of the solution for which an MSBuild property is true.
projects() {
  local project
  dotnet sln "$solution" list | tr '\134' / | tr -d '\r' | grep -E '\.(cs|fs)proj$' | while IFS= read -r project; do
    if [ "$(dotnet msbuild "$project" -getProperty:"$1")" = "$2" ]; then printf '%s\n' "$project"; fi
  done
}

test_project() {
  local project=$1 name trx counts status=0
  name=$(basename "${project%.*}")
  trx=$results/$name.trx
  say "testing $name"
  dotnet test "$project" --no-build --no-restore --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=minimal" --blame-hang-timeout 10m --blame-hang-dump-type none || status=$?
  counts=''
  if [ -f "$trx" ]; then
    counts=$(sed -nE 's/.*<Counters total="([0-9]+)" executed="([0-9]+)" passed="([0-9]+)".*/\1 \2 \3/p' "$trx")
  fi
  if [ -z "$counts" ]; then
    problem "$name left no results"
    return
  fi
  local total executed passes
  read -r total executed passes <<<"$counts"
  passed=$((passed + passes))
  failed=$((failed + executed - passes))
  skipped=$((skipped + total - executed))
  if [ "$total" -eq 0 ]; then problem "$name has no tests"; fi
  if [ "$executed" -ne "$passes" ]; then
    problem "$((executed - passes)) tests of $name"
  elif [ "$status" -ne 0 ]; then
    problem "$name ended with $status, although no test failed"
  fi
}

run_sample() {
  say "running $1"
  dotnet run --project "$1" --no-build || problem "$1 ended with $?"
}

list_rows() {
  local project assemblies=()
  say "rows: outcome, number and names of the tests that stand for each"
  for project in "$@"; do assemblies+=("$(dotnet msbuild "$project" -getProperty:TargetPath)"); done
  dotnet run build/rows.cs -- "$results" "${assemblies[@]}" || problem "the rows: not each has its tests"
}

passed=0 failed=0 skipped=0
if [ "$setup" = yes ]; then set_up; fi

say "building $solution"
if ! dotnet build "$solution" --nologo -v quiet -clp:NoSummary; then
  problem "the build"
  echo "0 passed, 0 failed, 0 skipped"
  exit 1
fi

./mutants.sh --check || problem "mutations of build/mutations.txt that cannot be made"

rm -rf "$results"
mkdir -p "$results"
mapfile -t test_projects < <(projects IsTestProject true)
if [ ${#test_projects[@]} -eq 0 ]; then problem "$solution has no test projects"; fi
for project in "${test_projects[@]}"; do test_project "$project"; done

# A sample that needs a broker is run by the tests that start one.
mapfile -t samples < <(projects RunsByItself true)
if [ ${#samples[@]} -eq 0 ]; then problem "$solution has no samples"; fi
for project in "${samples[@]}"; do run_sample "$project"; done

say "counting allocations and socket calls"
benchmarks/guard.sh || problem "the guard: what costs more than its ceiling in benchmarks/ceilings.txt"

if [ "$rows" = yes ]; then list_rows "${test_projects[@]}"; fi
if required && [ "$skipped" -ne 0 ]; then problem "$skipped tests did not run, and here all must"; fi

say "done, with results in ${results#"$PWD"/}"
for text in "${problems[@]}"; do printf '%sFAILED: %s%s\n' "$red" "$text" "$plain"; done
echo "$passed passed, $failed failed, $skipped skipped"
[ ${#problems[@]} -eq 0 ]
