# Symbols for KiCad, and examples: a library of the code models, made of the same ifspec.ifs and shapes as Xschem's symbols, and
# one of the SKY130 devices and cells, made of Xschem's symbols.
kicaddir = $(pkgdatadir)/kicad
KICAD_FILES = kicad/ngspike.kicad_sym kicad/ngspike_sky130.kicad_sym kicad/hysteresis.kicad_sch kicad/neuron.kicad_sch
nodist_kicad_DATA = $(KICAD_FILES)
dist_kicad_DATA = kicad/hysteresis.kicad_pro kicad/neuron.kicad_pro
EXTRA_DIST += kicad/sheet.awk kicad/hysteresis.list kicad/neuron.list
# (synapse_6t1r of other technologies is the same subcircuit with another synapse_tech file.)
KICAD_CELLS = $(filter-out $(addprefix %/, corner.sym reram_cell.sym synapse_6t1r_1v8.sym synapse_6t1r_rram_v0.sym), \
	$(filter %.sym, $(dist_xschemcells_DATA:%=$(srcdir)/%))) \
	sky130_fd_pr_reram__reram_cell:$(srcdir)/xschem/ngspike_sky130/reram_cell.sym
KICAD_SPECS = $(MEM_MODELS:%=gen/%/ifspec.ifs) $(CODE_MODELS:%=$(srcdir)/codemodels/%/ifspec.ifs)
kicad_shape = $(1):$(2):$(srcdir)/codemodels/$(3)/ifspec.ifs
KICAD_MORE_PINS = $(call kicad_shape,spike_join3,join3,spike_join) $(call kicad_shape,spike_join4,join4,spike_join) \
	$(call kicad_shape,spike_to_v4,to_v4,spike_to_v) $(call kicad_shape,v_to_spike4,to_spike4,v_to_spike)
kicad/ngspike.kicad_sym: $(KICAD_SPECS) $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp kicad $(KICAD_SPECS) $(KICAD_MORE_PINS) --shapes $(srcdir)/xschem/shapes -o $@
kicad/ngspike_sky130.kicad_sym: $(filter %.sym, $(dist_xschemcells_DATA)) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp kicad $(KICAD_CELLS) -o $@
kicad/neuron.kicad_sch: kicad/ngspike_sky130.kicad_sym kicad/sheet.awk kicad/neuron.list
	$(AM_V_GEN)awk -v library=ngspike_sky130 -f $(srcdir)/kicad/sheet.awk kicad/ngspike_sky130.kicad_sym $(srcdir)/kicad/neuron.list \
	  >$@.new && mv $@.new $@
kicad/hysteresis.kicad_sch: kicad/ngspike.kicad_sym kicad/sheet.awk kicad/hysteresis.list
	$(AM_V_GEN)awk -f $(srcdir)/kicad/sheet.awk kicad/ngspike.kicad_sym $(srcdir)/kicad/hysteresis.list >$@.new && mv $@.new $@
CLEANFILES += $(KICAD_FILES) kicad/hysteresis.kicad_sch.new kicad/neuron.kicad_sch.new
