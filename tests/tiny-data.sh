# Sourced: writes `images` (24 of 4 x 4, one row bright in each) and `labels` (which row), IDX files, to the current folder.
awk 'BEGIN {
    printf "\\000\\000\\010\\003\\000\\000\\000\\030\\000\\000\\000\\004\\000\\000\\000\\004"
    for (i = 0; i < 24; i++) for (r = 0; r < 4; r++) for (c = 0; c < 4; c++) printf r == i % 3 ? "\\377" : "\\000"
}' | xargs -0 printf >images
awk 'BEGIN {
    printf "\\000\\000\\010\\001\\000\\000\\000\\030"
    for (i = 0; i < 24; i++) printf "\\00%d", i % 3
}' | xargs -0 printf >labels
