# Symbols for KiCad: one library, made of the same ifspec.ifs and shapes as Xschem's symbols, and an example.
kicaddir = $(pkgdatadir)/kicad
KICAD_FILES = kicad/ngspike.kicad_sym kicad/hysteresis.kicad_sch
nodist_kicad_DATA = $(KICAD_FILES)
dist_kicad_DATA = kicad/hysteresis.kicad_pro
EXTRA_DIST += kicad/sheet.awk kicad/hysteresis.list
KICAD_SPECS = $(MEM_MODELS:%=gen/%/ifspec.ifs) $(CODE_MODELS:%=$(srcdir)/codemodels/%/ifspec.ifs)
kicad_shape = $(1):$(2):$(srcdir)/codemodels/$(3)/ifspec.ifs
KICAD_MORE_PINS = $(call kicad_shape,spike_join3,join3,spike_join) $(call kicad_shape,spike_join4,join4,spike_join) \
	$(call kicad_shape,spike_to_v4,to_v4,spike_to_v) $(call kicad_shape,v_to_spike4,to_spike4,v_to_spike)
kicad/ngspike.kicad_sym: $(KICAD_SPECS) $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp kicad $(KICAD_SPECS) $(KICAD_MORE_PINS) --shapes $(srcdir)/xschem/shapes -o $@
kicad/hysteresis.kicad_sch: kicad/ngspike.kicad_sym kicad/sheet.awk kicad/hysteresis.list
	$(AM_V_GEN)awk -f $(srcdir)/kicad/sheet.awk kicad/ngspike.kicad_sym $(srcdir)/kicad/hysteresis.list >$@.new && mv $@.new $@
CLEANFILES += $(KICAD_FILES) kicad/hysteresis.kicad_sch.new
