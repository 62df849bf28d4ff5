# Symbols for KiCad: one library, made of the same ifspec.ifs and shapes as Xschem's symbols, and an example.
kicaddir = $(pkgdatadir)/kicad
KICAD_FILES = kicad/ngspike.kicad_sym kicad/hysteresis.kicad_sch
nodist_kicad_DATA = $(KICAD_FILES)
dist_kicad_DATA = kicad/hysteresis.kicad_pro
EXTRA_DIST += kicad/sheet.awk kicad/hysteresis.list
KICAD_SPECS = $(MEM_MODELS:%=gen/%/ifspec.ifs) $(CODE_MODELS:%=$(srcdir)/codemodels/%/ifspec.ifs)
kicad/ngspike.kicad_sym: $(KICAD_SPECS) $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp kicad $(KICAD_SPECS) --shapes $(srcdir)/xschem/shapes -o $@
kicad/hysteresis.kicad_sch: kicad/ngspike.kicad_sym kicad/sheet.awk kicad/hysteresis.list
	$(AM_V_GEN)awk -f $(srcdir)/kicad/sheet.awk kicad/ngspike.kicad_sym $(srcdir)/kicad/hysteresis.list >$@.new && mv $@.new $@
CLEANFILES += $(KICAD_FILES) kicad/hysteresis.kicad_sch.new
