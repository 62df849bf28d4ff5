# make bench: what it costs, side by side in one run. Not part of make check.
EXTRA_PROGRAMS += train_bare measure
train_bare_SOURCES = bench/train_bare.c
train_bare_LDADD = libngspike.a $(ZLIB_LIBS) $(JANSSON_LIBS) -lm
measure_SOURCES = bench/measure.c
EXTRA_DIST += bench/bench.sh
bench: train_bare$(EXEEXT) measure$(EXEEXT) ngspike$(EXEEXT) ngspike.cm$(EXEEXT)
	srcdir=$$(cd $(srcdir) && pwd) $(srcdir)/bench/bench.sh
