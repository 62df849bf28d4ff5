#!/bin/sh
# Checks what ./demo leaves in a folder: every file whole, the report self-contained.
cd "$1" || exit 1
for f in report.html result.json run.json confusion.csv weights.npy weights-start.npy theta.npy spikes.csv \
    hysteresis.csv command.txt; do
    [ -s "$f" ] || { echo "$1/$f is missing or empty"; exit 1; }
done
if ls | grep -q '\.tmp'; then echo "half-written files left"; ls; exit 1; fi
grep -q '</html>' report.html || { echo "report.html is cut short"; exit 1; }
if grep -Eq '(src|href)="(https?:)?//' report.html; then echo "report.html needs other files"; exit 1; fi
grep -q '"accuracy"' result.json || { echo "result.json has no accuracy"; exit 1; }
