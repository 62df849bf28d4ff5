# What make check runs: one program a subject (a program without a _SOURCES line is its own .c file), and scripts for the
# command-line tools.
LDADD = libngspike.a $(CHECK_LIBS) $(ZLIB_LIBS) $(JANSSON_LIBS) $(CMINPACK_LIBS) -lm -lpthread
noinst_HEADERS += tests/check_main.h tests/decks/spikes.h tests/lib/device_test.h tests/lib/drives.h \
	tests/lib/layer_test.h tests/lib/one_synapse.h tests/lib/statistics.h tests/lib/temp.h

lib_tests = tests/lib/test_binomial tests/lib/test_bridges tests/lib/test_cell tests/lib/test_cell_drift \
	tests/lib/test_chang tests/lib/test_drift tests/lib/test_drift_nonlinear tests/lib/test_encode tests/lib/test_exact \
	tests/lib/test_families tests/lib/test_filament tests/lib/test_fit tests/lib/test_fit_data tests/lib/test_gmss \
	tests/lib/test_idx tests/lib/test_implicit tests/lib/test_join tests/lib/test_layer tests/lib/test_layer_cells tests/lib/test_layer_delays \
	tests/lib/test_layer_energy tests/lib/test_layer_files tests/lib/test_layer_log tests/lib/test_layer_plain \
	tests/lib/test_layer_pulses tests/lib/test_layer_rules tests/lib/test_mss tests/lib/test_neuron_lif \
	tests/lib/test_neuron_memristive tests/lib/test_npy tests/lib/test_overlap tests/lib/test_packet \
	tests/lib/test_param tests/lib/test_pershin tests/lib/test_philox tests/lib/test_pickett tests/lib/test_playback \
	tests/lib/test_poisson tests/lib/test_portable tests/lib/test_pulse tests/lib/test_readout tests/lib/test_record \
	tests/lib/test_resolve tests/lib/test_safe tests/lib/test_source tests/lib/test_stdp_curves \
	tests/lib/test_stdp_rule tests/lib/test_switches tests/lib/test_team tests/lib/test_vteam tests/lib/test_yakopcic
# Against an independent integrator.
if HAVE_CVODE
lib_tests += tests/lib/test_reference
tests_lib_test_reference_LDADD = $(LDADD) $(CVODE_LIBS)
endif
EXTRA_DIST += tests/lib/test_reference.c

# Decks, through libngspice with ngspike.cm.
deck_tests = tests/decks/test_analyses tests/decks/test_arrays tests/decks/test_bridges tests/decks/test_cells \
	tests/decks/test_lateral tests/decks/test_learning tests/decks/test_mem tests/decks/test_network \
	tests/decks/test_neuron_memristive tests/decks/test_neurons tests/decks/test_sky130 tests/decks/test_stdp \
	tests/decks/test_steps tests/decks/test_variability
deck_sources = tests/decks/spice.c tests/decks/spice.h
deck_libs = $(LDADD) $(NGSPICE_LIBS)
tests_decks_test_mem_SOURCES = tests/decks/test_mem.c $(deck_sources)
tests_decks_test_mem_LDADD = $(deck_libs)
tests_decks_test_bridges_SOURCES = tests/decks/test_bridges.c $(deck_sources)
tests_decks_test_bridges_LDADD = $(deck_libs)
tests_decks_test_arrays_SOURCES = tests/decks/test_arrays.c $(deck_sources)
tests_decks_test_arrays_LDADD = $(deck_libs)
tests_decks_test_analyses_SOURCES = tests/decks/test_analyses.c $(deck_sources)
tests_decks_test_analyses_LDADD = $(deck_libs)
tests_decks_test_variability_SOURCES = tests/decks/test_variability.c $(deck_sources)
tests_decks_test_variability_LDADD = $(deck_libs)
tests_decks_test_cells_SOURCES = tests/decks/test_cells.c $(deck_sources)
tests_decks_test_cells_LDADD = $(deck_libs)
tests_decks_test_steps_SOURCES = tests/decks/test_steps.c $(deck_sources)
tests_decks_test_steps_LDADD = $(deck_libs)
tests_decks_test_sky130_SOURCES = tests/decks/test_sky130.c $(deck_sources)
tests_decks_test_sky130_LDADD = $(deck_libs)
if HAVE_CVODE
tests_decks_test_sky130_SOURCES += tests/decks/pdk_cell.c
tests_decks_test_sky130_CPPFLAGS = $(AM_CPPFLAGS) -DHAVE_CVODE
tests_decks_test_sky130_LDADD += $(CVODE_LIBS)
endif
tests_decks_test_lateral_SOURCES = tests/decks/test_lateral.c $(deck_sources)
tests_decks_test_lateral_LDADD = $(deck_libs)
tests_decks_test_learning_SOURCES = tests/decks/test_learning.c $(deck_sources)
tests_decks_test_learning_LDADD = $(deck_libs)
tests_decks_test_network_SOURCES = tests/decks/test_network.c $(deck_sources)
tests_decks_test_network_LDADD = $(deck_libs)
EXTRA_DIST += tests/decks/mem tests/decks/pdk_cell.c
noinst_HEADERS += tests/decks/pdk_cell.h
tests_decks_test_neurons_SOURCES = tests/decks/test_neurons.c $(deck_sources)
tests_decks_test_neurons_LDADD = $(deck_libs)
tests_decks_test_stdp_SOURCES = tests/decks/test_stdp.c tests/decks/stdp_ways.c tests/decks/stdp_ways.h $(deck_sources)
tests_decks_test_stdp_LDADD = $(deck_libs)
tests_decks_test_neuron_memristive_SOURCES = tests/decks/test_neuron_memristive.c $(deck_sources)
tests_decks_test_neuron_memristive_LDADD = $(deck_libs)

