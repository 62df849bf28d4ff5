# ngspike: the command-line program.
bin_PROGRAMS += ngspike
ngspike_SOURCES = codemodels/energy_summary.c codemodels/energy_summary.h tools/colormap.c tools/colormap.h \
	tools/deck.c tools/deck.h tools/deck_find.c tools/deck_param.c tools/fig_confusion.c tools/fig_fields.c \
	tools/fig_fit.c tools/fig_histogram.c tools/fig_hysteresis.c tools/fig_raster.c tools/figures.h tools/fit.c \
	tools/fit_report.c tools/fit_report.h tools/host.c tools/host.h tools/html.c tools/html.h tools/layer_energy.c \
	tools/layer_energy.h tools/main.c tools/message_rules.c tools/message_rules.h tools/messages.c tools/messages.h \
	tools/models.c tools/options.c tools/options.h tools/png.c tools/png.h tools/progress.c tools/progress.h \
	tools/raw.c tools/raw.h tools/report.c tools/results.c tools/results.h tools/results_csv.c tools/run.c \
	tools/run_result.c tools/run_result.h tools/run_setup.c tools/run_setup.h tools/setup.c tools/setup_block.c \
	tools/setup_block.h tools/sky130.c tools/sky130.h tools/svg.c tools/svg.h tools/tb.c tools/tb.h tools/tb_draw.c \
	tools/tb_jobs.c \
	tools/tb_page.c tools/tb_read.c tools/tb_read_plot.c tools/tb_run.h tools/tb_stat.c tools/text.c tools/text.h tools/text_file.c tools/ticks.c \
	tools/ticks.h tools/wave.c tools/wave.h
ngspike_CPPFLAGS = $(AM_CPPFLAGS) $(NGSPICE_CFLAGS) -I$(srcdir)/codemodels -DNGSPIKE_CMDIR='"$(cmdir)"' \
	-DNGSPIKE_XSCHEMDIR='"$(xschemdir)"' -DNGSPIKE_CELLS='"$(pkgdatadir)/sky130_cells"'
ngspike_LDADD = libngspike.a $(NGSPICE_LIBS) $(ZLIB_LIBS) $(JANSSON_LIBS) $(CMINPACK_LIBS) -lm -lpthread
