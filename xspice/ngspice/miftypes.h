/* ngspice's names of enumerations that ../cm.h has by others. */
#ifndef NGSPIKE_NGSPICE_MIFTYPES_H
#define NGSPIKE_NGSPICE_MIFTYPES_H

#include "../cm.h"

typedef cm_port_type Mif_Port_Type_t;
#define MIF_VOLTAGE          CM_PORT_VOLTAGE
#define MIF_DIFF_VOLTAGE     CM_PORT_DIFF_VOLTAGE
#define MIF_CURRENT          CM_PORT_CURRENT
#define MIF_DIFF_CURRENT     CM_PORT_DIFF_CURRENT
#define MIF_VSOURCE_CURRENT  CM_PORT_VSOURCE_CURRENT
#define MIF_CONDUCTANCE      CM_PORT_CONDUCTANCE
#define MIF_DIFF_CONDUCTANCE CM_PORT_DIFF_CONDUCTANCE
#define MIF_RESISTANCE       CM_PORT_RESISTANCE
#define MIF_DIFF_RESISTANCE  CM_PORT_DIFF_RESISTANCE
#define MIF_DIGITAL          CM_PORT_DIGITAL
#define MIF_USER_DEFINED     CM_PORT_USER_DEFINED

typedef cm_port_dir Mif_Dir_t;
#define MIF_IN    CM_DIR_IN
#define MIF_OUT   CM_DIR_OUT
#define MIF_INOUT CM_DIR_INOUT

typedef cm_data_type Mif_Data_Type_t;
#define MIF_BOOLEAN CM_TYPE_BOOLEAN
#define MIF_INTEGER CM_TYPE_INTEGER
#define MIF_REAL    CM_TYPE_REAL
#define MIF_COMPLEX CM_TYPE_COMPLEX
#define MIF_STRING  CM_TYPE_STRING

#endif
