# make bench: what it costs, side by side in one run. Not part of make check.
EXTRA_PROGRAMS += train_bare measure device_reference
train_bare_SOURCES = bench/train_bare.c
train_bare_LDADD = libngspike.a $(ZLIB_LIBS) $(JANSSON_LIBS) -lm
measure_SOURCES = bench/measure.c
device_reference_SOURCES = bench/device_reference.c
device_reference_LDADD = libngspike.a -lm
EXTRA_DIST += bench/bench.sh bench/devices.sh bench/devices.awk bench/devices.tab bench/bsource
CLEANFILES += bench-devices.csv bench-devices.md
bench: train_bare$(EXEEXT) measure$(EXEEXT) device_reference$(EXEEXT) ngspike$(EXEEXT) ngspike.cm$(EXEEXT)
	srcdir=$$(cd $(srcdir) && pwd) $(srcdir)/bench/bench.sh
