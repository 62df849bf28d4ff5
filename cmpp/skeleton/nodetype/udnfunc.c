/* Node type `skeleton`: a number that may not be there. Numbers of several drivers add up. */
#include "cm.h"

#include <stdlib.h>
#include <string.h>

#include "skeleton_value.h"

static void skeleton_create(CREATE_ARGS)
{
    MALLOCED_PTR = calloc(1, sizeof(skeleton_value));
}

/* Frees what a value points to, not the value: the host does that. */
static void skeleton_dismantle(DISMANTLE_ARGS)
{
    (void)STRUCT_PTR;
}

static void skeleton_initialize(INITIALIZE_ARGS)
{
    *(skeleton_value *)STRUCT_PTR = (skeleton_value){false, 0};
}

/* For ports with ~ before the node. */
static void skeleton_invert(INVERT_ARGS)
{
    skeleton_value *value = STRUCT_PTR;
    value->number = -value->number;
}

static void skeleton_copy(COPY_ARGS)
{
    *(skeleton_value *)OUTPUT_STRUCT_PTR = *(const skeleton_value *)INPUT_STRUCT_PTR;
}

static void skeleton_resolve(RESOLVE_ARGS)
{
    skeleton_value sum = {false, 0};
    for (int i = 0; i < INPUT_STRUCT_PTR_ARRAY_SIZE; i++) {
        const skeleton_value *driver = INPUT_STRUCT_PTR_ARRAY[i];
        sum.there = sum.there || driver->there;
        sum.number += driver->there ? driver->number : 0;
    }
    *(skeleton_value *)OUTPUT_STRUCT_PTR = sum;
}

/* What is equal is no event: nothing that reads the node is called. */
static void skeleton_compare(COMPARE_ARGS)
{
    const skeleton_value *a = STRUCT_PTR_1, *b = STRUCT_PTR_2;
    EQUAL = a->there == b->there && a->number == b->number;
}

static void skeleton_plot_val(PLOT_VAL_ARGS)
{
    (void)STRUCT_MEMBER_ID;
    PLOT_VAL = (double)((const skeleton_value *)STRUCT_PTR)->number;
}

/* The host keeps the texts of several calls: each has to have memory of its own. */
static void skeleton_print_val(PRINT_VAL_ARGS)
{
    const skeleton_value *value = STRUCT_PTR;
    char text[32] = "-";
    (void)STRUCT_MEMBER_ID;
    if (value->there)
        (void)snprintf(text, sizeof text, "%ld", value->number);
    PRINT_VAL = strdup(text);
}

static void skeleton_ipc_val(IPC_VAL_ARGS)
{
    IPC_VAL = STRUCT_PTR;
    IPC_VAL_SIZE = (int)sizeof(skeleton_value);
}

extern const cm_udn udn_skeleton_info;

const cm_udn udn_skeleton_info = {
    .name = "skeleton",
    .descr = "a number that may not be there",
    .create = skeleton_create,
    .dismantle = skeleton_dismantle,
    .initialize = skeleton_initialize,
    .invert = skeleton_invert,
    .copy = skeleton_copy,
    .resolve = skeleton_resolve,
    .compare = skeleton_compare,
    .plot_val = skeleton_plot_val,
    .print_val = skeleton_print_val,
    .ipc_val = skeleton_ipc_val,
};
