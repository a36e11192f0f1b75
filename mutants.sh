#!/usr/bin/env bash
# Breaks the product in the ways that build/mutations.txt lists, one at a time in a copy of the tree, and runs the tests that must notice.
#
#   ./mutants.sh              all of them
#   ./mutants.sh M01 'M1*'    those with these names
#   ./mutants.sh --control …  runs the tests of each on the unbroken tree as well, where they must pass
#   ./mutants.sh --table …    asks every kind of test about each, and says which of them alone notice; the unbroken tree comes first
#   ./mutants.sh --list …     says what they are
#   ./mutants.sh --check      only whether every text that is to be replaced stands exactly once in its file
#
# Ends with 1 when a mutant survived, did not build or could not be made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

list=build/mutations.txt
names=() files=() olds=() news=() projects=() filters=()
# The kinds of tests that --table asks: a project, its filter. Costs depend on what else the machine does, and have no say.
kinds=(properties simulation golden examples)
kind_projects=(properties properties Stomp.Pure.Tests Stomp.Pure.Tests)
kind_filters=('FullyQualifiedName!~SimulationTests'
  'FullyQualifiedName~SimulationTests.The_first_two_hundred_worlds_hold'
  'FullyQualifiedName~GoldenTests'
  'FullyQualifiedName!~GoldenTests&FullyQualifiedName!~House&FullyQualifiedName!~CostTests&FullyQualifiedName!~A_step_costs&FullyQualifiedName!~A_replay_is_fast')
problems=0
mode=run
control=no
wanted=()

for argument in "$@"; do
  case $argument in
    --check) mode=check ;;
    --list) mode=list ;;
    --table) mode=table ;;
    --control) control=yes ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "unknown option $argument; see ./mutants.sh --help" >&2; exit 2 ;;
    *) wanted+=("$argument") ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1

problem() {
  problems=$((problems + 1))
  printf '%s\n' "$*"
}

# One entry: its name alone on a line, then what it is, indented.
read_list() {
  local line word rest last=-1 number=0
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case $line in
      '' | '#'*) continue ;;
      ' '*)
        read -r word rest <<<"$line"
        case $word in
          file) files[last]=$rest ;;
          -) olds[last]=$rest ;;
          +) news[last]=$rest ;;
          test) projects[last]=${rest%% *} filters[last]=${rest#* } ;;
          *) problem "$list:$number: $word is none of file, -, +, test" ;;
        esac
        ;;
      *)
        last=$((last + 1))
        names[last]=$line files[last]='' olds[last]='' news[last]='' projects[last]='' filters[last]=''
        ;;
    esac
  done <"$list"
}

