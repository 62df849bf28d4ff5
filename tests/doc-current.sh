#!/bin/sh
# The committed doc/models.md is what the ifspec.ifs of the code models now give ($MODELS_MD, of the build tree).
: "${MODELS_MD:?set MODELS_MD to the path of the generated gen/models.md}"
committed=${srcdir:-$(dirname "$0")/..}/doc/models.md
diff -u "$committed" "$MODELS_MD" && exit 0
echo "FAILED: doc/models.md is not what the code models say now: run 'make update-doc' and commit it"
exit 1
