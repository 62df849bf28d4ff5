# Symbols and schematics for Xschem: one folder to put on its library path. A code model's symbol is made from its
# ifspec.ifs and a shape.
xschemdir = $(pkgdatadir)/xschem
xschemmodelsdir = $(xschemdir)/ngspike
# Vectors with more pins are symbols of their own.
XSCHEM_MORE_PINS = xschem/ngspike/spike_join3.sym xschem/ngspike/spike_join4.sym xschem/ngspike/spike_to_v4.sym \
	xschem/ngspike/v_to_spike4.sym
XSCHEM_SYMBOLS = $(CODE_MODELS:%=xschem/ngspike/%.sym) $(MEM_MODELS:%=xschem/ngspike/%.sym) $(XSCHEM_MORE_PINS)
XSCHEM_SHAPES = $(shell cd $(srcdir) && ls xschem/shapes/list xschem/shapes/*.shape)
nodist_xschemmodels_DATA = $(XSCHEM_SYMBOLS)
EXTRA_DIST += xschem/shapes
dist_xschem_DATA = xschem/ngspike.tcl
xschemcellsdir = $(xschemdir)/ngspike_sky130
dist_xschemcells_DATA = $(addprefix xschem/ngspike_sky130/, cap_mim_m3_1.sym corner.sym lif_neuron.sch \
	lif_neuron.sym lif_neuron_3v3.sch lif_neuron_3v3.sym lif_neuron_x5.sch lif_neuron_x5.sym nfet_01v8.sym \
	nfet_01v8_lvt.sym nfet_g5v0d10v5.sym pfet_01v8.sym pfet_01v8_hvt.sym pfet_01v8_lvt.sym pfet_g5v0d10v5.sym \
	program_supply.sch program_supply.sym reram_cell.sch reram_cell.sym res_high_po.sym res_high_po_0p35.sym \
	spike_driver.sch spike_driver.sym stochastic_neuron.sch stochastic_neuron.sym synapse_1t1r.sch \
	synapse_1t1r.sym synapse_4t1r.sch synapse_4t1r.sym synapse_6t1r.sch synapse_6t1r.sym synapse_6t1r_1v8.sch \
	synapse_6t1r_1v8.sym synapse_6t1r_hebb.sch synapse_6t1r_hebb.sym synapse_6t1r_rram_v0.sch \
	synapse_6t1r_rram_v0.sym synapse_6t1r_split.sch synapse_6t1r_split.sym wta_cell.sch wta_cell.sym)
xschemexamplesdir = $(xschemdir)/ngspike_examples
dist_xschemexamples_DATA = $(addprefix xschem/ngspike_examples/, array_cell.sch array_cell.sym bsource.sym \
	circuit_neuron.sch circuit_neuron.sym coincidence.sch corners.sch crossbar.sch crosspoint.sym direction.sch \
	four-patterns.sch four_lessons.sch four_lessons.sym hysteresis.sch learn-images.sch learn.sch mc_learn.sch \
	mc_neuron.sch mc_stochastic.sch mixed-learning.sch mixed-level.sch neuron.sch neuron_x5.sch pair.sch \
	pattern2.sch pattern4.sch pavlov.sch pixel.sch pixel.sym pos_and_pre.sch pos_and_pre.sym pulses.sch reram.sch \
	reward.sch stdp.sch stdp_split.sch stdp_split.sym stdp_tied.sch stdp_tied.sym stochastic.sch supply.sch \
	synapse-4t1r.sch synapse-cell.sch synapse-pulse.sch synapse.sch synapse_1v8.sch synapse_at.sch synapse_at.sym \
	synapse_rram_v0.sch tracking.sch trial.sch trial.sym triplet.sch unit.sch unit.sym winner-take-all.sch \
	wta.sch)
xschem/ngspike/mem_%.sym: gen/mem_%/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@
xschem/ngspike/%.sym: codemodels/%/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@
more_pins = @mkdir -p $(@D) && echo '  GEN      $@' && ./ngspike-cmpp symbol $< --shapes $(srcdir)/xschem/shapes -o $@ --shape
xschem/ngspike/spike_join%.sym: codemodels/spike_join/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	$(more_pins) join$*
xschem/ngspike/spike_to_v4.sym: codemodels/spike_to_v/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	$(more_pins) to_v4
xschem/ngspike/v_to_spike4.sym: codemodels/v_to_spike/ifspec.ifs $(XSCHEM_SHAPES) ngspike-cmpp$(EXEEXT)
	$(more_pins) to_spike4
CLEANFILES += $(XSCHEM_SYMBOLS)
