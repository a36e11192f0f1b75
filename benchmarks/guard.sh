#!/usr/bin/env bash
# Counts what messages cost in allocations and socket calls, and fails when a case is above its ceiling in benchmarks/ceilings.txt.
# Seconds do not enter, so it holds on any machine.
#
#   benchmarks/guard.sh            compares
#   benchmarks/guard.sh --update   writes the ceilings anew, with some room
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

dotnet build benchmarks/Measure -c Release --nologo -v quiet -clp:NoSummary -p:RunAnalyzers=false
exec timeout 300 benchmarks/Measure/bin/Release/net10.0/stomp-measure guard --file benchmarks/ceilings.txt "$@"
