/* Shared by the files of cell.h. */
#ifndef NGSPIKE_CELL_IMPL_H
#define NGSPIKE_CELL_IMPL_H

/* Purposes of random draws; those of named parameters have the highest bit. */
enum {
    NS_DRAW_FAULT = 0x100,
    NS_DRAW_RATE,
    NS_DRAW_ON,
    NS_DRAW_OFF,
    NS_DRAW_KICK,
    NS_DRAW_TRAP = 0x200 /* and on, one a trap */
};
#define NS_DRAW_NAMED 0x80000000u

#endif
