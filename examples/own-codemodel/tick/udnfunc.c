/* Node type `tick`: a stream of ticks, counted and with the exact time of the last one. Ticks of
 * several drivers add up. Plotted, a node shows its count, or as member `time` the time. */
#include "cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tick.h"

static void tick_create(CREATE_ARGS)
{
    MALLOCED_PTR = calloc(1, sizeof(tick));
}

/* Frees what a value points to, not the value: the host does that. */
static void tick_dismantle(DISMANTLE_ARGS)
{
    (void)STRUCT_PTR;
}

static void tick_initialize(INITIALIZE_ARGS)
{
    *(tick *)STRUCT_PTR = (tick){0, 0};
}

/* A tick has no inverse: a port with ~ before its node passes it on as it is. */
static void tick_invert(INVERT_ARGS)
{
    (void)STRUCT_PTR;
}

static void tick_copy(COPY_ARGS)
{
    *(tick *)OUTPUT_STRUCT_PTR = *(const tick *)INPUT_STRUCT_PTR;
}

static void tick_resolve(RESOLVE_ARGS)
{
    tick sum = {0, 0};
    for (int i = 0; i < INPUT_STRUCT_PTR_ARRAY_SIZE; i++) {
        const tick *driver = INPUT_STRUCT_PTR_ARRAY[i];
        sum.count += driver->count;
        if (driver->time > sum.time)
            sum.time = driver->time;
    }
    *(tick *)OUTPUT_STRUCT_PTR = sum;
}

/* Values that are equal are no event: this is why a tick counts. */
static void tick_compare(COMPARE_ARGS)
{
    const tick *a = STRUCT_PTR_1, *b = STRUCT_PTR_2;
    EQUAL = a->count == b->count;
}

static void tick_plot_val(PLOT_VAL_ARGS)
{
    const tick *value = STRUCT_PTR;
    PLOT_VAL = strcmp(STRUCT_MEMBER_ID, "time") == 0 ? value->time : (double)value->count;
}

/* The host keeps the texts of several calls: each has to have memory of its own. */
static void tick_print_val(PRINT_VAL_ARGS)
{
    const tick *value = STRUCT_PTR;
    char text[64];
    (void)STRUCT_MEMBER_ID;
    (void)snprintf(text, sizeof text, "%ld@%.12g", value->count, value->time);
    PRINT_VAL = strdup(text);
}

static void tick_ipc_val(IPC_VAL_ARGS)
{
    IPC_VAL = STRUCT_PTR;
    IPC_VAL_SIZE = (int)sizeof(tick);
}

extern const cm_udn udn_tick_info;

const cm_udn udn_tick_info = {
    .name = "tick",
    .descr = "ticks, counted and timed",
    .create = tick_create,
    .dismantle = tick_dismantle,
    .initialize = tick_initialize,
    .invert = tick_invert,
    .copy = tick_copy,
    .resolve = tick_resolve,
    .compare = tick_compare,
    .plot_val = tick_plot_val,
    .print_val = tick_print_val,
    .ipc_val = tick_ipc_val,
};
