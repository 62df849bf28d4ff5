/* The types of the data that a model is called with, by ngspice's names. Only members that are the
 * same in all versions are there (../cm.h). */
#ifndef NGSPIKE_NGSPICE_MIFCMDAT_H
#define NGSPIKE_NGSPICE_MIFCMDAT_H

#include "miftypes.h"

typedef cm_conn Mif_Conn_Data_t;
typedef cm_port Mif_Port_Data_t;
typedef cm_partial Mif_Partial_t;
typedef cm_ac_gain Mif_AC_Gain_t;
typedef cm_param Mif_Param_Data_t;
typedef cm_var Mif_Inst_Var_Data_t;
typedef cm_noise Mif_Noise_Data_t;

#endif
