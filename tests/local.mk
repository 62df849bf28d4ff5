# What make check runs: one program a subject (a program without a _SOURCES line is its own .c file), and scripts for the
# command-line tools.
LDADD = libngspike.a $(CHECK_LIBS) $(ZLIB_LIBS) $(JANSSON_LIBS) -lm -lpthread
noinst_HEADERS += tests/check_main.h tests/lib/temp.h tests/lib/statistics.h

lib_tests = tests/lib/test_param tests/lib/test_implicit tests/lib/test_drift tests/lib/test_pulse \
	tests/lib/test_philox tests/lib/test_idx tests/lib/test_npy tests/lib/test_packet tests/lib/test_encode \
	tests/lib/test_source tests/lib/test_record tests/lib/test_layer tests/lib/test_readout

# Decks, through libngspice with ngspike.cm.
deck_tests = tests/decks/test_mem tests/decks/test_network
deck_sources = tests/decks/spice.c tests/decks/spice.h
deck_libs = $(LDADD) $(NGSPICE_LIBS)
tests_decks_test_mem_SOURCES = tests/decks/test_mem.c $(deck_sources)
tests_decks_test_mem_LDADD = $(deck_libs)
tests_decks_test_network_SOURCES = tests/decks/test_network.c $(deck_sources)
tests_decks_test_network_LDADD = $(deck_libs)
EXTRA_DIST += tests/decks/mem

cmpp_tests = tests/cmpp/test_ifspec tests/cmpp/test_cfunc tests/cmpp/test_doc
tests_cmpp_test_ifspec_LDADD = libcmpp.a $(LDADD)
tests_cmpp_test_cfunc_LDADD = libcmpp.a $(LDADD)
tests_cmpp_test_doc_LDADD = libcmpp.a $(LDADD)
EXTRA_DIST += tests/cmpp/golden tests/cmpp/run-generated.sh tests/cmpp/generated.c tests/cmpp/generated.mod \
	cmpp/fuzz/fuzz_cfunc.c cmpp/fuzz/fuzz_ifspec.c

tool_tests = tests/tools/test_deck tests/tools/test_figures
tests_tools_test_deck_SOURCES = tests/tools/test_deck.c tools/deck.c tools/deck_find.c tools/deck_param.c \
	tools/messages.c tools/message_rules.c tools/text.c
tests_tools_test_deck_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/codemodels
tests_tools_test_figures_SOURCES = tests/tools/test_figures.c tools/results.c tools/results_csv.c \
	tools/fig_confusion.c tools/fig_fields.c tools/fig_histogram.c tools/fig_hysteresis.c tools/fig_raster.c \
	tools/svg.c tools/png.c tools/html.c tools/ticks.c tools/colormap.c tools/progress.c tools/options.c \
	tools/text.c
tests_tools_test_figures_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/codemodels
EXTRA_DIST += tests/tools/stub_models.c

# The glue against a host that plays every layout, and a small library in ngspice itself.
xspice_tests = tests/xspice/test_glue
# (ngspice itself has no sanitizers, so nothing that needs them can be loaded into it.)
if !SANITIZE
xspice_tests += tests/xspice/test_live
endif
tests_xspice_test_glue_SOURCES = tests/xspice/test_glue.c $(XSPICE_SOURCES)
tests_xspice_test_live_CPPFLAGS = $(AM_CPPFLAGS) -DLIVE_CM='"$(abs_builddir)/live.cm"'
tests_xspice_test_live_LDADD = $(LDADD) -ldl
check_PROGRAMS += live.cm
live_cm_SOURCES = tests/xspice/live_models.c $(XSPICE_SOURCES)
live_cm_LDFLAGS = -shared $(CM_LDFLAGS) $(AM_LDFLAGS)
live_cm_LDADD = -lm
EXTRA_DIST += tests/xspice/check-abi.sh tests/xspice/abi_facts.c tests/xspice/abi_facts.def tests/xspice/check_abi.c
# Layouts against an ngspice's own headers: make check-abi NGSPICE_SRC=DIR
check-abi:
	CC='$(CC)' $(srcdir)/tests/xspice/check-abi.sh "$(NGSPICE_SRC)"

if HAVE_CHECK
check_PROGRAMS += $(lib_tests) $(deck_tests) $(cmpp_tests) $(tool_tests) $(xspice_tests)
TESTS += $(lib_tests) $(deck_tests) $(cmpp_tests) $(tool_tests) $(xspice_tests) tests/cmpp/run-generated.sh
endif
script_tests = tests/cmpp/run-golden.sh tests/tools/run-cli.sh tests/tools/interrupt-network.sh tests/doc-current.sh tests/decks/wrong-nodes.sh
TESTS += $(script_tests)
if !SANITIZE
TESTS += tests/valgrind-decks.sh
endif
EXTRA_DIST += $(script_tests) tests/valgrind-decks.sh tests/tiny-data.sh tests/demo-report.sh tests/lsan.supp

# Leaks inside ngspice itself are not ours to find.
AM_TESTS_ENVIRONMENT = \
	NGSPIKE_CM='$(abs_builddir)/ngspike.cm'; export NGSPIKE_CM; \
	NGSPIKE='$(abs_builddir)/ngspike'; export NGSPIKE; \
	CMPP='$(abs_builddir)/ngspike-cmpp'; export CMPP; CC='$(CC)'; export CC; \
	CHECK_LIBS='$(CHECK_CFLAGS) $(CHECK_LIBS)'; export CHECK_LIBS; \
	MODELS_MD='$(abs_builddir)/gen/models.md'; export MODELS_MD; \
	LSAN_OPTIONS="suppressions=$$(cd $(srcdir) && pwd)/tests/lsan.supp:print_suppressions=0"; export LSAN_OPTIONS;
check_DATA = ngspike.cm ngspike ngspike-cmpp gen/models.md