cmpp_tests = tests/cmpp/test_cfunc tests/cmpp/test_diag tests/cmpp/test_doc tests/cmpp/test_ifspec \
	tests/cmpp/test_library tests/cmpp/test_lint tests/cmpp/test_man tests/cmpp/test_symbol tests/cmpp/test_tables \
	tests/cmpp/test_unit
with_cmpp = libcmpp.a $(LDADD)
tests_cmpp_test_cfunc_LDADD = $(with_cmpp)
tests_cmpp_test_diag_LDADD = $(with_cmpp)
tests_cmpp_test_doc_LDADD = $(with_cmpp)
tests_cmpp_test_ifspec_LDADD = $(with_cmpp)
tests_cmpp_test_library_LDADD = $(with_cmpp)
tests_cmpp_test_lint_LDADD = $(with_cmpp)
tests_cmpp_test_man_LDADD = $(with_cmpp)
tests_cmpp_test_symbol_LDADD = $(with_cmpp)
tests_cmpp_test_tables_LDADD = $(with_cmpp)
tests_cmpp_test_unit_LDADD = $(with_cmpp)
EXTRA_DIST += cmpp/fuzz/cfunc.dict cmpp/fuzz/fuzz_cfunc.c cmpp/fuzz/fuzz_ifspec.c cmpp/fuzz/fuzz_list.c \
	cmpp/fuzz/ifspec.dict cmpp/fuzz/list.dict tests/cmpp/fuzz.sh tests/cmpp/generated.c tests/cmpp/generated.mod \
	tests/cmpp/golden tests/cmpp/run-generated.sh
# SECONDS for each grammar; with clang.
check-fuzz:
	CC=clang $(srcdir)/tests/cmpp/fuzz.sh $(or $(SECONDS),300)

tool_tests = tests/tools/test_deck tests/tools/test_figures
tests_tools_test_deck_SOURCES = tests/tools/test_deck.c tools/deck.c tools/deck_find.c tools/deck_param.c \
	tools/message_rules.c tools/messages.c tools/text.c
tests_tools_test_deck_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/codemodels
tests_tools_test_figures_SOURCES = tests/tools/test_figures.c tools/colormap.c tools/fig_confusion.c \
	tools/fig_fields.c tools/fig_histogram.c tools/fig_hysteresis.c tools/fig_raster.c tools/html.c tools/options.c \
	tools/png.c tools/progress.c tools/results.c tools/results_csv.c tools/svg.c tools/text.c tools/ticks.c
tests_tools_test_figures_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/codemodels
EXTRA_DIST += tests/tools/stub_models.c

# The glue against a host that plays every layout, and small libraries in ngspice itself.
fake_tests = tests/xspice/test_calls tests/xspice/test_fault tests/xspice/test_glue tests/xspice/test_newton \
	tests/xspice/test_noise tests/xspice/test_optional
