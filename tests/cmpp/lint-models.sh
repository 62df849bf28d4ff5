#!/bin/sh
# Every interface file of ours passes the lint without a warning.
: "${CMPP:?set CMPP to the path of ngspike-cmpp}"
: "${srcdir:=.}"
made=$(dirname "${MODELS_MD:?}")
"$CMPP" lint --strict "$srcdir"/codemodels/*/ifspec.ifs "$made"/mem_*/ifspec.ifs
