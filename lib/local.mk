# libngspike: all physics and learning; knows no ngspice.
lib_LIBRARIES += libngspike.a
nobase_pkginclude_HEADERS += \
	lib/data/atomic_file.h lib/data/events.h lib/data/idx.h lib/data/npy.h lib/device/cell.h lib/device/device.h \
	lib/device/flow.h lib/device/pulse.h lib/device/step.h lib/device/switches.h lib/error.h lib/fit/data.h lib/fit/fit.h \
	lib/network/crossings.h lib/network/encode.h lib/network/join.h lib/network/layer.h lib/network/packet.h \
	lib/network/playback.h lib/network/poisson.h lib/network/pulse_train.h lib/network/readout.h \
	lib/network/record.h lib/network/source.h lib/neuron/adaptive.h lib/neuron/course.h lib/neuron/memristive.h lib/neuron/neuron.h \
	lib/neuron/spike_shape.h lib/param/param.h lib/plasticity/overlap.h lib/plasticity/rule.h lib/random/alias.h lib/random/binomial.h \
	lib/random/exponential.h lib/random/philox.h
libngspike_a_SOURCES = lib/data/atomic_file.c lib/data/events.c lib/data/events_aedat.c lib/data/events_csv.c \
	lib/data/events_impl.h lib/data/events_npy.c lib/data/idx.c lib/data/images.c lib/data/npy.c lib/device/cell.c \
	lib/device/cell_drift.c lib/device/cell_event.c lib/device/cell_impl.h lib/device/cell_parse.c \
	lib/device/cell_small_signal.c lib/device/cell_step.c lib/device/cell_step_back.c \
	lib/device/device.c lib/device/drift_nonlinear.c lib/device/drift_nonlinear.h lib/device/filament.c \
	lib/device/filament.h lib/device/flow.c lib/device/flow.h lib/device/flow_short.c lib/device/kvatinsky.c \
	lib/device/kvatinsky.h \
	lib/device/part.c lib/device/part.h lib/device/point.h lib/device/pulse.c lib/device/pulse_clock.c \
	lib/device/pulse_clock.h lib/device/resistance.c lib/device/resistance.h lib/device/resolve.c lib/device/simmons.c \
	lib/device/simmons.h lib/device/small_signal.c lib/device/step.c lib/device/switches.c lib/device/window.c \
	lib/device/window.h lib/error.c lib/fit/columns.c lib/fit/columns.h lib/fit/confidence.c lib/fit/data.c \
	lib/fit/drive.c lib/fit/drive.h lib/fit/evolve.c lib/fit/fit.c lib/fit/fit_impl.h lib/fit/profile.c lib/fit/residuals.c \
	lib/fit/scales.c lib/fit/scales.h lib/fit/search.c lib/fit/space.c lib/fit/space.h lib/network/crossings.c \
	lib/network/encode.c lib/network/join.c lib/network/layer.c lib/network/layer_cells.c lib/network/layer_delay.c lib/network/layer_energy.c \
	lib/network/layer_impl.h lib/network/layer_io.c lib/network/layer_kernel.c lib/network/layer_kernel.def \
	lib/network/layer_lateral.c lib/network/layer_learn.c lib/network/layer_log.c lib/network/layer_overlap.c \
	lib/network/layer_reward.c lib/network/layer_run.c lib/network/packet.c lib/network/playback.c \
	lib/network/poisson.c lib/network/pulse_train.c lib/network/readout.c lib/network/readout_impl.h \
	lib/network/readout_io.c lib/network/record.c lib/network/source.c lib/neuron/adaptive.c lib/neuron/course.c \
	lib/neuron/membrane.c lib/neuron/membrane.h lib/neuron/memristive.c lib/neuron/neuron.c lib/neuron/neuron_impl.h \
	lib/neuron/neuron_start.c lib/neuron/spike_shape.c lib/numeric/constants.h lib/numeric/gauss.h lib/numeric/implicit.c \
	lib/numeric/implicit.h lib/numeric/portable.h lib/numeric/relax.h lib/numeric/safe.h lib/param/param.c \
	lib/plasticity/overlap.c lib/plasticity/rule.c lib/plasticity/stdp.c lib/plasticity/stdp.h lib/random/alias.c \
	lib/random/binomial.c lib/random/philox.c

# Device families: the list is lib/device/devices.def, the only place that names them all
# (configure reads it into DEVICES).
CONFIG_STATUS_DEPENDENCIES = $(srcdir)/lib/device/devices.def
DEVICE_OBJECTS = $(DEVICES:%=gen/device_%.o)
libngspike_a_LIBADD = $(DEVICE_OBJECTS)
libngspike_a_DEPENDENCIES = $(DEVICE_OBJECTS)
nobase_pkginclude_HEADERS += lib/device/devices.def
EXTRA_DIST += $(DEVICES:%=lib/device/%.c)
gen/device_%.o: lib/device/%.c
	@mkdir -p gen
	$(AM_V_CC)$(COMPILE) -MMD -MP -c -o $@ $<
-include $(DEVICE_OBJECTS:.o=.d)
CLEANFILES += $(DEVICE_OBJECTS) $(DEVICE_OBJECTS:.o=.d)

# Parameter structs that lib/ shares with the code models' ifspec.ifs.
params_gen = gen/energy_probe_params.h gen/neuron_lif_params.h gen/neuron_memristive_params.h gen/spike_file_params.h \
	gen/spike_images_params.h gen/spike_join_params.h gen/spike_layer_params.h gen/spike_poisson_params.h \
	gen/spike_readout_params.h gen/spike_record_params.h gen/spike_to_v_params.h gen/v_to_spike_params.h
gen/%_params.h: codemodels/%/ifspec.ifs ngspike-cmpp$(EXEEXT)
	@mkdir -p gen
	$(AM_V_GEN)./ngspike-cmpp params $< -o $@
BUILT_SOURCES += $(params_gen)
CLEANFILES += $(params_gen)
nodist_pkginclude_HEADERS = $(params_gen)