fake_host = tests/xspice/fake_host.c tests/xspice/fake_host.h $(XSPICE_SOURCES)
tests_xspice_test_glue_SOURCES = tests/xspice/test_glue.c $(fake_host)
tests_xspice_test_fault_SOURCES = tests/xspice/test_fault.c $(fake_host)
tests_xspice_test_optional_SOURCES = tests/xspice/test_optional.c $(fake_host)
tests_xspice_test_noise_SOURCES = tests/xspice/test_noise.c $(fake_host)
tests_xspice_test_newton_SOURCES = tests/xspice/test_newton.c $(fake_host)
tests_xspice_test_calls_SOURCES = tests/xspice/test_calls.c $(fake_host)
tests_xspice_test_open_file_SOURCES = tests/xspice/test_open_file.c xspice/open_file.c
xspice_tests = $(fake_tests) tests/xspice/test_open_file tests/xspice/test_inertial
# (ngspice itself has no sanitizers, so nothing that needs them can be loaded into it.)
if !SANITIZE
live_tests = tests/xspice/test_live tests/xspice/test_live_host tests/xspice/test_trace tests/xspice/test_defaults
xspice_tests += $(live_tests)
endif
live_of = $(AM_CPPFLAGS) -DLIVE_CM='"$(abs_builddir)/$(1)"'
tests_xspice_test_live_CPPFLAGS = $(call live_of,live.cm)
tests_xspice_test_live_host_CPPFLAGS = $(call live_of,live_host.cm)
tests_xspice_test_trace_CPPFLAGS = $(call live_of,traced.cm)
tests_xspice_test_defaults_CPPFLAGS = $(call live_of,defaults.cm)
tests_xspice_test_live_LDADD = $(LDADD) -ldl
tests_xspice_test_live_host_LDADD = $(LDADD) -ldl
tests_xspice_test_trace_LDADD = $(LDADD) -ldl
tests_xspice_test_defaults_LDADD = $(LDADD) -ldl
check_PROGRAMS += live.cm live_host.cm traced.cm defaults.cm
live_cm_SOURCES = tests/xspice/live_models.c $(XSPICE_SOURCES)
live_host_cm_SOURCES = tests/xspice/live_host_models.c $(XSPICE_SOURCES)
traced_cm_SOURCES = tests/xspice/traced_models.c $(XSPICE_SOURCES)
defaults_cm_SOURCES = tests/xspice/defaults_models.c $(XSPICE_SOURCES)
live_ldflags = -shared $(CM_LDFLAGS) $(AM_LDFLAGS)
live_cm_LDFLAGS = $(live_ldflags)
live_host_cm_LDFLAGS = $(live_ldflags)
traced_cm_LDFLAGS = $(live_ldflags)
defaults_cm_LDFLAGS = $(live_ldflags)
live_cm_LDADD = -lm
live_host_cm_LDADD = -lm
traced_cm_LDADD = -lm
defaults_cm_LDADD = -lm
noinst_HEADERS += tests/xspice/live.h
EXTRA_DIST += tests/xspice/check-abi.sh tests/xspice/abi_facts.c tests/xspice/abi_facts.def tests/xspice/check_abi.c
# Layouts against an ngspice's own headers: make check-abi NGSPICE_SRC=DIR
check-abi:
	CC='$(CC)' $(srcdir)/tests/xspice/check-abi.sh "$(NGSPICE_SRC)"

# What needs the network, root or an hour: ngspice's own code models built with the kit, Debian's newer ngspices, every
# published parameter set against the independent integrator, two hundred networks of circuits against layers, measured
# devices fitted by every family.
check-icm: ngspike-cmpp$(EXEEXT)
	CMPP='$(abs_builddir)/ngspike-cmpp' CC='$(CC)' sh $(srcdir)/tests/icm/check-icm.sh
check-hosts: ngspike.cm ngspike-cmpp$(EXEEXT)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' CMPP='$(abs_builddir)/ngspike-cmpp' CC='$(CC)' sh $(srcdir)/tests/hosts/check-hosts.sh
# (with the Xschem that is installed, and in Debian 13's)
check-xschem: ngspike.cm ngspike $(XSCHEM_SYMBOLS)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' NGSPIKE='$(abs_builddir)/ngspike' XSCHEM_BUILD='$(abs_builddir)/xschem' XSCHEM_LONG=1 \
	  sh $(srcdir)/tests/xschem/round-trip.sh
check-xschem3: ngspike.cm ngspike $(XSCHEM_SYMBOLS)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' NGSPIKE='$(abs_builddir)/ngspike' XSCHEM_BUILD='$(abs_builddir)/xschem' \
	  sh $(srcdir)/tests/xschem/check-xschem3.sh
check-long: tests/lib/test_reference$(EXEEXT) tests/decks/test_bridges$(EXEEXT) tests/decks/test_lateral$(EXEEXT) \
		tests/decks/test_stdp$(EXEEXT) ngspike$(EXEEXT) ngspike.cm
	STDP_CSV='$(abs_builddir)/stdp.csv' VERBOSE=1 CK_RUN_CASE=ways NGSPIKE_CM='$(abs_builddir)/ngspike.cm' \
	  srcdir='$(srcdir)' ./tests/decks/test_stdp$(EXEEXT)
	ALL_SETS=1 ./tests/lib/test_reference$(EXEEXT)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' srcdir='$(srcdir)' ALL_SETS=1 VERBOSE=1 CK_RUN_CASE=circuits \
	  ./tests/decks/test_bridges$(EXEEXT)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' srcdir='$(srcdir)' ALL_SETS=1 VERBOSE=1 ./tests/decks/test_lateral$(EXEEXT)
	FIT_LONG=1 NGSPIKE='$(abs_builddir)/ngspike' srcdir='$(srcdir)' sh $(srcdir)/tests/tools/run-fit.sh
