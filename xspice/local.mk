# The code-model ABI: declarations for model authors, and the glue every .cm carries. ngspike-cmpp carries both.
xspice_public = \
	xspice/cm.h xspice/cm_model.h xspice/cm_optional.h xspice/icm/dlmain.h xspice/ngspice/cm.h \
	xspice/ngspice/cmconstants.h \
	xspice/ngspice/cmproto.h xspice/ngspice/cmtypes.h xspice/ngspice/const.h xspice/ngspice/cosim.h \
	xspice/ngspice/dllitf.h xspice/ngspice/evtudn.h xspice/ngspice/inertial.h xspice/ngspice/memory.h \
	xspice/ngspice/mifcmdat.h xspice/ngspice/mifproto.h xspice/ngspice/miftypes.h
nobase_pkginclude_HEADERS += $(xspice_public)
XSPICE_SOURCES = \
	xspice/circuit.c xspice/circuit.h xspice/core.c xspice/core.h xspice/defaults.c xspice/defaults.h \
	xspice/fault.c xspice/fault.h xspice/glue.c xspice/host.c xspice/host.h xspice/host_types.h \
	xspice/land.c xspice/land.h xspice/layout.c xspice/layout.h xspice/memory.c xspice/newton.c xspice/newton.h xspice/noise.c xspice/noise.h xspice/open_file.c \
	xspice/optional.c xspice/optional.h xspice/tables.c xspice/trace.c xspice/trace.h xspice/trace_print.c \
	xspice/trace_print.h
