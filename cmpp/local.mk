# ngspike-cmpp: the code-model preprocessor; knows no memristor.
bin_PROGRAMS += ngspike-cmpp
noinst_LIBRARIES = libcmpp.a
libcmpp_a_SOURCES = \
	cmpp/cfunc.c cmpp/cfunc.h cmpp/check.c cmpp/ctoken.c cmpp/ctoken.h cmpp/diag.c cmpp/diag.h cmpp/emit.h \
	cmpp/emit_doc.c cmpp/emit_ifs.c cmpp/emit_lst.c cmpp/emit_params.c cmpp/emit_read.c cmpp/file.c \
	cmpp/file.h cmpp/ifspec.c cmpp/ifspec.h cmpp/lex.c cmpp/lex.h cmpp/library.c cmpp/library.h cmpp/mem.c \
	cmpp/mem.h cmpp/names.c cmpp/names.h cmpp/table.c cmpp/table.h cmpp/text.c cmpp/text.h \
	lib/data/atomic_file.c lib/error.c
ngspike_cmpp_SOURCES = cmpp/main.c cmpp/cmd.c cmpp/cmd.h cmpp/cmd_doc.c cmpp/cmd_lst.c cmpp/cmd_translate.c
ngspike_cmpp_LDADD = libcmpp.a
