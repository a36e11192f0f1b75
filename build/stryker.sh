#!/usr/bin/env bash
# Mutates one folder of the core with Stryker and runs the folder's own example tests and properties, these with 20 cases each, against every mutant.
#
#   build/stryker.sh Heartbeats      also Reconnection, Frames, Sessions
#   build/stryker.sh --again Heartbeats    only where mutants survived so far, after tests were written; the sources must be what they were
#   build/stryker.sh --scores        what the runs so far came to, and which mutants survived
#
# A folder is done in parts of a few files. A part that is done is not done again, so a run that was stopped goes on where it was;
# remove artifacts/stryker/FOLDER to begin anew.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

lines_per_part=1200
artifacts=$PWD/artifacts/stryker
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 FewCases=true RunAnalyzers=false

again=no
if [ "${1:-}" = --again ]; then again=yes; shift; fi
if [ $# -ne 1 ]; then sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 2; fi
if [ "$1" = --scores ]; then exec dotnet run build/scores.cs -- "$artifacts"; fi
folder=$1
if [ ! -d "Stomp.Pure/$folder" ]; then echo "there is no Stomp.Pure/$folder" >&2; exit 2; fi

# Files in parts of about so many lines.
parts() {
  local file lines sum=0 part=()
  for file in Stomp.Pure/"$folder"/*.cs; do
    lines=$(wc -l <"$file")
    if [ ${#part[@]} -gt 0 ] && [ $((sum + lines)) -gt "$lines_per_part" ]; then printf '%s\n' "${part[*]}"; part=() sum=0; fi
    part+=("$(basename "$file" .cs)")
    sum=$((sum + lines))
  done
  printf '%s\n' "${part[*]}"
}

dotnet tool restore >/dev/null
mkdir -p "$artifacts"
sed "s/FOLDER/$folder/" build/stryker.json >"$artifacts/$folder.json"
dotnet build Stomp.Pure.Tests -v quiet -clp:NoSummary
dotnet build properties -v quiet -clp:NoSummary
if [ "$again" = yes ]; then
  arguments=()
  while IFS= read -r place; do arguments+=(--mutate "$place"); done < <(dotnet run build/scores.cs -- "$artifacts" "$folder")
  if [ ${#arguments[@]} -gt 0 ]; then
    (cd Stomp.Pure.Tests && dotnet stryker --config-file "$artifacts/$folder.json" "${arguments[@]}" --output "$artifacts/$folder/again-$(date +%s)" </dev/null)
  fi
  exec dotnet run build/scores.cs -- "$artifacts"
fi

parts | while IFS= read -r part; do
  name=${part// /+}
  out=$artifacts/$folder/$name
  if [ -f "$out/reports/mutation-report.json" ]; then echo "$folder: $part is done"; continue; fi
  echo "$folder: $part"
  arguments=()
  for file in $part; do arguments+=(--mutate "**/$folder/$file.cs"); done
  (cd Stomp.Pure.Tests && dotnet stryker --config-file "$artifacts/$folder.json" "${arguments[@]}" --output "$out" </dev/null)
done
exec dotnet run build/scores.cs -- "$artifacts"
