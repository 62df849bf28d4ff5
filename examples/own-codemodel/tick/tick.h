/* What a node of type `tick` carries: how many ticks there were, and when the last one was. */
#pragma once

typedef struct {
    long count;
    double time; /* s */
} tick;
