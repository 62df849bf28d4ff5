# make bench: what it costs, side by side in one run. Not part of make check.
EXTRA_PROGRAMS += train_bare measure device_reference stdp_figure
train_bare_SOURCES = bench/train_bare.c
train_bare_LDADD = libngspike.a $(ZLIB_LIBS) $(JANSSON_LIBS) -lm
measure_SOURCES = bench/measure.c
device_reference_SOURCES = bench/device_reference.c
device_reference_LDADD = libngspike.a -lm
EXTRA_DIST += bench/bench.sh bench/cells.sh bench/devices.sh bench/devices.awk bench/devices.tab bench/imperfect.sh bench/bsource
CLEANFILES += bench-devices.csv bench-devices.md
bench: train_bare$(EXEEXT) measure$(EXEEXT) device_reference$(EXEEXT) ngspike$(EXEEXT) ngspike.cm$(EXEEXT)
	srcdir=$$(cd $(srcdir) && pwd) $(srcdir)/bench/bench.sh

# doc/stdp.svg: plasticity by the overlap of spikes, three ways, as the test compares them.
stdp_figure_SOURCES = bench/stdp_figure.c tools/html.c tools/svg.c tools/text.c tools/ticks.c
stdp_figure_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tools
stdp_figure_LDADD = -lm
stdp-figure: stdp_figure$(EXEEXT) tests/decks/test_stdp$(EXEEXT) ngspike.cm$(EXEEXT)
	STDP_CSV='$(abs_builddir)/stdp.csv' CK_RUN_CASE=ways NGSPIKE_CM='$(abs_builddir)/ngspike.cm' srcdir=$(srcdir) tests/decks/test_stdp$(EXEEXT)
	./stdp_figure stdp.csv >$(srcdir)/doc/stdp.svg
CLEANFILES += stdp.csv
.PHONY: stdp-figure
EXTRA_DIST += doc/stdp.svg