is_wanted() {
  local pattern
  [ ${#wanted[@]} -gt 0 ] || return 0
  for pattern in "${wanted[@]}"; do
    # shellcheck disable=SC2053
    if [[ $1 == $pattern ]]; then return 0; fi
  done
  return 1
}

# A file with its last line feeds, which $(<file) would drop.
content() {
  local text
  text=$(cat "$1" && printf x)
  printf '%s' "${text%x}"
}

check() {
  local i=$1 text rest
  if [ -z "${files[i]}" ] || [ -z "${olds[i]}" ] || [ -z "${projects[i]}" ]; then problem "${names[i]}: file, - or test is missing"; return; fi
  if [ ! -f "${files[i]}" ]; then problem "${names[i]}: there is no ${files[i]}"; return; fi
  if [ ! -d "${projects[i]}" ]; then problem "${names[i]}: there is no ${projects[i]}"; return; fi
  if [ "${olds[i]}" = "${news[i]}" ]; then problem "${names[i]}: it changes nothing"; return; fi
  text=$(content "${files[i]}")
  if [[ $text != *"${olds[i]}"* ]]; then problem "${names[i]}: not in ${files[i]}: ${olds[i]}"; return; fi
  rest=${text#*"${olds[i]}"}
  if [[ $rest == *"${olds[i]}"* ]]; then problem "${names[i]}: more than once in ${files[i]}: ${olds[i]}"; fi
}

# How many tests ran and how many of them passed; nothing when none was found. What follows project and filter goes to dotnet test.
run_tests() {
  local project=$1 filter=$2 results=$copy/TestResults trx
  rm -rf "$results"
  (cd "$copy" && timeout 1200 dotnet test "$project" --no-build --no-restore --filter "$filter" --results-directory "$results" \
    --logger trx --blame-hang-timeout 5m --blame-hang-dump-type none "${@:3}") >"$copy/test.log" 2>&1 </dev/null || true
  trx=$(find "$results" -name '*.trx' 2>/dev/null | head -n 1)
  [ -n "$trx" ] || return 0
  sed -nE 's/.*<Counters total="[0-9]+" executed="([0-9]+)" passed="([0-9]+)".*/\1 \2/p' "$trx"
}

# Fast is enough: neither the rules of the house nor warnings are what a mutant is to be caught by.
build() {
  (cd "$copy" && dotnet build "$1" -v quiet --nologo -clp:NoSummary -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false) >"$copy/build.log" 2>&1 </dev/null
}

say() { printf '%-8s %-13s %s\n' "$@"; }

# Replaces the text in the copy; the file as it was stays in $before.
mutate() {
  local i=$1 file=$copy/${files[$1]}
  before=$(content "$file" && printf x)
  before=${before%x}
  printf '%s' "${before%%"${olds[i]}"*}${news[i]}${before#*"${olds[i]}"}" >"$file"
}

restore() { printf '%s' "$before" >"$copy/${files[$1]}"; }

# What each kind of tests makes of the copy as it stands. The first test that fails is enough.
row() {
  local cells=() kind counts executed passed built=''
  for kind in "${!kinds[@]}"; do
    if [ "$built" != "${kind_projects[kind]}" ]; then
      built=${kind_projects[kind]}
      if ! build "$built"; then say "$1" 'did not build' "$(grep -m 1 -oE 'error [A-Z]+[0-9]+: .*' "$copy/build.log" || true)"; problems=$((problems + 1)); return; fi
    fi
    counts=$(run_tests "$built" "${kind_filters[kind]}" -- xUnit.StopOnFail=true)
    read -r executed passed <<<"${counts:-0 0}"
    # A run that is stopped by its first failure may break off before it has counted it.
    if grep -qF '[FAIL]' "$copy/test.log"; then
      cells+=(caught)
    elif [ "$executed" -gt 0 ] && [ "$executed" -eq "$passed" ] && ! grep -qiF aborted "$copy/test.log"; then
      cells+=(-)
    else
      cells+=('no answer')
      problems=$((problems + 1))
    fi
  done
  # shellcheck disable=SC2059
  printf "$columns" "$1" "${cells[@]}"
}

run() {
  local i=$1 counts executed passed
  if [ "$control" = yes ]; then
    if ! build "${projects[i]}"; then problem "the unbroken tree does not build:"; grep -m 5 -E 'error' "$copy/build.log"; exit 1; fi
    counts=$(run_tests "${projects[i]}" "${filters[i]}")
    read -r executed passed <<<"${counts:-0 0}"
    if [ "$executed" -eq 0 ] || [ "$executed" -ne "$passed" ]; then
      say "${names[i]}" 'not red alone' "unbroken, $passed of $executed tests passed: ${filters[i]}"
      problems=$((problems + 1))
      return
    fi
  fi
  mutate "$i"
  if ! build "${projects[i]}"; then
    say "${names[i]}" 'did not build' "$(grep -m 1 -oE 'error [A-Z]+[0-9]+: .*' "$copy/build.log" || true)"
    problems=$((problems + 1))
  else
    counts=$(run_tests "${projects[i]}" "${filters[i]}")
    read -r executed passed <<<"${counts:-0 0}"
    if [ "$executed" -eq 0 ]; then
      say "${names[i]}" 'no test ran' "${filters[i]}"
      problems=$((problems + 1))
    elif [ "$executed" -eq "$passed" ]; then
      say "${names[i]}" survived "$passed tests passed: ${filters[i]}"
      problems=$((problems + 1))
    else
      say "${names[i]}" caught "by $((executed - passed)) of $executed tests: ${filters[i]}"
    fi
  fi
  restore "$i"
}

read_list
chosen=()
for i in "${!names[@]}"; do if is_wanted "${names[i]}"; then chosen+=("$i"); fi; done
if [ ${#chosen[@]} -eq 0 ]; then problem "$list has none of ${wanted[*]:-these}"; exit 1; fi

if [ "$mode" = list ]; then
  for i in "${chosen[@]}"; do printf '%s  %s\n  - %s\n  + %s\n  %s %s\n' "${names[i]}" "${files[i]}" "${olds[i]}" "${news[i]}" "${projects[i]}" "${filters[i]}"; done
  exit 0
fi

for name in $(printf '%s\n' "${names[@]}" | sort | uniq -d); do problem "$name stands twice in $list"; done
for i in "${!names[@]}"; do check "$i"; done
if [ "$problems" -gt 0 ]; then exit 1; fi
if [ "$mode" = check ]; then echo "${#names[@]} mutations can be made"; exit 0; fi

copy=$(mktemp -d "${TMPDIR:-/tmp}/mutants.XXXXXX")
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' path; do if [ -e "$path" ]; then printf '%s\0' "$path"; fi; done \
  | xargs -0 cp --parents -p -t "$copy"
if [ "$mode" = table ]; then
  columns='%-26s %-12s %-12s %-12s %s\n'
  # shellcheck disable=SC2059
  printf "$columns" '' "${kinds[@]}"
  row unbroken
  for i in "${chosen[@]}"; do mutate "$i"; row "${names[i]}"; restore "$i"; done
else
  for i in "${chosen[@]}"; do run "$i"; done
fi
[ "$problems" -eq 0 ]
