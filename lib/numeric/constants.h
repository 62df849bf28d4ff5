/* Constants of nature, exact in the SI since 2019. */
#ifndef NGSPIKE_CONSTANTS_H
#define NGSPIKE_CONSTANTS_H

#define NS_BOLTZMANN 1.380649e-23               /* J/K */
#define NS_CHARGE    1.602176634e-19            /* C */
#define NS_K_OVER_Q  (NS_BOLTZMANN / NS_CHARGE) /* V/K: kT/q is this times the temperature */

#endif
