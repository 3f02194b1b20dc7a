#!/usr/bin/env bash
# Installs what experiments/packages.txt and any further LISTs name and this machine lacks; quick when nothing is missing.
# Usage: experiments/install_packages.sh [LIST ...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

for list in "$@"; do [ -r "$list" ] || { echo "error: no list of packages '$list'" >&2; exit 2; }; done
missing=()
while read -r package; do
  case "$package" in ''|'#'*) continue ;; esac
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done < <(cat "$here/packages.txt" "$@")
[ "${#missing[@]}" -gt 0 ] || exit 0

echo "installing: ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "error: ${missing[*]} missing and neither root nor sudo here: install them, then run again" >&2; exit 1; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "error: apt-get could not install: ${missing[*]}" >&2
  exit 1
fi