EXTRA_DIST += tests/fuzz tests/hosts tests/icm

if HAVE_CHECK
check_PROGRAMS += $(lib_tests) $(deck_tests) $(cmpp_tests) $(tool_tests) $(xspice_tests)
TESTS += $(lib_tests) $(deck_tests) $(cmpp_tests) $(tool_tests) $(xspice_tests) tests/cmpp/run-generated.sh
endif
# What a compiler can change: all but the scripts and most decks.
check-units:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(lib_tests) $(cmpp_tests) $(tool_tests) $(xspice_tests) $(unit_decks)'
unit_decks = tests/decks/test_mem tests/decks/test_network tests/decks/test_bridges
.PHONY: check-units
script_tests = tests/cells/run-cells.sh tests/cells/run-runs.sh tests/cmpp/lint-models.sh tests/cmpp/run-golden.sh tests/cmpp/run-man.sh \
	tests/decks/wrong-nodes.sh tests/doc-current.sh tests/examples.sh tests/tools/interrupt-network.sh \
	tests/tools/run-cli.sh tests/tools/run-fit.sh
TESTS += $(script_tests)
# (A compiler, Xschem and ngspice do the work here, and ngspice cannot load what has sanitizers; once is enough.)
kit_tests = tests/cells/run-reram.sh tests/cmpp/run-build.sh tests/cmpp/run-xschem.sh tests/kicad/library.sh \
	tests/own-codemodel.sh tests/tools/run-setup.sh tests/xschem/drawn.sh tests/xschem/round-trip.sh
if !SANITIZE
TESTS += tests/valgrind-decks.sh $(kit_tests)
endif
EXTRA_DIST += tests/xschem/check-xschem3.sh tests/xschem/drawn.list tests/xschem/sheet.awk tests/xschem/wrong-sheet.expected \
	tests/xschem/wrong.expected tests/xschem/wrong.sch tests/xschem/wrong.sym
EXTRA_DIST += $(script_tests) $(kit_tests) tests/valgrind-decks.sh tests/tiny-data.sh tests/demo-report.sh tests/lsan.supp

# A leak check after each test of a program takes longer than the test: with sanitizers, one for all.
if SANITIZE
no_fork = CK_FORK=no; export CK_FORK;
endif
# Leaks inside ngspice itself are not ours to find.
AM_TESTS_ENVIRONMENT = $(no_fork) \
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm'; export NGSPIKE_CM; \
	NGSPIKE='$(abs_builddir)/ngspike'; export NGSPIKE; \
	CMPP='$(abs_builddir)/ngspike-cmpp'; export CMPP; CC='$(CC)'; export CC; \
	CHECK_LIBS='$(CHECK_CFLAGS) $(CHECK_LIBS)'; export CHECK_LIBS; \
	MODELS_MD='$(abs_builddir)/gen/models.md'; export MODELS_MD; \
	XSCHEM_BUILD='$(abs_builddir)/xschem'; export XSCHEM_BUILD; \
	KICAD_BUILD='$(abs_builddir)/kicad'; export KICAD_BUILD; \
	LSAN_OPTIONS="suppressions=$$(cd $(srcdir) && pwd)/tests/lsan.supp:print_suppressions=0"; export LSAN_OPTIONS;
check_DATA = ngspike.cm ngspike ngspike-cmpp gen/models.md $(XSCHEM_SYMBOLS) $(KICAD_FILES)

# KiCad: the library by itself; in KiCad 9 it needs the network and root.
check-kicad: ngspike.cm ngspike $(KICAD_FILES)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' NGSPIKE='$(abs_builddir)/ngspike' KICAD_BUILD='$(abs_builddir)/kicad' \
	  sh $(srcdir)/tests/kicad/check-kicad.sh
EXTRA_DIST += tests/kicad
# All pictures of doc/xschem (root, network the first time, xvfb).
pictures: ngspike.cm ngspike $(XSCHEM_SYMBOLS)
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm' NGSPIKE='$(abs_builddir)/ngspike' XSCHEM_BUILD='$(abs_builddir)/xschem' \
	  sh $(srcdir)/doc/pictures.sh
EXTRA_DIST += doc/pictures.sh tests/xschem/tutorial.sh tests/xschem/xschem3.sh
