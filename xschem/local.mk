# Symbols and schematics for Xschem: one folder to put on its library path. A code model's symbol is made from its
# ifspec.ifs and a shape.
xschemdir = $(pkgdatadir)/xschem
xschemmodelsdir = $(xschemdir)/ngspike
XSCHEM_SYMBOLS = $(CODE_MODELS:%=xschem/ngspike/%.sym) $(MEM_MODELS:%=xschem/ngspike/%.sym)
XSCHEM_SHAPES = $(shell cd $(srcdir) && ls xschem/shapes/list xschem/shapes/*.shape)
nodist_xschemmodels_DATA = $(XSCHEM_SYMBOLS)
EXTRA_DIST += xschem/shapes
dist_xschem_DATA = xschem/ngspike.tcl
xschemcellsdir = $(xschemdir)/ngspike_sky130
dist_xschemcells_DATA = $(addprefix xschem/ngspike_sky130/, cap_mim_m3_1.sym corner.sym lif_neuron.sch lif_neuron.sym \
	nfet_01v8.sym nfet_g5v0d10v5.sym pfet_01v8.sym pfet_g5v0d10v5.sym res_high_po_0p35.sym synapse_6t1r.sch \
	synapse_6t1r.sym)
xschemexamplesdir = $(xschemdir)/ngspike_examples
dist_xschemexamples_DATA = $(addprefix xschem/ngspike_examples/, hysteresis.sch learn-images.sch neuron.sch synapse-cell.sch \
	synapse.sch)
xschem/ngspike/mem_%.sym: gen/mem_%/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@
xschem/ngspike/%.sym: codemodels/%/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@
CLEANFILES += $(XSCHEM_SYMBOLS)
