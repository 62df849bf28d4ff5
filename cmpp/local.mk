# ngspike-cmpp: the code-model preprocessor; knows no memristor.
bin_PROGRAMS += ngspike-cmpp
noinst_LIBRARIES = libcmpp.a
libcmpp_a_SOURCES = \
	cmpp/accessor.c cmpp/accessor.h cmpp/aline.c cmpp/aline.h cmpp/cell.c cmpp/cell.h cmpp/cfunc.c \
	cmpp/cfunc.h cmpp/check.c cmpp/ctoken.c cmpp/ctoken.h cmpp/describe.c cmpp/describe.h cmpp/diag.c \
	cmpp/diag.h cmpp/emit.h cmpp/emit_doc.c cmpp/emit_field.c cmpp/emit_ifs.c cmpp/emit_kicad.c cmpp/emit_lst.c \
	cmpp/emit_man.c cmpp/emit_params.c cmpp/emit_read.c cmpp/emit_symbol.c cmpp/field.c cmpp/field.h \
	cmpp/file.c cmpp/file.h cmpp/ifspec.c cmpp/ifspec.h cmpp/kicad_cell.c cmpp/kicad_draw.c cmpp/kicad_draw.h cmpp/lex.c cmpp/lex.h cmpp/library.c cmpp/library.h \
	cmpp/lint.c cmpp/lint.h cmpp/list.c cmpp/list.h cmpp/mem.c cmpp/mem.h cmpp/names.c cmpp/names.h \
	cmpp/owner.c cmpp/owner.h cmpp/roff.c cmpp/roff.h cmpp/symbol.h cmpp/symbol_block.c \
	cmpp/symbol_layout.c cmpp/symbol_make.c cmpp/symbol_options.c cmpp/symbol_param.c cmpp/symbol_shape.c cmpp/symbol_shape.h cmpp/table.c cmpp/table.h cmpp/text.c \
	cmpp/text.h cmpp/unit.c cmpp/unit.h lib/data/atomic_file.c lib/error.c
ngspike_cmpp_SOURCES = \
	cmpp/build.h cmpp/build_check.c cmpp/build_compile.c cmpp/build_find.c cmpp/build_sanitize.c \
	cmpp/build_translate.c cmpp/cmd.c cmpp/cmd.h cmpp/cmd_build.c cmpp/cmd_doc.c cmpp/cmd_kicad.c cmpp/cmd_kit.c \
	cmpp/cmd_lint.c cmpp/cmd_lst.c cmpp/cmd_man.c cmpp/cmd_new.c cmpp/cmd_symbol.c cmpp/cmd_translate.c \
	cmpp/jobs.c cmpp/jobs.h cmpp/kit.c cmpp/kit.h cmpp/main.c cmpp/taken.c cmpp/taken.h cmpp/words.c \
	cmpp/words.h cmpp/work.c cmpp/work.h
ngspike_cmpp_LDADD = libcmpp.a -lm

# The kit that ngspike-cmpp carries: headers and glue (xspice/local.mk), and the skeletons of `ngspike-cmpp new`.
SKELETONS = \
	cmpp/skeleton/analog/cfunc.mod cmpp/skeleton/analog/ifspec.ifs cmpp/skeleton/analog/skeleton.cir \
	cmpp/skeleton/common/Makefile cmpp/skeleton/common/README.md cmpp/skeleton/event/cfunc.mod \
	cmpp/skeleton/event/ifspec.ifs cmpp/skeleton/event/skeleton.cir cmpp/skeleton/hybrid/cfunc.mod \
	cmpp/skeleton/hybrid/ifspec.ifs cmpp/skeleton/hybrid/skeleton.cir cmpp/skeleton/nodetype/cfunc.mod \
	cmpp/skeleton/nodetype/ifspec.ifs cmpp/skeleton/nodetype/skeleton.cir \
	cmpp/skeleton/nodetype/skeleton_value.h cmpp/skeleton/nodetype/udnfunc.c
kit_readme = cmpp/skeleton/kit-README.md
EXTRA_DIST += $(SKELETONS) $(kit_readme)
noinst_PROGRAMS += embed
embed_SOURCES = cmpp/embed.c
embed_LDADD =
nodist_ngspike_cmpp_SOURCES = gen/kit_data.c
gen/kit_data.c: $(xspice_public) $(XSPICE_SOURCES) $(SKELETONS) $(kit_readme) embed$(EXEEXT)
	@mkdir -p gen
	$(AM_V_GEN)./embed$(EXEEXT) $@ $(srcdir) xspice/:xspice/ $(xspice_public) xspice/:glue/ $(XSPICE_SOURCES) \
	  cmpp/skeleton/: $(kit_readme) cmpp/skeleton/:skeleton/ $(SKELETONS)
CLEANFILES += gen/kit_data.c
