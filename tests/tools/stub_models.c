/* A library of code models without a model, which says that it shows images: for testing how the
 * runner follows it. What it does is in the environment: STUB_IMAGES images at STUB_RATE per
 * second, then the fault STUB_FAULT. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "status.h"

#define EXPORT __attribute__((visibility("default")))

static ngspike_status status = {.version = NGSPIKE_STATUS_VERSION, .host = 1};
static int none, *no_models = &none;
static void *core;
static volatile int stop;

static void *show_images(void *unused)
{
    const char *images = getenv("STUB_IMAGES"), *rate = getenv("STUB_RATE"),
               *fault = getenv("STUB_FAULT");
    (void)unused;
    status.total = images ? strtoull(images, NULL, 10) : 0;
    status.phase = 3;
    while (status.shown < status.total && !stop) {
        usleep(rate ? (useconds_t)(1e6 / strtod(rate, NULL)) : 1000);
        status.shown++;
        status.tested = status.shown;
        status.accuracy = 0.75;
    }
    if (fault)
        snprintf(status.fault, sizeof status.fault, "%s", fault);
    return NULL;
}

static __attribute__((constructor)) void begin(void)
{
    pthread_t thread;
    if (getenv("STUB_IMAGES"))
        pthread_create(&thread, NULL, show_images, NULL);
    else
        show_images(NULL); /* the fault is there before the deck begins */
}

/* what ngspice asks of a library of code models: no devices, no node types, a place for its
 * functions */
EXPORT void *CMdevNum(void);
EXPORT void *CMdevs(void);
EXPORT void *CMudnNum(void);
EXPORT void *CMudns(void);
EXPORT void *CMgetCoreItfPtr(void);

EXPORT void *CMdevNum(void)
{
    return no_models;
}

EXPORT void *CMdevs(void)
{
    static void *devices[1];
    return devices;
}

EXPORT void *CMudnNum(void)
{
    return no_models;
}

EXPORT void *CMudns(void)
{
    static void *types[1];
    return types;
}

EXPORT void *CMgetCoreItfPtr(void)
{
    return &core;
}

EXPORT const ngspike_status *ngspike_get_status(void)
{
    return &status;
}

EXPORT void ngspike_request_stop(void)
{
    stop = 1;
    fputs("stub: stop requested\n", stderr);
}
