# The code-model ABI: declarations for model authors, and the glue every .cm carries.
nobase_pkginclude_HEADERS += xspice/cm.h xspice/cm_model.h
XSPICE_SOURCES = \
	xspice/core.c xspice/core.h xspice/fault.c xspice/fault.h xspice/glue.c xspice/host.c xspice/host.h \
	xspice/host_types.h xspice/layout.c xspice/layout.h xspice/tables.c
