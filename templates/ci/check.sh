circle() { node "${RUNNER_TEMP:-/tmp}/circle-program/bin/circle.js" "$@"; }
case "$BEFORE" in
  *[!0]*)
    if ! git cat-file -e "$BEFORE^{commit}"; then
      echo "The history was written anew: the commit $BEFORE, which was here before, is not part of it."
      exit 1
    fi ;;
esac
status=0
circle check -C "$CIRCLE_FOLDER" || status=$?
circle check -C "$CIRCLE_FOLDER" --change "$BEFORE$DOTS$AFTER" || status=$?
exit "$status"
