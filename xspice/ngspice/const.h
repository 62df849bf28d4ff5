/* Constants by ngspice's names and with its values, so that a model computes the same numbers. */
#ifndef NGSPIKE_NGSPICE_CONST_H
#define NGSPIKE_NGSPICE_CONST_H

#define CONSTpi     3.14159265358979323846
#define CONSTnap    2.71828182845904523536 /* base of the natural logarithm */
#define CONSTsqrt2  1.41421356237309504880
#define CONSTlog2e  1.44269504088896340736
#define CONSTlog10e 0.43429448190325182765

#define CHARGE       1.6021766208e-19                        /* C; CODATA 2014, as the next two */
#define CONSTboltz   1.38064852e-23                          /* J/K */
#define CONSTplanck  6.626070040e-34                         /* J s */
#define CONSTc       299792458                               /* m/s */
#define CONSTmuZero  (4.0 * CONSTpi * 1e-7)                  /* H/m */
#define CONSTepsZero (1.0 / (CONSTmuZero * CONSTc * CONSTc)) /* F/m */

#define CONSTepsrSiO2 3.9
#define CONSTepsSiO2  (CONSTepsrSiO2 * CONSTepsZero)

#define CONSTCtoK 273.15
#define CONSTKtoC (-CONSTCtoK)
#define REFTEMP   (27.0 + CONSTCtoK) /* K */

#endif
