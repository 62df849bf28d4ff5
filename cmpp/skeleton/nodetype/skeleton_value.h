/* What a node of type `skeleton` carries. */
#pragma once

#include <stdbool.h>

typedef struct {
    bool there;
    long number;
} skeleton_value;
