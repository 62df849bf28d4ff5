# ngspike.cm: the glue, the generated C of every code model, and libngspike.
CODE_MODELS = energy_probe neuron_lif neuron_memristive spike_file spike_images spike_join spike_layer spike_poisson \
	spike_readout spike_record spike_to_v v_to_spike
MEM_MODELS = $(DEVICES:%=mem_%)
cm_c = $(CODE_MODELS:%=gen/%_ifspec.c) $(CODE_MODELS:%=gen/%_cfunc.c) \
	$(MEM_MODELS:%=gen/%_ifspec.c) $(MEM_MODELS:%=gen/%_cfunc.c) gen/models.c
cm_objects = $(cm_c:.c=.o)

cm_PROGRAMS = ngspike.cm
ngspike_cm_SOURCES = $(XSPICE_SOURCES) codemodels/energy.c codemodels/energy.h codemodels/energy_summary.c \
	codemodels/energy_summary.h codemodels/status.c codemodels/status.h codemodels/status_update.h \
	codemodels/spike_event.h codemodels/spike_source.c codemodels/spike_source.h \
	codemodels/spike_value.c codemodels/spike_value.h \
	codemodels/mem/mem_adapter.c codemodels/mem/mem_adapter.h codemodels/mem/mem_common.h \
	codemodels/udn_spike/udnfunc.c
ngspike_cm_LDFLAGS = -shared $(CM_LDFLAGS) $(AM_LDFLAGS)
ngspike_cm_LDADD = $(cm_objects) libngspike.a $(ZLIB_LIBS) $(JANSSON_LIBS) -lm
ngspike_cm_DEPENDENCIES = $(cm_objects) libngspike.a
EXTRA_DIST += $(CODE_MODELS:%=codemodels/%/ifspec.ifs) $(CODE_MODELS:%=codemodels/%/cfunc.mod)

# The mem_* models: interface and function are printed from the device's own table.
noinst_PROGRAMS += gen_mem
gen_mem_SOURCES = codemodels/mem/gen_mem.c
gen_mem_LDADD = libngspike.a $(ZLIB_LIBS) $(JANSSON_LIBS) -lm
gen/mem_%/ifspec.ifs: gen_mem$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./gen_mem ifspec $* >$@.tmp && mv $@.tmp $@
gen/mem_%/cfunc.mod: gen_mem$(EXEEXT)
	@mkdir -p $(@D)
	$(AM_V_GEN)./gen_mem cfunc $* >$@.tmp && mv $@.tmp $@
gen/mem_%_ifspec.c: gen/mem_%/ifspec.ifs ngspike-cmpp$(EXEEXT)
	$(AM_V_GEN)./ngspike-cmpp ifs $< -o $@
gen/mem_%_cfunc.c: gen/mem_%/ifspec.ifs gen/mem_%/cfunc.mod ngspike-cmpp$(EXEEXT)
	$(AM_V_GEN)./ngspike-cmpp mod $< gen/mem_$*/cfunc.mod -o $@

gen/%_ifspec.c: codemodels/%/ifspec.ifs ngspike-cmpp$(EXEEXT)
	@mkdir -p gen
	$(AM_V_GEN)./ngspike-cmpp ifs $< -o $@
gen/%_cfunc.c: codemodels/%/ifspec.ifs codemodels/%/cfunc.mod ngspike-cmpp$(EXEEXT)
	@mkdir -p gen
	$(AM_V_GEN)./ngspike-cmpp mod $< $(srcdir)/codemodels/$*/cfunc.mod -o $@
gen/models.c: $(CODE_MODELS:%=codemodels/%/ifspec.ifs) $(MEM_MODELS:%=gen/%/ifspec.ifs) ngspike-cmpp$(EXEEXT)
	$(AM_V_GEN)./ngspike-cmpp lst --name ngspike.cm --udn $(srcdir)/codemodels/udn_spike \
	  $(CODE_MODELS:%=$(srcdir)/codemodels/%) $(MEM_MODELS:%=gen/%) -o $@

# The reference of the code models. doc/models.md is a copy of it that can be read before anything is built;
# tests/doc-current.sh tells when it is out of date. (The name here is another, or VPATH would take the copy for it.)
nodist_doc_DATA = gen/models.md
gen/models.md: $(CODE_MODELS:%=codemodels/%/ifspec.ifs) $(MEM_MODELS:%=gen/%/ifspec.ifs) ngspike-cmpp$(EXEEXT)
	$(AM_V_GEN)./ngspike-cmpp doc $(filter %.ifs,$^) -o $@
update-doc: gen/models.md
	cp gen/models.md $(srcdir)/doc/models.md
.PHONY: update-doc
EXTRA_DIST += doc/models.md

# A generated file includes its model's neighbours as its cfunc.mod does, seen from that folder.
$(cm_objects): gen/%.o: gen/%.c $(params_gen)
	$(AM_V_CC)$(COMPILE) -I$(srcdir)/codemodels/spike_images -I$(srcdir)/codemodels/mem -MMD -MP -c -o $@ $<
-include $(cm_objects:.o=.d)
.PRECIOUS: $(cm_c) $(MEM_MODELS:%=gen/%/ifspec.ifs) $(MEM_MODELS:%=gen/%/cfunc.mod)
CLEANFILES += $(cm_c) $(cm_objects) $(cm_objects:.o=.d)
