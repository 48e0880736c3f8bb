program="${RUNNER_TEMP:-/tmp}/circle-program"
rm -rf "$program"
git clone --quiet --no-checkout -- "$CIRCLE_SOURCE" "$program"
git -C "$program" checkout --quiet --detach "${CIRCLE_VERSION:-HEAD}"
(cd "$program" && npm ci --ignore-scripts --no-audit --no-fund && node bin/build.mjs)
