#!/usr/bin/env bash
# Everything that is done with this repository: ./build.sh --help. The logic is in eng/Build.
set -eu
exec dotnet run --project "$(dirname "$0")/eng/Build" -c Release --verbosity quiet -- "$@"
