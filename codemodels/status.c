/* The one status of this library, for a program that hosts it (status.h). */
#include "status_update.h"

#include <string.h>

#include "cm.h"

static ngspike_status status = {.version = NGSPIKE_STATUS_VERSION};
static bool has_reader; /* a program that shows faults itself */

static bool fault_is_read(const char *message)
{
    (void)message;
    return has_reader;
}

__attribute__((constructor)) static void observe(void)
{
    static const cm_observer observer = {.fault = fault_is_read, .accepted = energy_accepted};
    cm_observe(&observer);
}

__attribute__((visibility("default"))) const ngspike_status *ngspike_get_status(void)
{
    has_reader = true;
    status.host = *cm_host_version() != '\0';
    strncpy(status.fault, cm_fault_message(), sizeof status.fault - 1);
    return &status;
}

__attribute__((visibility("default"))) void ngspike_request_stop(void)
{
    cm_request_stop();
}

__attribute__((visibility("default"))) int ngspike_get_energy(const ngspike_energy **list)
{
    return energy_entries(list);
}

bool status_has_reader(void)
{
    return has_reader;
}

void status_sources_changed(int64_t total, int64_t shown)
{
    status.total += (uint64_t)total;
    status.shown += (uint64_t)shown;
}

void status_shown(int phase)
{
    status.shown++;
    status.phase = phase;
}

void status_accuracy(uint64_t tested, double accuracy)
{
    status.accuracy = accuracy;
    status.tested = tested;
}

void status_layers_changed(int change)
{
    static int layers;
    if (layers == 0)
        status.energy = (ngspike_layer_energy){0};
    layers += change;
}

void status_energy(const ns_layer_energy *before, const ns_layer_energy *now)
{
    ngspike_layer_energy *e = &status.energy;
    e->read += now->read - before->read;
    e->write += now->write - before->write;
    e->fire += now->fire - before->fire;
    e->reads += now->reads - before->reads;
    e->writes += now->writes - before->writes;
    e->fired += now->fired - before->fired;
    /* An image passes several layers: the one that has seen most counts. */
    if (now->images > e->images)
        e->images = now->images;
}
