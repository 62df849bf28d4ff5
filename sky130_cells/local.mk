# The SKY130 cells: installed as a folder, with their testbenches and the embedded cards.
sky130_devices = nfet_01v8 pfet_01v8 nfet_01v8_lvt pfet_01v8_lvt pfet_01v8_hvt nfet_g5v0d10v5 pfet_g5v0d10v5
sky130_corners = tt ss ff sf fs
nobase_dist_pkgdata_DATA = sky130_cells/README.md sky130_cells/table1.cir \
	sky130_cells/lif_neuron.spice sky130_cells/program_supply.spice sky130_cells/stochastic_neuron.spice sky130_cells/spike_driver.spice \
	sky130_cells/synapses.spice sky130_cells/wta.spice sky130_cells/crossbar_1t1r.sh \
	sky130_cells/reram_cell.spice sky130_cells/reram_cell_te_be.spice sky130_cells/synapse_tech_1v8.spice sky130_cells/synapse_tech_3v3.spice \
	sky130_cells/synapse_tech_3v3_rram_v0.spice \
	sky130_cells/models/sky130.lib.spice sky130_cells/models/devices.spice sky130_cells/models/devices.lib.spice \
	$(sky130_devices:%=sky130_cells/models/%.spice) $(sky130_corners:%=sky130_cells/models/corner_%.spice) \
	$(sky130_benches:%=sky130_cells/testbenches/%.cir) sky130_cells/testbenches/array4.inc \
	sky130_cells/testbenches/pattern.inc sky130_cells/testbenches/stochastic.inc
sky130_benches = corners crossbar direction learn neuron neuron_x5 pair pattern2 pulses reram stdp stochastic supply synapse \
	synapse_1v8 synapse_4t1r synapse_rram_v0 tracking wta long/mc_learn long/mc_neuron long/pattern4 long/mc_stochastic

# The fit of the cards, against an installed PDK ($PDK_ROOT): make fit-cards. Not part of make check; half an hour. The picture needs gnuplot.
EXTRA_PROGRAMS += fit_cards
fit_cards_SOURCES = sky130_cells/fit/card.c sky130_cells/fit/card.h sky130_cells/fit/least.c sky130_cells/fit/least.h \
	sky130_cells/fit/main.c sky130_cells/fit/sim.c sky130_cells/fit/sim.h
fit_cards_CFLAGS = $(AM_CFLAGS) $(CMINPACK_CFLAGS) $(NGSPICE_CFLAGS)
fit_cards_LDADD = $(CMINPACK_LIBS) $(NGSPICE_LIBS) -lm
fit-cards: fit_cards$(EXEEXT)
	@mkdir -p fit
	./fit_cards$(EXEEXT) fit | tee fit/report.txt
	for c in $(sky130_corners); do \
	  cat $(sky130_devices:%=fit/corner_$${c}_%.spice) >$(srcdir)/sky130_cells/models/corner_$$c.spice || exit 1; done
	cp $(sky130_devices:%=fit/%.spice) $(srcdir)/sky130_cells/models/
	cp fit/report.txt $(srcdir)/sky130_cells/fit/report.txt
	-sh $(srcdir)/sky130_cells/fit/plot.sh fit/report.txt >$(srcdir)/sky130_cells/fit/report.svg
# The cards against tables of currents in a folder (TABLES=DIR), size by size, whoever computed them; seconds.
check-cards: ngspike$(EXEEXT) ngspike.cm$(EXEEXT)
	@test -n '$(TABLES)' || { echo 'make check-cards TABLES=FOLDER, with DEVICE_SET_tt_idvg.csv and _idvd.csv in it' >&2; exit 2; }
	@mkdir -p fit
	NGSPIKE_CELLS=$$(cd $(srcdir) && pwd)/sky130_cells NGSPIKE_CM=$(abs_builddir)/ngspike.cm PLOT=fit/tables.svg \
	  sh $(srcdir)/sky130_cells/fit/tables.sh $(TABLES) >fit/tables.txt; status=$$?; cat fit/tables.txt; exit $$status
EXTRA_DIST += sky130_cells/fit/tables.sh sky130_cells/fit/tables.txt sky130_cells/fit/tables.svg
EXTRA_DIST += sky130_cells/fit/plot.sh sky130_cells/fit/report.txt sky130_cells/fit/report.svg

# Every testbench, those that take minutes too, on SkyWater's models and on the embedded cards, side by side (needs PDK_ROOT); what
# depends on the corner in all five, Monte Carlo of learning in the five with mismatch; the PDK's other variant, if it is there.
cells_tb = NGSPIKE_CELLS=$$(cd $(srcdir) && pwd)/sky130_cells NGSPIKE_CM=$(abs_builddir)/ngspike.cm ./ngspike$(EXEEXT) tb
check-cells: ngspike$(EXEEXT) ngspike.cm$(EXEEXT)
	status=0; \
	$(cells_tb) --sky130 pdk,embedded all $(filter long/%,$(sky130_benches)) || status=1; \
	$(cells_tb) --sky130 pdk,embedded --corner tt,ss,ff,sf,fs -o tb-report-corners \
	  corners neuron pair direction learn pattern2 supply tracking || status=1; \
	$(cells_tb) --sky130 pdk,embedded --corner tt_mm,ss_mm,ff_mm,sf_mm,fs_mm -o tb-report-mc long/mc_learn || status=1; \
	if [ "$$PDK" != sky130B ] && [ -f "$$PDK_ROOT/sky130B/libs.tech/combined/continuous/sky130.lib.spice" ]; then \
	  PDK=sky130B $(cells_tb) --sky130 pdk -o none all || status=1; \
	fi; \
	exit $$status
.PHONY: check-cards check-cells fit-cards
