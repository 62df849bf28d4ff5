#include "layout.h"

#include <stdlib.h>

/* Offsets in Mif_Port_Data from `partial` on: 40 inserted a pointer before it, nothing else
 * changed. */
#define PORT_FROM(partial_at)                                                                      \
    .partial = (partial_at), .ac_gain = (partial_at) + 8, .changed = (partial_at) + 24,            \
    .load = (partial_at) + 32, .total_load = (partial_at) + 40, .delay = (partial_at) + 48,        \
    .msg = (partial_at) + 56, .pos_node = (partial_at) + 64, .neg_node = (partial_at) + 68

/* Offsets in Mif_Private behind the circuit data, which 47 made longer. */
#define PRIVATE_FROM(num_conn_at)                                                                  \
    .num_conn = (num_conn_at), .conn = (num_conn_at) + 8, .param = (num_conn_at) + 24,             \
    .var = (num_conn_at) + 40, .callback = (num_conn_at) + 48

#define INSTANCE(callback_at)                                                                      \
    .instance_name = 16, .instance_conn = 40, .instance_callback = (callback_at)

static const cm_layout layouts[] = {
    {
        .first = 39,
        .last = 39,
        .instance_size = 152,
        .model_size = 64,
        .ckt_mode = 392,
        .ckt_stop = 536,
        .core = {.get_node_name = 38, .probe_node = 39, .complex_set = 40, .get_path = 45},
        .offsets = {PRIVATE_FROM(104), PORT_FROM(80), INSTANCE(144)},
    },
    {
        .first = 40,
        .last = 41,
        .instance_size = 152,
        .model_size = 64,
        .ckt_mode = 392,
        .ckt_stop = 536,
        .udn_free_list = true,
        .core = {.get_node_name = 38,
                 .probe_node = 39,
                 .schedule_output = 40,
                 .getvar = 41,
                 .complex_set = 42,
                 .get_path = 47},
        .offsets = {PRIVATE_FROM(104), PORT_FROM(88), INSTANCE(144)},
    },
    {
        .first = 42,
        .last = 42,
        .instance_size = 160,
        .model_size = 64,
        .ckt_mode = 392,
        .ckt_stop = 536,
        .udn_free_list = true,
        .core = {.irreversible = 38,
                 .get_node_name = 39,
                 .probe_node = 40,
                 .schedule_output = 41,
                 .getvar = 42,
                 .complex_set = 43,
                 .get_path = 48,
                 .cexit = 60,
                 .bind_csc = 61},
        .offsets = {PRIVATE_FROM(104), PORT_FROM(88), INSTANCE(152)},
    },
    {
        .first = 43,
        .last = 44,
        .instance_size = 160,
        .model_size = 64,
        .ckt_mode = 392,
        .ckt_stop = 536,
        .param_union = true,
        .udn_free_list = true,
        .core = {.irreversible = 38,
                 .get_node_name = 39,
                 .probe_node = 40,
                 .schedule_output = 41,
                 .getvar = 42,
                 .complex_set = 43,
                 .get_path = 48,
                 .cexit = 60,
                 .bind_csc = 61},
        .offsets = {PRIVATE_FROM(104), PORT_FROM(88), INSTANCE(152)},
    },
    {
        .first = 45,
        .last = 45,
        .instance_size = 160,
        .model_size = 64,
        .ckt_mode = 392,
        .ckt_stop = 536,
        .param_union = true,
        .udn_free_list = true,
        .core = {.irreversible = 38,
                 .get_node_name = 39,
                 .get_neg_node_name = 40,
                 .probe_node = 41,
                 .schedule_output = 42,
                 .getvar = 43,
                 .complex_set = 44,
                 .get_path = 49,
                 .cexit = 61,
                 .bind_csc = 62},
        .offsets = {PRIVATE_FROM(104), PORT_FROM(88), INSTANCE(152)},
    },
    {
        .first = 46,
        .last = 46,
        .instance_size = 160,
        .model_size = 64,
        .ckt_mode = 400,
        .ckt_stop = 576,
        .param_union = true,
        .udn_free_list = true,
        .core = {.irreversible = 38,
                 .get_node_name = 39,
                 .get_neg_node_name = 40,
                 .probe_node = 41,
                 .schedule_output = 42,
                 .getvar = 43,
                 .complex_set = 44,
                 .get_path = 49,
                 .cexit = 61,
                 .bind_csc = 62},
        .offsets = {PRIVATE_FROM(104), PORT_FROM(88), INSTANCE(152)},
    },
    {
        .first = 47,
        .last = 47,
        .instance_size = 224,
        .model_size = 64,
        .ckt_mode = 400,
        .ckt_stop = 576,
        .param_union = true,
        .udn_free_list = true,
        .core = {.irreversible = 38,
                 .get_node_name = 39,
                 .get_neg_node_name = 40,
                 .probe_node = 41,
                 .schedule_output = 42,
                 .getvar = 43,
                 .complex_set = 44,
                 .get_path = 49,
                 .cexit = 61,
                 .bind_csc = 62,
                 .noise = 62},
        .offsets = {PRIVATE_FROM(120), .noise = 176, PORT_FROM(88), INSTANCE(152)},
    },
};

enum { LAYOUTS = sizeof layouts / sizeof layouts[0] };

const int cm_layout_first = 39, cm_layout_last = 47;

/* Major version of "N" or "N.M", or -1 for any other text. */
static int major_version(const char *version)
{
    char *end;
    if (version[0] < '0' || version[0] > '9')
        return -1;
    long major = strtol(version, &end, 10);
    if (end[0] == '.' && end[1] >= '0' && end[1] <= '9')
        (void)strtol(end + 1, &end, 10);
    return *end == '\0' && major < 1000 ? (int)major : -1;
}

const cm_layout *cm_layout_find(const char *version)
{
    int major = major_version(version);
    for (int i = 0; i < LAYOUTS; i++)
        if (major >= layouts[i].first && major <= layouts[i].last)
            return &layouts[i];
    return NULL;
}
