/* The ReRAM cell of the SKY130 PDK behind a series resistor, integrated by CVODE from the PDK's own
 * equations (its Verilog-A at vanishing steps), written down a second time for this purpose: what
 * mem_sky130 is tested against. */
#ifndef TESTS_PDK_CELL_H
#define TESTS_PDK_CELL_H

#include <stdbool.h>

enum { PDK_CORNERS = 26 };

/* A voltage by straight lines through n corners (s, V). */
typedef struct {
    double f0; /* initial filament (nm) */
    double rs; /* ohm */
    int n;
    double corner[PDK_CORNERS][2];
    bool soft; /* smooth limits, as in the continuous form of the cell that the traces were made
                  with; else the filament stops at them, as the PDK says */
} pdk_drive;

typedef struct {
    double v;   /* across the cell (V) */
    double i;   /* A */
    double f;   /* filament (nm) */
    double hot; /* temperature (K) */
} pdk_point;

/* The points at 0, dt, 2 dt ... (n of them). */
void pdk_integrate(const pdk_drive *d, double dt, int n, pdk_point *out);

#endif
