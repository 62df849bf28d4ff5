# Symbols and schematics for Xschem: one folder to put on its library path. A code model's symbol is made from its
# ifspec.ifs and a shape.
xschemdir = $(pkgdatadir)/xschem
xschemmodelsdir = $(xschemdir)/ngspike
XSCHEM_SYMBOLS = $(CODE_MODELS:%=xschem/ngspike/%.sym) $(MEM_MODELS:%=xschem/ngspike/%.sym)
XSCHEM_SHAPES = $(shell cd $(srcdir) && ls xschem/shapes/list xschem/shapes/*.shape)
nodist_xschemmodels_DATA = $(XSCHEM_SYMBOLS)
EXTRA_DIST += xschem/shapes
xschem/ngspike/mem_%.sym: gen/mem_%/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@
xschem/ngspike/%.sym: codemodels/%/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@
CLEANFILES += $(XSCHEM_SYMBOLS)
