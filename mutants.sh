#!/usr/bin/env bash
# Breaks the product in the ways that build/mutations.txt lists, one at a time in a copy of the tree, and runs the tests that must notice.
#
#   ./mutants.sh              all of them
#   ./mutants.sh M01 'M1*'    those with these names
#   ./mutants.sh --control …  runs the tests of each on the unbroken tree as well, where they must pass
#   ./mutants.sh --list …     says what they are
#   ./mutants.sh --check      only whether every text that is to be replaced stands exactly once in its file
#
# Ends with 1 when a mutant survived, did not build or could not be made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

list=build/mutations.txt
names=() files=() olds=() news=() projects=() filters=()
problems=0
mode=run
control=no
wanted=()

for argument in "$@"; do
  case $argument in
    --check) mode=check ;;
    --list) mode=list ;;
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

# How many tests ran and how many of them failed; nothing when none was found.
run_tests() {
  local project=$1 filter=$2 results=$copy/TestResults trx
  rm -rf "$results"
  (cd "$copy" && timeout 1200 dotnet test "$project" --no-build --no-restore --filter "$filter" --results-directory "$results" \
    --logger trx --blame-hang-timeout 5m --blame-hang-dump-type none) >"$copy/test.log" 2>&1 </dev/null || true
  trx=$(find "$results" -name '*.trx' 2>/dev/null | head -n 1)
  [ -n "$trx" ] || return 0
  sed -nE 's/.*<Counters total="[0-9]+" executed="([0-9]+)" passed="([0-9]+)".*/\1 \2/p' "$trx"
}

# Fast is enough: neither the rules of the house nor warnings are what a mutant is to be caught by.
build() {
  (cd "$copy" && dotnet build "$1" -v quiet --nologo -clp:NoSummary -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false) >"$copy/build.log" 2>&1 </dev/null
}

say() { printf '%-8s %-13s %s\n' "$@"; }

run() {
  local i=$1 file=$copy/${files[$1]} text counts executed passed
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
  text=$(content "$file" && printf x)
  text=${text%x}
  printf '%s' "${text%%"${olds[i]}"*}${news[i]}${text#*"${olds[i]}"}" >"$file"
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
  printf '%s' "$text" >"$file"
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
for i in "${chosen[@]}"; do run "$i"; done
[ "$problems" -eq 0 ]
