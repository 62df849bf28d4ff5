/* Gauss and Legendre's rule of four points on 0..1 (Abramowitz and Stegun, table 25.4). */
#ifndef NGSPIKE_GAUSS_H
#define NGSPIKE_GAUSS_H

enum { NS_GAUSS = 4 };
static const double ns_gauss_at[NS_GAUSS] = {0.06943184420297371, 0.33000947820757187,
                                             0.66999052179242813, 0.93056815579702629},
                    ns_gauss_weight[NS_GAUSS] = {0.17392742256872693, 0.32607257743127307,
                                                 0.32607257743127307, 0.17392742256872693};

#endif
